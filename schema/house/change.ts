import { type FeedEntity, idKindOf } from '../../src/domain/feed/entities.ts'
import { keptDays } from '../../src/domain/feed/kept.ts'
import {
  type FeedEntry,
  type FeedPage,
  largestFeedPage,
  newestCursor,
  readChanges,
  usualFeedPage,
} from '../../src/domain/feed/read-changes.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { careReviewNoun } from '../care/care-review.ts'
import { careStandardNoun } from '../care/care-standard.ts'
import { targetProfileNoun } from '../care/target-profile.ts'
import { campaignNoun } from '../competition/campaign.ts'
import { competitorNoun } from '../competition/competitor.ts'
import { exposureNoun } from '../competition/exposure.ts'
import { contactPointNoun } from '../customers/addresses/contact-point.ts'
import { consentNoun } from '../customers/consent.ts'
import { customerNoun } from '../customers/customer.ts'
import { customerDuplicateNoun } from '../customers/duplicates/customer-duplicate.ts'
import { interactionNoun } from '../customers/interaction.ts'
import { customerUpdateJobNoun } from '../customers/jobs/customer-update-job.ts'
import { regionNoun } from '../customers/region.ts'
import { feedbackNoun } from '../feedback/feedback-item.ts'
import { followUpNoun } from '../follow-ups/follow-up.ts'
import { builder } from '../kernel/builder.ts'
import { PageInfo, pageComplexity } from '../kernel/connection.ts'
import { referenced } from '../kernel/noun.ts'
import { ownCampaignNoun } from '../own-campaigns/own-campaign.ts'
import { touchNoun } from '../own-campaigns/touch.ts'
import { personalReadNoun } from '../privacy/personal-read.ts'
import { personRequestNoun } from '../privacy/requests/person-request.ts'
import { careTeamMemberNoun } from '../profile/care-team-member.ts'
import { channelReachabilityNoun } from '../profile/channel-reachability.ts'
import { employmentNoun } from '../profile/employment.ts'
import { fileReferenceNoun } from '../profile/file-reference.ts'
import { noteNoun } from '../profile/note.ts'
import { occasionNoun } from '../profile/occasion.ts'
import { postalAddressNoun } from '../profile/postal-address.ts'
import { preferenceNoun } from '../profile/preference.ts'
import { goalNoun } from '../reports/goal.ts'
import { segmentNoun } from '../segments/segment.ts'
import { segmentSnapshotNoun } from '../segments/snapshot.ts'
import { surveyNoun } from '../surveys/survey.ts'
import { snapshotNoun } from '../vulnerability/snapshot.ts'
import { apiKeyNoun } from './api-key.ts'
import { ChangeAction, ChangeEntity } from './change-enums.ts'
import { nightNoun } from './night.ts'
import { staffNoun } from './staff.ts'
import { webhookNoun } from './webhook.ts'

const idOf = (entity: FeedEntity) => (entry: FeedEntry) =>
  entry.entity === entity && entry.action !== 'REMOVED' ? entry.recordId : null

const of = (what: string) => `The ${what} as it is now; null for any other entity, and where it is gone.`

const Change = builder.objectRef<FeedEntry>('Change').implement({
  description: 'One thing that happened to one record.',
  fields: t => ({
    entity: t.expose('entity', { type: ChangeEntity, description: 'What it is of.' }),
    action: t.expose('action', { type: ChangeAction, description: 'What happened.' }),
    at: t.field({
      type: 'DateTime',
      description: 'When it was written; of what a night moved, when the night ended.',
      resolve: ({ at }) => at,
    }),
    by: t.string({
      description:
        'Who did it: the id of an API key, `token:<issuer>|<subject>`, `night`, or an operator on the command line.',
      resolve: ({ actor }) => publicCaller(actor),
    }),
    // Not `id`: caches would take the change and its record for one object.
    record: t.id({
      nullable: true,
      description: 'The id of the record; null of a policy.',
      resolve: ({ entity, recordId }) => {
        const kind = idKindOf[entity]
        return kind && recordId !== null ? encodeId(kind, recordId) : null
      },
    }),
    apiKey: referenced(t, apiKeyNoun, idOf('API_KEY'), of('API key')),
    campaign: referenced(t, campaignNoun, idOf('CAMPAIGN'), of('campaign')),
    careReview: referenced(t, careReviewNoun, idOf('CARE_REVIEW'), of('review of care standards')),
    careStandard: referenced(t, careStandardNoun, idOf('CARE_STANDARD'), of('care standard')),
    competitor: referenced(t, competitorNoun, idOf('COMPETITOR'), of('competitor')),
    consent: referenced(t, consentNoun, idOf('CONSENT'), of('consent')),
    contactPoint: referenced(t, contactPointNoun, idOf('CONTACT_POINT'), of('contact point')),
    customer: referenced(t, customerNoun, idOf('CUSTOMER'), of('customer')),
    customerDuplicate: referenced(t, customerDuplicateNoun, idOf('CUSTOMER_DUPLICATE'), of('pair')),
    customerUpdateJob: referenced(t, customerUpdateJobNoun, idOf('CUSTOMER_UPDATE_JOB'), of('job')),
    mergedInto: referenced(
      t,
      customerNoun,
      ({ entity, action, recordId }) => (entity === 'CUSTOMER' && action === 'REMOVED' ? recordId : null),
      'Of a customer who was removed because it is another one: that one, who goes on for both; null for any other change.',
    ),
    exposure: referenced(t, exposureNoun, idOf('EXPOSURE'), of('exposure')),
    feedback: referenced(t, feedbackNoun, idOf('FEEDBACK'), of('feedback')),
    followUp: referenced(t, followUpNoun, idOf('FOLLOW_UP'), of('follow-up')),
    goal: referenced(t, goalNoun, idOf('GOAL'), of('goal')),
    interaction: referenced(t, interactionNoun, idOf('INTERACTION'), of('interaction')),
    night: referenced(t, nightNoun, idOf('NIGHT'), of('night')),
    ownCampaign: referenced(t, ownCampaignNoun, idOf('OWN_CAMPAIGN'), of('own campaign')),
    personalRead: referenced(t, personalReadNoun, idOf('PERSONAL_READ'), of('reading')),
    personRequest: referenced(t, personRequestNoun, idOf('PERSON_REQUEST'), of('request')),
    postalAddress: referenced(t, postalAddressNoun, idOf('POSTAL_ADDRESS'), of('postal address')),
    occasion: referenced(t, occasionNoun, idOf('OCCASION'), of('occasion')),
    preference: referenced(t, preferenceNoun, idOf('PREFERENCE'), of('preference')),
    note: referenced(t, noteNoun, idOf('NOTE'), of('note')),
    fileReference: referenced(t, fileReferenceNoun, idOf('FILE_REFERENCE'), of('file')),
    careTeamMember: referenced(
      t,
      careTeamMemberNoun,
      idOf('CARE_TEAM_MEMBER'),
      of('member of the care team'),
    ),
    channelReachability: referenced(
      t,
      channelReachabilityNoun,
      idOf('CHANNEL_REACHABILITY'),
      of('reachability by a channel'),
    ),
    region: referenced(t, regionNoun, idOf('REGION'), of('region')),
    segment: referenced(
      t,
      segmentNoun,
      entry => entry.segmentId ?? idOf('SEGMENT')(entry),
      'The segment as it is now, also of `SEGMENT_JOINED` and `SEGMENT_LEFT`.',
    ),
    segmentSnapshot: referenced(
      t,
      segmentSnapshotNoun,
      idOf('SEGMENT_SNAPSHOT'),
      of('frozen snapshot of a segment'),
    ),
    snapshot: referenced(t, snapshotNoun, idOf('SNAPSHOT'), of('snapshot')),
    staffMember: referenced(t, staffNoun, idOf('STAFF_MEMBER'), of('staff member')),
    employment: referenced(t, employmentNoun, idOf('EMPLOYMENT'), of('employment')),
    survey: referenced(t, surveyNoun, idOf('SURVEY'), of('survey')),
    targetProfile: referenced(t, targetProfileNoun, idOf('TARGET_PROFILE'), of('target profile')),
    touch: referenced(t, touchNoun, idOf('TOUCH'), of('touch')),
    webhook: referenced(t, webhookNoun, idOf('WEBHOOK'), of('webhook')),
  }),
})

const Edge = builder.objectRef<FeedEntry>('ChangeEdge').implement({
  description: 'A change and its place in the feed.',
  fields: t => ({
    cursor: t.exposeString('cursor', { description: 'For `after`.' }),
    node: t.field({ type: Change, description: 'The change.', resolve: entry => entry }),
  }),
})

interface Page extends FeedPage {
  after: string | null
}

const Connection = builder.objectRef<Page>('ChangeConnection').implement({
  description: 'A page of the feed.',
  fields: t => ({
    edges: t.field({
      type: [Edge],
      description: 'Changes with their cursors.',
      resolve: page => page.entries,
    }),
    nodes: t.field({
      type: [Change],
      description: 'Changes without cursors.',
      resolve: page => page.entries,
    }),
    pageInfo: t.field({
      type: PageInfo,
      description:
        'Where the page lies. `endCursor` is never null: it stands behind all that was looked at, also on a page without entries. Keep it and ask with it again.',
      resolve: ({ entries, end, hasNextPage, after }) => ({
        ...{ hasNextPage, hasPreviousPage: after !== null },
        ...{ first: entries[0], last: { cursor: end } },
      }),
    }),
  }),
})

builder.queryFields(t => ({
  changes: t.field({
    type: Connection,
    nullable: true,
    description: `What was changed, in the order in which it was committed, as far as your scopes and reach go: nothing is left out and nothing is told before it is visible. One entry per record, also of imports; what a night moved (lifecycle, levels, segments, results, follow-ups) stands before the night's own end. An entry says what happened; the record is shown as it is now, so a record that changed twice is shown twice alike. An import's row that was changed again since may be told once or twice. Told for ${keptDays} days; an older cursor is refused with the code \`CURSOR_EXPIRED\`. Begin with \`changesCursor\`, read the lists you keep, then follow from that cursor. Who sees only some customers must hold \`customers:read\` and ask for \`CUSTOMER\`: only there is it told who came and who left. What nights compute anew of a customer and keep no history of (metrics, scores, probabilities) is not told. A page may hold fewer entries than \`first\`, even none, while \`hasNextPage\` is true.`,
    authScopes: { signedIn: true },
    args: {
      after: t.arg.string({
        description: 'Start behind this cursor; when not said, at the oldest change that is told.',
      }),
      first: t.arg.int({
        description: `At most so many, 1 to ${largestFeedPage}; ${usualFeedPage} when nothing is said.`,
      }),
      entities: t.arg({
        type: [ChangeEntity],
        description: 'Only changes of these. When not said, of all that you may read.',
      }),
    },
    // A page may look at thousands of changes, whatever it tells of them.
    complexity: args => ({ ...pageComplexity(args), field: 200 }),
    resolve: async (_root, args, { service }) => ({
      ...(await readChanges(service, args)),
      after: args.after ?? null,
    }),
  }),
  changesCursor: t.string({
    nullable: true,
    description:
      'The cursor behind the newest change: `changes(after:)` tells from there what comes from now on.',
    authScopes: { signedIn: true },
    resolve: (_root, _args, { service }) => newestCursor(service),
  }),
}))
