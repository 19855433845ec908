import type { segments } from '../../src/database/tables/segments.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { computedAt, newestRefresh } from '../../src/domain/segments/computed-at.ts'
import { createSegment } from '../../src/domain/segments/create-segment.ts'
import { segmentList, segmentMemberList } from '../../src/domain/segments/list.ts'
import { previewSegment, type SegmentPreview } from '../../src/domain/segments/preview-segment.ts'
import { countConditions, type Rule, ruleLimits } from '../../src/domain/segments/rules/rule.ts'
import { writeRule } from '../../src/domain/segments/rules/write-rule.ts'
import { updateSegment } from '../../src/domain/segments/update-segment.ts'
import { Customer, type CustomerRow, customerNoun } from '../customers/customer.ts'
import { LifecycleStage } from '../customers/customer-enums.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listArgs, orderInput, pageArgs } from '../kernel/connection.ts'
import { once } from '../kernel/loaders.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, relationPage } from '../kernel/noun.ts'
import { idField, syntheticField, versionField } from '../kernel/record.ts'
import { readByIds } from '../kernel/select.ts'
import { Grade, Verdict } from '../vulnerability/enums.ts'

export type SegmentRow = typeof segments.$inferSelect

export const Segment = builder.objectRef<SegmentRow>('Segment')
export const segmentNoun = noun(
  'segment',
  listed({ type: Segment, scope: 'segments:read', source: segmentList }),
)

Segment.implement({
  description: 'A named set of customers, by a rule. Whoever is unknown to the rule is not a member.',
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
      description: 'The rule, in the shape of `SegmentRule`.',
      needs: { columns: ['rule'] },
      // Only a parsed rule was ever stored.
      resolve: segment => writeRule(segment.rule as Rule),
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
      description: 'Since when these members are known to be right: the newest night, or the last change.',
      needs: { columns: ['computedAt'] },
      resolve: async (segment, _args, context) => computedAt(segment, await once(context, newestRefresh)),
    }),
    synthetic: syntheticField(t),
    version: versionField(t),
  }),
})

relationPage(segmentNoun, 'members', {
  of: customerNoun,
  description: 'The members within your reach, by id.',
  args: pageArgs,
  by: { source: segmentMemberList, through: 'customer' },
})

relationPage(customerNoun, 'segments', {
  of: segmentNoun,
  description: 'The segments the customer is a member of.',
  args: pageArgs,
  relation: 'segmentMemberships',
  by: { source: segmentMemberList, through: 'segment' },
})

const windowFields = (t: InputFields) => ({
  lastDays: t.int({ description: 'The last so many days.' }),
  from: t.field({ type: 'Date', description: 'From this day on.' }),
  until: t.field({ type: 'Date', description: 'Up to this day, itself included.' }),
})

const RegionLeaf = builder.inputType('SegmentRegionLeaf', {
  description: 'Where the customer is now; unknown for a customer without a region.',
  fields: t => ({
    ids: t.idList({ required: true, description: 'In one of these regions.' }),
    descendants: t.boolean({ description: 'Whether what lies in them counts; true when not said.' }),
  }),
})

const LifecycleLeaf = builder.inputType('SegmentLifecycleLeaf', {
  description: 'How alive the relation is.',
  fields: t => ({
    in: t.field({ type: [LifecycleStage], required: true, description: 'In one of these stages.' }),
  }),
})

const SpendLeaf = builder.inputType('SegmentSpendLeaf', {
  description: 'Net spend in a window, all of the past when none is said; bounds in minor units.',
  fields: t => ({
    ...windowFields(t),
    atLeast: t.field({ type: 'BigInt', description: 'At least so much.' }),
    atMost: t.field({ type: 'BigInt', description: 'At most so much.' }),
  }),
})

const PurchasesLeaf = builder.inputType('SegmentPurchasesLeaf', {
  description: 'Purchase days in a window, all of the past when none is said.',
  fields: t => ({
    ...windowFields(t),
    atLeast: t.int({ description: 'At least so many.' }),
    atMost: t.int({ description: 'At most so many.' }),
  }),
})

const LastPurchaseLeaf = builder.inputType('SegmentLastPurchaseLeaf', {
  description: 'Days since the last purchase; unknown for a customer who never bought.',
  fields: t => ({
    withinDays: t.int({ description: 'At most so many days ago.' }),
    atLeastDaysAgo: t.int({ description: 'At least so many days ago.' }),
  }),
})

const VulnerabilityLeaf = builder.inputType('SegmentVulnerabilityLeaf', {
  description: "The verdict of a campaign's newest snapshot; unknown for who is in none.",
  fields: t => ({
    verdict: t.field({ type: Verdict, required: true, description: 'With this verdict.' }),
    grade: t.field({ type: Grade, description: 'Declined by this grade; with VULNERABLE only.' }),
    campaign: t.id({ description: 'Of this campaign; of any when not said.' }),
  }),
})

interface RuleShape {
  all?: RuleShape[] | null
  any?: RuleShape[] | null
  not?: RuleShape | null
  region?: typeof RegionLeaf.$inferInput | null
  lifecycle?: typeof LifecycleLeaf.$inferInput | null
  spend?: typeof SpendLeaf.$inferInput | null
  purchases?: typeof PurchasesLeaf.$inferInput | null
  lastPurchase?: typeof LastPurchaseLeaf.$inferInput | null
  vulnerability?: typeof VulnerabilityLeaf.$inferInput | null
}

const SegmentRule = builder.inputRef<RuleShape>('SegmentRule')
SegmentRule.implement({
  description: `A condition: exactly one key is set. Truth is true, false or unknown. At most ${ruleLimits.depth} levels and ${ruleLimits.leaves} conditions.`,
  isOneOf: true,
  fields: t => ({
    all: t.field({ type: [SegmentRule], description: 'Every condition holds.' }),
    any: t.field({ type: [SegmentRule], description: 'At least one condition holds.' }),
    not: t.field({ type: SegmentRule, description: 'The condition does not hold.' }),
    region: t.field({ type: RegionLeaf, description: 'By region. Needs `regions:read`.' }),
    lifecycle: t.field({ type: LifecycleLeaf, description: 'By lifecycle stage.' }),
    spend: t.field({ type: SpendLeaf, description: 'By net spend. Needs `interactions:read`.' }),
    purchases: t.field({
      type: PurchasesLeaf,
      description: 'By number of purchase days. Needs `interactions:read`.',
    }),
    lastPurchase: t.field({ type: LastPurchaseLeaf, description: 'By recency. Needs `interactions:read`.' }),
    vulnerability: t.field({
      type: VulnerabilityLeaf,
      description: 'By verdict of a campaign. Needs `vulnerability:read` and `campaigns:read`.',
    }),
  }),
})

/** Each condition is asked of every customer. */
const costOfCondition = 250
const costOfRule = (rule: unknown) => costOfCondition * (1 + countConditions(rule))

const Preview = builder.objectRef<SegmentPreview>('SegmentPreview').implement({
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
    args: listArgs({
      order: orderInput(segmentNoun, {
        NAME: 'By name, in Vietnamese alphabetical order.',
        CREATED_AT: 'By the instant of creation.',
      }),
      unordered: 'By name when not said.',
    }),
  }),
  segmentPreview: t.field({
    type: Preview,
    nullable: true,
    description: `Tries a rule without saving anything. Needs \`customers:read\` and the scopes of its conditions too. Each of them costs ${costOfCondition}.`,
    authScopes: { scope: 'segments:read' },
    args: { rule: t.arg({ type: SegmentRule, required: true, description: 'The rule.' }) },
    complexity: ({ rule }) => costOfRule(rule),
    resolve: (_root, { rule }, { service }) => previewSegment(service, { rule }),
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
  description: `Saves a rule under a name and finds its members at once. Needs \`customers:read\` and the scopes of its conditions too. Each of them costs ${costOfCondition}.`,
  scope: 'segments:write',
  cost: ({ rule }) => costOfRule(rule),
  input: builder.inputType('SegmentCreateInput', {
    description: 'A new segment.',
    fields: t => ({
      name: t.string({ required: true, description: 'Unique.' }),
      description: t.string({ description: 'What it is for.' }),
      rule: t.field({ type: SegmentRule, required: true, description: 'Who is in.' }),
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
    rule: t.field({ type: SegmentRule, description: 'Who is in.' }),
    ...flagFields(t),
  }),
})

mutation('segmentUpdate', {
  description: `Changes a segment; another rule finds its members at once. All but \`name\` and \`description\` needs \`customers:read\` and the scopes of the conditions too. Each condition of a new rule costs ${costOfCondition}.`,
  scope: 'segments:write',
  cost: ({ patch }) => (patch.rule ? costOfRule(patch.rule) : 0),
  input: updateInput('SegmentUpdateInput', { of: 'segment', patch: SegmentPatch, subject: 'it' }),
  verb: updateSegment,
  payload: t => ({ segment: changed(t, segmentNoun, made => made.segmentId) }),
})
