import { customerTable } from '../../src/domain/fields/tables.ts'
import type { Condition } from '../../src/domain/filters/condition.ts'
import { costOfCondition } from '../../src/domain/filters/read.ts'
import { paraphraseRule } from '../../src/domain/segments/explained/paraphrase-rule.ts'
import {
  largestFitPage,
  type ProfileCandidates,
  readProfileCandidates,
  usualFitPage,
} from '../../src/domain/target-profiles/candidates.ts'
import {
  costOfConditions,
  costOfQuestion,
  profileLimits,
} from '../../src/domain/target-profiles/conditions.ts'
import { mostMeasured } from '../../src/domain/target-profiles/pool.ts'
import { type ProfilePreview, previewTargetProfile } from '../../src/domain/target-profiles/preview.ts'
import { type CustomerFit, readFits } from '../../src/domain/target-profiles/read-fits.ts'
import { Customer, customerNoun } from '../customers/customer.ts'
import { customerInputs } from '../customers/customer-filter.ts'
import { Text } from '../follow-ups/reason.ts'
import { builder } from '../kernel/builder.ts'
import { PageInfo, pageComplexity } from '../kernel/connection.ts'
import { perId } from '../kernel/loaders.ts'
import { referenced } from '../kernel/noun.ts'
import { RuleTruth } from '../segments/explanation.ts'
import { namesIn } from '../segments/segment.ts'
import { ConditionInput, tell } from './target-profile.ts'

/** What it costs to measure, whatever is asked. */
const costOfMeasuring = 1_000

/** Before a stored profile is read nobody knows what it asks: no more than is taken when it is saved. */
const costOfStoredProfile = costOfMeasuring + profileLimits.cost

interface FitReason {
  label: string
  weight: number
  truth: boolean | null
  condition: Condition
}

const Reason = builder.objectRef<FitReason>('CustomerFitReason').implement({
  description: 'How a customer stands to a condition of a target profile.',
  fields: t => ({
    label: t.exposeString('label', { description: tell.label }),
    weight: t.exposeInt('weight', { description: tell.weight }),
    truth: t.field({
      type: RuleTruth,
      description: 'What it comes to.',
      resolve: ({ truth }) => (truth === null ? 'UNKNOWN' : truth ? 'TRUE' : 'FALSE'),
    }),
    text: t.field({
      type: Text,
      description: 'What is asked, in words, as far as you may read the names in it.',
      complexity: 5,
      resolve: async ({ condition }, _args, context) =>
        paraphraseRule(context.service, condition, await namesIn(context, condition)),
    }),
  }),
})

const Fit = builder.objectRef<CustomerFit>('CustomerFit').implement({
  description: 'How well a customer fits a target profile.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ customerId }) => customerId, 'Who.'),
    fit: t.exposeInt('fit', {
      nullable: true,
      description:
        '0 to 100: the weight of the conditions that hold, of the weight of those that can be told. Null where less than half of all weight can be told.',
    }),
    known: t.exposeFloat('known', { description: 'The share of the weight that can be told, 0 to 1.' }),
    reasons: t.field({
      type: [Reason],
      description: 'How the customer stands to each condition, in the order of the profile.',
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ conditions, truths }) =>
        conditions.map((condition, at) => ({ ...condition, truth: truths[at] ?? null })),
    }),
  }),
})

builder.objectField(Customer, 'fit', t =>
  t.field({
    type: Fit,
    nullable: true,
    description:
      'How well the customer fits a target profile, as far as you see it. Null of who was erased, is restricted, or objected to scoring. Needs `customers:read` and the scopes of the conditions too.',
    authScopes: { scope: 'segments:read' },
    args: { profile: t.arg.id({ required: true, description: 'Id of a target profile.' }) },
    needs: { columns: ['id'] },
    // Its conditions are asked of the page's customers alone.
    complexity: Math.ceil((costOfStoredProfile * largestFitPage) / mostMeasured),
    resolve: ({ id }, args, context) => perId(context, readFits, id, args),
  }),
)

interface Page extends ProfileCandidates {
  after: string | null
}

const counted = {
  measured: 'Customers who were measured.',
  unknown: 'Of how many of them less than half of all weight can be told.',
  truncated: `There are more: the newest ${mostMeasured.toLocaleString('en')} were measured.`,
}

const Candidates = builder.objectRef<Page>('ProfileCandidates').implement({
  description: 'A page of customers by how well they fit a target profile, the best first.',
  fields: t => ({
    nodes: t.field({ type: [Fit], description: 'The customers.', resolve: ({ rows }) => rows }),
    measured: t.exposeInt('measured', { description: counted.measured }),
    unknown: t.exposeInt('unknown', { description: `${counted.unknown} They are in no page.` }),
    truncated: t.exposeBoolean('truncated', { description: counted.truncated }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where the page lies: go on behind `endCursor`.',
      resolve: ({ rows, hasNextPage, after }) => ({
        ...{ hasNextPage, hasPreviousPage: after !== null },
        ...{ first: rows[0], last: rows.at(-1) },
      }),
    }),
  }),
})

const Band = builder.objectRef<ProfilePreview['bands'][number]>('ProfileFitBand').implement({
  description: 'Customers who fit about as well.',
  fields: t => ({
    from: t.exposeInt('from', { description: 'From this fit on.' }),
    below: t.exposeInt('below', { description: 'Below this fit; the last one has 100 too.' }),
    customers: t.exposeInt('customers', { description: 'So many.' }),
  }),
})

const Preview = builder.objectRef<ProfilePreview>('TargetProfilePreview').implement({
  description: 'How customers would fit a target profile.',
  fields: t => ({
    bands: t.expose('bands', { type: [Band], description: 'How many fit how well, by quarters.' }),
    measured: t.exposeInt('measured', { description: counted.measured }),
    unknown: t.exposeInt('unknown', { description: counted.unknown }),
    truncated: t.exposeBoolean('truncated', { description: counted.truncated }),
    sample: t.expose('sample', { type: [Fit], description: 'Up to ten who fit best.' }),
  }),
})

const costOfAmong = (among: unknown) =>
  among == null ? 0 : costOfCondition(customerTable, among, costOfQuestion)

builder.queryFields(t => ({
  profileCandidates: t.field({
    type: Candidates,
    nullable: true,
    description: `Who fits a target profile best, then by id, as far as you see: of your prospects, or of whom \`among\` takes; of more than ${mostMeasured.toLocaleString('en')} the newest. Nobody who was erased, is restricted, or objected to scoring. Each page measures anew: who changes between two pages can be in both, or in none. Needs \`customers:read\` and the scopes of the conditions too.`,
    authScopes: { scope: 'segments:read' },
    args: {
      profile: t.arg.id({ required: true, description: 'Id of a target profile.' }),
      among: t.arg({
        type: customerInputs.filter,
        description: 'Who is measured; those in the lifecycle stage PROSPECT when not said.',
      }),
      minimum: t.arg.int({ description: 'Only who fits as well as this, 0 to 100.' }),
      after: t.arg.string({ description: 'Go on behind this customer, of the same `profile` and `among`.' }),
      first: t.arg.int({
        description: `At most so many, 1 to ${largestFitPage}; ${usualFitPage} when nothing is said.`,
      }),
    },
    complexity: args => ({ ...pageComplexity(args), field: costOfStoredProfile + costOfAmong(args.among) }),
    resolve: async (_root, args, { service }) => ({
      ...(await readProfileCandidates(service, args)),
      after: args.after ?? null,
    }),
  }),
  targetProfilePreview: t.field({
    type: Preview,
    nullable: true,
    description: `Tries a target profile without saving anything: how your prospects, or whom \`among\` takes, would fit it; of more than ${mostMeasured.toLocaleString('en')} the newest. Needs \`customers:read\` and the scopes of the conditions too.`,
    authScopes: { scope: 'segments:read' },
    args: {
      conditions: t.arg({ type: [ConditionInput], required: true, description: tell.conditions }),
      among: t.arg({
        type: customerInputs.filter,
        description: 'Who is measured; those in the lifecycle stage PROSPECT when not said.',
      }),
    },
    complexity: ({ conditions, among }) =>
      costOfMeasuring + costOfConditions(conditions.map(one => one.condition)) + costOfAmong(among),
    resolve: (_root, args, { service }) => previewTargetProfile(service, args),
  }),
}))
