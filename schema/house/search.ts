import type { Match } from '../../src/domain/search/marks.ts'
import {
  mostHits,
  type SearchHit,
  type SearchKind,
  search,
  usualHits,
} from '../../src/domain/search/search.ts'
import { encodeId, type IdKind } from '../../src/lib/ids.ts'
import { targetProfileNoun } from '../care/target-profile.ts'
import { campaignNoun } from '../competition/campaign.ts'
import { competitorNoun } from '../competition/competitor.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder, described } from '../kernel/builder.ts'
import { pageComplexity } from '../kernel/connection.ts'
import { referenced } from '../kernel/noun.ts'
import { ownCampaignNoun } from '../own-campaigns/own-campaign.ts'
import { segmentNoun } from '../segments/segment.ts'
import { staffNoun } from './staff.ts'

const SearchKindType = builder.enumType('SearchKind', {
  description: 'What a search looks for.',
  values: described<SearchKind>({
    CUSTOMER:
      'Customers within your reach: by name, e-mail and phone, which needs `customers:personal`, and by keys in other systems. Needs `customers:read`.',
    STAFF_MEMBER: 'Staff, by name and e-mail. Needs `staff:read`.',
    SEGMENT: 'Segments, by name. Needs `segments:read`.',
    TARGET_PROFILE: 'Target profiles that are not archived, by name. Needs `segments:read`.',
    OWN_CAMPAIGN: 'Campaigns of your own, by name. Needs `campaigns:read`.',
    CAMPAIGN: "Competitors' campaigns, by name. Needs `campaigns:read`.",
    COMPETITOR: 'Competitors, by name and aliases. Needs `competitors:read`.',
  }),
})

const SearchMatch = builder.enumType('SearchMatch', {
  description: 'In what the text was found.',
  values: described<Match>({
    NAME: 'In the name, or in an alias.',
    EMAIL: 'In the e-mail.',
    PHONE: 'In the phone number.',
    EXTERNAL_ID: 'At the beginning of a key in another system.',
  }),
})

const idKinds: Record<SearchKind, IdKind> = {
  CUSTOMER: 'customer',
  STAFF_MEMBER: 'staffMember',
  SEGMENT: 'segment',
  TARGET_PROFILE: 'targetProfile',
  OWN_CAMPAIGN: 'ownCampaign',
  CAMPAIGN: 'campaign',
  COMPETITOR: 'competitor',
}

const idOf = (kind: SearchKind) => (hit: SearchHit) => (hit.kind === kind ? hit.id : null)

const SearchHitType = builder.objectRef<SearchHit>('SearchHit').implement({
  description: 'Something that a search found.',
  fields: t => ({
    kind: t.expose('kind', { type: SearchKindType, description: 'What it is.' }),
    // Not `id`: caches would take the hit and what it found for one object.
    found: t.id({
      description: 'The id of what was found; `node` finds it.',
      resolve: ({ kind, id }) => encodeId(idKinds[kind], id),
    }),
    title: t.exposeString('title', {
      description:
        'Its name. Of a customer without one the e-mail, phone or key; the key in another system for whoever may not read names.',
    }),
    matched: t.expose('matched', { type: SearchMatch, description: 'In what the text was found.' }),
    customer: referenced(t, customerNoun, idOf('CUSTOMER'), 'The customer; null for any other kind.'),
    staffMember: referenced(t, staffNoun, idOf('STAFF_MEMBER'), 'The staff member; null for any other kind.'),
    segment: referenced(t, segmentNoun, idOf('SEGMENT'), 'The segment; null for any other kind.'),
    targetProfile: referenced(
      t,
      targetProfileNoun,
      idOf('TARGET_PROFILE'),
      'The target profile; null for any other kind.',
    ),
    ownCampaign: referenced(
      t,
      ownCampaignNoun,
      idOf('OWN_CAMPAIGN'),
      'The campaign of your own; null for any other kind.',
    ),
    campaign: referenced(t, campaignNoun, idOf('CAMPAIGN'), 'The campaign; null for any other kind.'),
    competitor: referenced(t, competitorNoun, idOf('COMPETITOR'), 'The competitor; null for any other kind.'),
  }),
})

builder.queryFields(t => ({
  search: t.field({
    type: [SearchHitType],
    nullable: true,
    description:
      'What fits a text as somebody types it, within your reach; nothing for a text without anything to see. Every word is to be found in a name, in any order and without regard to diacritics (`nguyen` finds Nguyễn), or the whole text in an e-mail, a phone number in any spelling, or at the beginning of a key in another system: from three characters on anywhere within a word, below that at the beginning of one. ' +
      'Best first: a whole key, a whole name, beginnings of all words, the beginning of a key, a part of either; what fits alike by kinds in turn, customers by their last purchase and then what they spent. Texts that very many customers share are not ranked among all of them: at most the first 200 of each way of finding are, and what lies within words is looked for only where fewer than `first` begin so.',
    authScopes: { signedIn: true },
    args: {
      text: t.arg.string({ required: true, description: 'What was typed, at most 200 characters.' }),
      kinds: t.arg({
        type: [SearchKindType],
        description: 'Only these. When not said, all that you may read.',
      }),
      first: t.arg.int({
        description: `At most so many, 1 to ${mostHits}; ${usualHits} when nothing is said.`,
      }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, { service }) => search(service, args),
  }),
}))
