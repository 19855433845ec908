import type { segments } from '../../src/database/tables/care/segments.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { customerTable } from '../../src/domain/fields/tables.ts'
import type { Condition } from '../../src/domain/filters/condition.ts'
import { costOfCondition } from '../../src/domain/filters/read.ts'
import { computedAt, newestRefresh } from '../../src/domain/segments/computed-at.ts'
import { createSegment } from '../../src/domain/segments/create-segment.ts'
import { type NameOf, nameReaders, referencesIn } from '../../src/domain/segments/explained/names.ts'
import { paraphraseRule } from '../../src/domain/segments/explained/paraphrase-rule.ts'
import { customerSegmentList, segmentList, segmentMemberList } from '../../src/domain/segments/list.ts'
import { previewSegment, type SegmentPreview } from '../../src/domain/segments/preview-segment.ts'
import { storedRule } from '../../src/domain/segments/rules/rule.ts'
import { updateSegment } from '../../src/domain/segments/update-segment.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { Customer, type CustomerRow, customerNoun } from '../customers/customer.ts'
import { customerInputs } from '../customers/customer-filter.ts'
import { Text } from '../follow-ups/reason.ts'
import { builder, type GraphQLContext, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listArgs } from '../kernel/connection.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { once, perId } from '../kernel/loaders.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, relationPage } from '../kernel/noun.ts'
import { idField, syntheticField, versionField } from '../kernel/record.ts'
import { readByIds } from '../kernel/select.ts'

/** The names in a rule, read once for all rules that a request shows. */
export async function namesIn(context: GraphQLContext, rule: Condition): Promise<NameOf> {
  const names = await Promise.all(
    referencesIn(rule).map(async ({ kind, id }) => {
      const read = nameReaders[kind]
      return [encodeId(kind, id), read ? await perId(context, read, id) : null] as const
    }),
  )
  const known = new Map(names)
  return (kind, id) => known.get(encodeId(kind, id)) ?? null
}

export type SegmentRow = typeof segments.$inferSelect

export const Segment = builder.objectRef<SegmentRow>('Segment')
export const segmentNoun = noun(
  'segment',
  listed({ type: Segment, scope: 'segments:read', source: segmentList }),
)

Segment.implement({
  description:
    'A named set of customers, by a rule, by hand, or both: what was said of a customer by hand is so whatever the rule says. Whoever is unknown to the rule is not a member. A rule that asks about members of other segments names them; nights judge it after them.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'segment'),
    name: t.string({
      description: 'Unique.',
      needs: { columns: ['name', 'nameGiven'] },
      resolve: segment => segment.nameGiven ?? segment.name,
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for.',
    }),
    rule: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The rule, in the shape of `CustomerFilter`, as it was given. Null where the members are chosen by hand alone.',
      needs: { columns: ['rule'] },
      resolve: segment => segment.rule,
    }),
    paraphrase: t.field({
      type: Text,
      nullable: true,
      description:
        'The rule in words, as far as you may read the names in it: what a member is or has. Made from the rule, never read back. Null where the members are chosen by hand alone.',
      needs: { columns: ['rule'] },
      complexity: 5,
      resolve: async (segment, _args, context) => {
        if (segment.rule === null) return null
        const rule = storedRule(segment.rule, context.service.workspace)
        return paraphraseRule(context.service, rule, await namesIn(context, rule))
      },
    }),
    market: t.exposeBoolean('market', {
      description:
        'Whether the relationship matrix places it by size and margin, which gives its members their level.',
    }),
    watched: t.exposeBoolean('watched', {
      description: 'Whether nights compute a Vulnerability Index of its members too.',
    }),
    memberCount: t.exposeInt('memberCount', {
      description: 'Members in the whole workspace.',
    }),
    unknownCount: t.exposeInt('unknownCount', {
      description: 'Customers for whom the rule cannot tell.',
    }),
    computedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when these members are known to be right: the newest night, or the last change. Null while they are being found.',
      needs: { columns: ['computedAt', 'finding'] },
      resolve: async (segment, _args, context) =>
        segment.finding ? null : computedAt(segment, await once(context, newestRefresh)),
    }),
    findingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when the members of its new rule are being found, step by step behind the answer that saved it, since there are too many customers to judge at once: until they are, those who were not judged yet are members as they were before. Null where all are found.',
      needs: { columns: ['finding'] },
      resolve: ({ finding }) => finding?.since,
    }),
    synthetic: syntheticField(t),
    version: versionField(t),
  }),
})

const segmentInputs = listInputs(segmentList, {
  tell: {
    id: 'Its id.',
    name: {
      description: 'Its name, as it is compared.',
      order: 'By name, in Vietnamese alphabetical order.',
    },
    market: 'Whether the relationship matrix places it.',
    watched: 'Whether nights compute a Vulnerability Index of its members.',
    memberCount: 'Members in the whole workspace.',
    unknownCount: 'Customers for whom the rule cannot tell.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was created.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By name when not said.',
})

relationPage(segmentNoun, 'members', {
  of: customerNoun,
  description: 'The members within your reach.',
  args: listArgs({ ...customerInputs, unordered: 'By id when not said.' }),
  by: { source: segmentMemberList, through: 'customer' },
})

relationPage(customerNoun, 'segments', {
  of: segmentNoun,
  description: 'The segments the customer is a member of.',
  args: listArgs({ ...segmentInputs, unordered: 'By id when not said.' }),
  relation: 'segmentMemberships',
  by: { source: customerSegmentList, through: 'segment' },
})

/** Each question of a rule is asked of every customer. */
const costOfQuestion = 250
const costOfRule = (rule: unknown) => costOfQuestion + costOfCondition(customerTable, rule, costOfQuestion)

type Moving = NonNullable<SegmentPreview['moves']>['entering']

const MovingType = builder.objectRef<Moving>('SegmentMoving').implement({
  description: 'Who would join a segment, or leave it, among the customers within your reach.',
  fields: t => ({
    count: t.exposeInt('count', { description: 'So many.' }),
    sample: t.field({
      type: [Customer],
      nullable: true,
      description: 'Up to ten of them.',
      authScopes: { scope: 'customers:read' },
      resolve: async ({ sample }, _args, context, info) => {
        const found = await readByIds<CustomerRow>(context, info, customerList, sample)
        return sample.flatMap(id => found.get(id) ?? [])
      },
    }),
  }),
})

interface Tried extends SegmentPreview {
  /** What it was asked for, in points. */
  points: number
}

const PreviewCost = builder.objectRef<Tried>('SegmentPreviewCost').implement({
  description: 'What it takes to judge by a rule.',
  fields: t => ({
    points: t.exposeInt('points', {
      description: 'What a preview of the rule, and saving it, counts of the points of a request.',
    }),
    rowsRead: t.int({
      description: 'Rows that the database read for this preview.',
      resolve: ({ cost }) => cost.rowsRead,
    }),
    milliseconds: t.float({
      description: "How long that took, by the database's clock.",
      resolve: ({ cost }) => cost.milliseconds,
    }),
    atOnce: t.boolean({
      description:
        'Whether saving the rule finds its members in the same write; in steps behind the answer else, as `Segment.findingSince` says.',
      resolve: ({ cost }) => cost.atOnce,
    }),
  }),
})

const Preview = builder.objectRef<Tried>('SegmentPreview').implement({
  description: 'Whom a rule would take in, among the customers within your reach.',
  fields: t => ({
    in: t.exposeInt('in', { description: 'For so many it is true.' }),
    out: t.exposeInt('out', { description: 'For so many it is false.' }),
    unknown: t.exposeInt('unknown', { description: 'For so many it cannot be told.' }),
    sample: t.field({
      type: [Customer],
      nullable: true,
      description: 'Up to ten of those who are in.',
      authScopes: { scope: 'customers:read' },
      resolve: async ({ sample }, _args, context, info) => {
        const found = await readByIds<CustomerRow>(context, info, customerList, sample)
        return sample.flatMap(id => found.get(id) ?? [])
      },
    }),
    entering: t.field({
      type: MovingType,
      nullable: true,
      description: 'Who would join the segment; null where none was named.',
      resolve: ({ moves }) => moves?.entering,
    }),
    leaving: t.field({
      type: MovingType,
      nullable: true,
      description: 'Who would leave the segment; null where none was named.',
      resolve: ({ moves }) => moves?.leaving,
    }),
    cost: t.field({
      type: PreviewCost,
      description: 'What it took to judge by the rule: measured, within your reach.',
      resolve: preview => preview,
    }),
    computedAt: t.expose('computedAt', { type: 'DateTime', description: 'When.' }),
  }),
})

builder.queryFields(t => ({
  segment: oneById(t, segmentNoun, {
    description: 'One segment; null when there is none.',
    id: 'Id of a segment.',
  }),
  segments: listOf(t, segmentNoun, {
    description: 'All segments.',
    args: segmentInputs.args,
  }),
  segmentPreview: t.field({
    type: Preview,
    nullable: true,
    description: `Tries a rule without saving anything. Needs \`customers:read\` and the scopes of its conditions too. Each of them costs ${costOfQuestion}, and more where it looks at other rows.`,
    authScopes: { scope: 'segments:read' },
    args: {
      rule: t.arg({
        type: customerInputs.filter,
        description: 'The rule. Without it the segment is tried as one by hand alone.',
      }),
      segment: t.arg.id({
        description:
          'Id of the segment that it is tried for: who was put in or kept out by hand counts, and it is said who would join and leave.',
      }),
    },
    complexity: ({ rule }) => costOfRule(rule),
    resolve: async (_root, args, { service }) => ({
      ...(await previewSegment(service, args)),
      points: costOfRule(args.rule),
    }),
  }),
}))

const flagFields = (t: InputFields) => ({
  market: t.boolean({
    description: 'Whether the relationship matrix places it; at most 200 segments. False when new.',
  }),
  watched: t.boolean({
    description:
      'Whether nights compute a Vulnerability Index of its members too; at most 20 segments. False when new.',
  }),
})

mutation('segmentCreate', {
  description: `Saves a rule under a name and finds its members at once; without a rule the members are chosen by hand alone. Needs \`customers:read\` and the scopes of its conditions too. Each of them costs ${costOfQuestion}, and more where it looks at other rows.`,
  scope: 'segments:write',
  cost: ({ rule }) => costOfRule(rule),
  input: builder.inputType('SegmentCreateInput', {
    description: 'A new segment.',
    fields: t => ({
      name: t.string({ required: true, description: 'Unique.' }),
      description: t.string({ description: 'What it is for.' }),
      rule: t.field({ type: customerInputs.filter, description: 'Who is in; by hand alone without it.' }),
      ...flagFields(t),
    }),
  }),
  verb: createSegment,
  payload: t => ({ segment: changed(t, segmentNoun, made => made.segmentId) }),
})

const SegmentPatch = builder.inputType('SegmentPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: t => ({
    name: t.string({ description: 'Unique.' }),
    description: t.string({ description: 'What it is for.' }),
    rule: t.field({ type: customerInputs.filter, description: 'Who is in; null: by hand alone.' }),
    ...flagFields(t),
  }),
})

mutation('segmentUpdate', {
  description: `Changes a segment; another rule finds its members at once. All but \`name\` and \`description\` needs \`customers:read\` and the scopes of the conditions too. Each condition of a new rule costs ${costOfQuestion}, and more where it looks at other rows.`,
  scope: 'segments:write',
  cost: ({ patch }) => (patch.rule ? costOfRule(patch.rule) : 0),
  input: updateInput('SegmentUpdateInput', { of: 'segment', patch: SegmentPatch, subject: 'it' }),
  verb: updateSegment,
  payload: t => ({ segment: changed(t, segmentNoun, made => made.segmentId) }),
})
