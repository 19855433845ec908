import {
  explainSegment,
  type SegmentExplanation,
} from '../../src/domain/segments/explained/explain-segment.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { customerNoun } from '../customers/customer.ts'
import { customerInputs } from '../customers/customer-filter.ts'
import { Text } from '../follow-ups/reason.ts'
import { builder, described } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { SegmentMembershipChoice } from './membership.ts'
import { segmentNoun } from './segment.ts'

type Part = SegmentExplanation['parts'][number]

export const RuleTruth = builder.enumType('RuleTruth', {
  description: 'What a part of a rule comes to for one customer.',
  values: described<'TRUE' | 'FALSE' | 'UNKNOWN'>({
    TRUE: 'It is so.',
    FALSE: 'It is not so.',
    UNKNOWN: 'It cannot be told: what it asks for is not known of the customer.',
  }),
})

const RulePartKind = builder.enumType('RulePartKind', {
  description: 'How a part of a rule is put together.',
  values: described<Part['kind']>({
    ALL: 'Every part within must hold.',
    ANY: 'At least one part within must hold.',
    NOT: 'The part within must not hold.',
    FIELD: 'A question of one field.',
    SOME: 'At least one related row must be such.',
    NONE: 'No related row may be such.',
    EVERY: 'Every related row must be such.',
    ONE: 'The one row that it belongs to must be such.',
  }),
})

const RuleRows = builder.objectRef<NonNullable<Part['rows']>>('RuleRows').implement({
  description: 'For how many related rows a question is so.',
  fields: t => ({
    true: t.exposeInt('true', { description: 'It is so.' }),
    false: t.exposeInt('false', { description: 'It is not so.' }),
    unknown: t.exposeInt('unknown', { description: 'It cannot be told.' }),
  }),
})

const truthOf = ({ truth }: Part) =>
  truth === undefined ? null : truth === null ? 'UNKNOWN' : truth ? 'TRUE' : 'FALSE'

const RulePart = builder.objectRef<Part>('RulePart').implement({
  description: 'One part of a rule, as it stands to one customer today.',
  fields: t => ({
    parent: t.exposeInt('parent', {
      nullable: true,
      description:
        'Where in `parts` the part stands that this one is within, from 0; null of the whole rule.',
    }),
    kind: t.expose('kind', { type: RulePartKind, description: 'How it is put together.' }),
    name: t.exposeString('name', {
      nullable: true,
      description:
        'Which field, or which related rows, as `CustomerFilter` and the filters within call them.',
    }),
    text: t.field({ type: Text, description: 'What it asks, in words.', resolve: part => part.text }),
    truth: t.field({
      type: RuleTruth,
      nullable: true,
      description:
        'What it comes to. Null where you may not read what it rests on (`hidden`), and of what is asked of related rows where there is none.',
      resolve: truthOf,
    }),
    hidden: t.exposeBoolean('hidden', {
      description: 'Whether it, or a part within, rests on what you may not read.',
    }),
    fact: t.expose('fact', {
      type: 'JSON',
      nullable: true,
      description:
        'The value that was compared, as a filter would name it: an id, an amount, a day. Within related rows that of the row in `record`. Null where there is none, and of `probabilityAlive`, which `repeatBuying` tells.',
    }),
    factText: t.field({
      type: Text,
      nullable: true,
      description: 'The same in words.',
      resolve: ({ factText }) => factText,
    }),
    record: t.id({
      nullable: true,
      description:
        'The id of the record behind it: what the value was read from, or the related row that decides (one that holds, or that fails where every one must hold; the newest of them).',
      resolve: ({ record }) => record,
    }),
    rows: t.field({
      type: RuleRows,
      nullable: true,
      description: 'Of a question about related rows: for how many it is so.',
      resolve: ({ rows }) => rows,
    }),
  }),
})

const ByHand = builder.objectRef<NonNullable<SegmentExplanation['byHand']>>('SegmentByHand').implement({
  description:
    'What was said by hand, which wins over the rule. `Customer.segmentOverrides` tells the reason.',
  fields: t => ({
    membership: t.expose('membership', { type: SegmentMembershipChoice, description: 'In, or out.' }),
    author: t.string({
      description: 'Under which credential it was said: the id of a key, or the subject of a token.',
      resolve: ({ author }) => publicCaller(author),
    }),
    setAt: t.expose('setAt', { type: 'DateTime', description: 'Since when.' }),
  }),
})

const Explanation = builder.objectRef<SegmentExplanation>('SegmentExplanation').implement({
  description: 'Why a customer is in a segment, or not.',
  fields: t => ({
    segment: referenced(
      t,
      segmentNoun,
      ({ segmentId }) => segmentId,
      'The segment; null of a rule that is tried.',
    ),
    customer: referenced(
      t,
      customerNoun,
      ({ customerId }) => customerId,
      'Who it is: who stands for it after a merge.',
    ),
    member: t.exposeBoolean('member', {
      nullable: true,
      description: 'Whether it is a member, as of `computedAt`; null of a rule that is tried.',
    }),
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is in, or out; null of who never was in.',
    }),
    byHand: t.expose('byHand', {
      type: ByHand,
      nullable: true,
      description: 'What was said of it by hand; null where the rule decides.',
    }),
    restricted: t.exposeBoolean('restricted', {
      description: 'Whether its processing is restricted: it is no member then, whatever else is so.',
    }),
    parts: t.field({
      type: [RulePart],
      description:
        'The rule from the outside in: the whole of it first, each part before those within it. None where the members are chosen by hand alone.',
      resolve: ({ parts }) => parts,
    }),
    asOf: t.expose('asOf', { type: 'Date', description: 'As of the end of this day the parts are judged.' }),
    computedAt: t.expose('computedAt', {
      type: 'DateTime',
      description: 'Since when `member` is known to be right; now, of a rule that is tried.',
    }),
  }),
})

builder.queryField('segmentExplain', t =>
  t.field({
    type: Explanation,
    nullable: true,
    description:
      'Explains why a customer is in a segment, or would be by a rule, part by part. A customer outside your reach is not found. Needs `customers:read` too, and of a tried rule the scopes of its conditions; of a saved one you see as much as your scopes allow.',
    authScopes: { scope: 'segments:read' },
    args: {
      customer: t.arg.id({ required: true, description: 'Id of the customer.' }),
      segment: t.arg.id({ description: 'Id of the segment; not together with `rule`.' }),
      rule: t.arg({
        type: customerInputs.filter,
        description: 'A rule to try; not together with `segment`.',
      }),
    },
    complexity: 100,
    resolve: (_root, args, { service }) => explainSegment(service, args),
  }),
)
