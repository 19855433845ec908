import type { segmentMembers, segmentOverrides } from '../../src/database/tables/care/segments.ts'
import { membershipList, segmentOverrideList } from '../../src/domain/segments/list.ts'
import { clearOverrides } from '../../src/domain/segments/overrides/clear-overrides.ts'
import { type memberships, setOverrides } from '../../src/domain/segments/overrides/set-overrides.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation } from '../kernel/mutation.ts'
import { listed, related, relationPage } from '../kernel/noun.ts'
import { type SegmentRow, segmentNoun } from './segment.ts'

interface Linked {
  segment?: SegmentRow | null
  customer?: CustomerRow | null
}

type OverrideRow = typeof segmentOverrides.$inferSelect & Linked
type MembershipRow = typeof segmentMembers.$inferSelect & Linked & { override?: OverrideRow | null }

export const SegmentMembershipChoice = builder.enumType('SegmentMembershipChoice', {
  description: 'What can be said of a customer and a segment by hand.',
  values: described<(typeof memberships)[number]>({
    IN: 'It is a member, whatever the rule says.',
    OUT: 'It is no member, whatever the rule says.',
  }),
})

const Override = builder.objectRef<OverrideRow>('SegmentOverride').implement({
  description: 'That a customer is in a segment, or kept out of it, by hand.',
  fields: t => ({
    membership: t.field({
      type: SegmentMembershipChoice,
      description: 'In, or out.',
      needs: { columns: ['included'] },
      resolve: ({ included }) => (included ? 'IN' : 'OUT'),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, in words. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    author: t.string({
      description: 'Under which credential it was said: the id of a key, or the subject of a token.',
      needs: { columns: ['author'] },
      resolve: ({ author }) => publicCaller(author),
    }),
    setAt: t.expose('updatedAt', { type: 'DateTime', description: 'Since when.' }),
    customer: related(t, 'customer', customerNoun, 'Who it is.'),
    segment: related(t, 'segment', segmentNoun, 'Of which segment.'),
  }),
})

const MembershipReason = builder.enumType('SegmentMembershipReason', {
  description: 'Why a customer is a member of a segment.',
  values: described<'RULE' | 'HAND'>({
    RULE: 'The rule is true for it.',
    HAND: 'Somebody put it in by hand.',
  }),
})

const Membership = builder.objectRef<MembershipRow>('SegmentMembership').implement({
  description: 'That a customer is a member of a segment, and why.',
  fields: t => ({
    joinedAt: t.expose('joinedAt', { type: 'DateTime', description: 'Since when.' }),
    reason: t.field({
      type: MembershipReason,
      description: 'By the rule, or by hand.',
      needs: { relation: 'override', linkColumns: ['included'] },
      resolve: ({ override }) => (override?.included ? 'HAND' : 'RULE'),
    }),
    customer: related(t, 'customer', customerNoun, 'Who it is.'),
    segment: related(t, 'segment', segmentNoun, 'Of which segment.'),
  }),
})

const membershipInputs = listInputs(membershipList, {
  tell: { segment: 'Which segment.', joinedAt: 'Since when.' },
  orderings: { SEGMENT: 'By segment, the oldest first, then by customer.' },
  unordered: 'By segment, then by customer.',
})

const overrideInputs = listInputs(segmentOverrideList, {
  tell: {
    segment: 'Which segment.',
    included: 'Whether the customer is in by hand; out else.',
    updatedAt: 'Since when.',
  },
  orderings: { SEGMENT: 'By segment, the oldest first, then by customer.' },
  unordered: 'By segment, then by customer.',
})

relationPage(segmentNoun, 'memberships', {
  of: listed({ type: Membership, scope: 'segments:read', source: membershipList }),
  description: 'The members within your reach, with why and since when each is in.',
  args: membershipInputs.args,
  relation: 'members',
})

const overrides = listed({ type: Override, scope: 'segments:read', source: segmentOverrideList })

relationPage(segmentNoun, 'overrides', {
  of: overrides,
  description: 'Who is in, or kept out, by hand, among the customers within your reach.',
  args: overrideInputs.args,
})

relationPage(customerNoun, 'segmentOverrides', {
  of: overrides,
  description: 'Of which segments the customer is a member by hand, and out of which it is kept.',
  args: overrideInputs.args,
})

const whose = (t: InputFields) => ({
  segment: t.id({ required: true, description: 'Which segment.' }),
  customers: t.idList({ required: true, description: 'Customers within your reach: 1 to 250.' }),
})

mutation('segmentOverridesSet', {
  description:
    'Puts customers into a segment by hand, or keeps them out, whatever its rule says: all of them or none. They join or leave at once, but who is restricted is no member while that lasts. A watched segment takes none.',
  scope: 'segments:write',
  input: builder.inputType('SegmentOverridesSetInput', {
    description: 'Whom to put in, or to keep out.',
    fields: t => ({
      ...whose(t),
      membership: t.field({ type: SegmentMembershipChoice, required: true, description: 'In, or out.' }),
      reason: t.string({ description: 'Why, in words, at most 500 characters.' }),
    }),
  }),
  verb: setOverrides,
  payload: t => ({ segment: changed(t, segmentNoun, made => made.segmentId) }),
})

mutation('segmentOverridesClear', {
  description:
    'Takes back what was said of customers by hand: the rule decides again, at once. Of whom nothing was said nothing changes.',
  scope: 'segments:write',
  input: builder.inputType('SegmentOverridesClearInput', {
    description: 'Whom to leave to the rule.',
    fields: whose,
  }),
  verb: clearOverrides,
  payload: t => ({ segment: changed(t, segmentNoun, made => made.segmentId) }),
})
