import { type LifecyclePolicy, lifecyclePolicy } from '../../src/domain/metrics/lifecycle.ts'
import { createLifecyclePolicy } from '../../src/domain/metrics/policy/create-policy.ts'
import {
  type LifecyclePreview,
  type PreviewedMove,
  previewLifecyclePolicy,
  previewLimits,
} from '../../src/domain/metrics/policy/preview-policy.ts'
import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { customerNoun } from '../customers/customer.ts'
import { LifecycleStage } from '../customers/customer-enums.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { builder } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'

const descriptions = {
  activeCycles:
    'NEW, ACTIVE and LOYAL end after so many cycles without a purchase: 0.25 to 60, in quarters, below `lapsingCycles`.',
  lapsingCycles:
    'LAPSING ends and LOST begins after so many cycles without a purchase: 0.25 to 60, in quarters.',
  wonBackCycles:
    'WON_BACK ends so many cycles after the purchase that ended a loss: 0.25 to 60, in quarters, at most `lapsingCycles`.',
  loyalPurchaseDays: 'LOYAL takes at least so many purchase days; 2 to 1000.',
  loyalSpanDays: 'LOYAL takes at least so many days from the first purchase day to the last; 0 to 3660.',
  cyclePurchaseDays:
    'So many purchase days in the window make a cycle of the customer’s own; the median cycle of the workspace stands in below; 2 to 30.',
  cycleWindowDays: 'The last so many days are the window of the own cycle; 30 to 1096.',
} satisfies Record<keyof LifecyclePolicy, string>

const Policy = builder.objectRef<PolicyVersion<LifecyclePolicy>>('LifecyclePolicy').implement({
  description:
    'One version of the figures that tell the lifecycle stages apart: our own, editable. A cycle is the median gap between purchase days.',
  fields: t => ({
    ...versionFields(t),
    activeCycles: t.float({
      description: descriptions.activeCycles,
      resolve: ({ body }) => body.activeCycles,
    }),
    lapsingCycles: t.float({
      description: descriptions.lapsingCycles,
      resolve: ({ body }) => body.lapsingCycles,
    }),
    wonBackCycles: t.float({
      description: descriptions.wonBackCycles,
      resolve: ({ body }) => body.wonBackCycles,
    }),
    loyalPurchaseDays: t.int({
      description: descriptions.loyalPurchaseDays,
      resolve: ({ body }) => body.loyalPurchaseDays,
    }),
    loyalSpanDays: t.int({
      description: descriptions.loyalSpanDays,
      resolve: ({ body }) => body.loyalSpanDays,
    }),
    cyclePurchaseDays: t.int({
      description: descriptions.cyclePurchaseDays,
      resolve: ({ body }) => body.cyclePurchaseDays,
    }),
    cycleWindowDays: t.int({
      description: descriptions.cycleWindowDays,
      resolve: ({ body }) => body.cycleWindowDays,
    }),
  }),
})

const Patch = builder.inputType('LifecyclePolicyPatch', {
  description: 'The parts of the policy in force to replace; what is not said stays.',
  fields: t => ({
    activeCycles: t.float({ description: descriptions.activeCycles }),
    lapsingCycles: t.float({ description: descriptions.lapsingCycles }),
    wonBackCycles: t.float({ description: descriptions.wonBackCycles }),
    loyalPurchaseDays: t.int({ description: descriptions.loyalPurchaseDays }),
    loyalSpanDays: t.int({ description: descriptions.loyalSpanDays }),
    cyclePurchaseDays: t.int({ description: descriptions.cyclePurchaseDays }),
    cycleWindowDays: t.int({ description: descriptions.cycleWindowDays }),
  }),
})

policyVersions('lifecyclePolicies', {
  type: Policy,
  description: 'The versions of the lifecycle policy, the one in force first; the newest 200.',
  read: service => readPolicies(service, lifecyclePolicy),
})

policyCreate('lifecyclePolicyCreate', {
  description:
    'Makes the next version of the lifecycle policy. The next night looks at everybody once and dates the moves. Try it first: `lifecyclePolicyPreview`.',
  patch: Patch,
  verb: createLifecyclePolicy,
})

const Sampled = builder.objectRef<{ customerId: number }>('LifecyclePreviewCustomer').implement({
  description: 'A customer who would move.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ customerId }) => customerId, 'Who.'),
  }),
})

const Move = builder.objectRef<PreviewedMove>('LifecyclePreviewMove').implement({
  description:
    'The customers who stand in one stage by the policy in force and in another by the proposed one.',
  fields: t => ({
    from: t.expose('from', { type: LifecycleStage, description: 'By the policy in force.' }),
    to: t.expose('to', { type: LifecycleStage, description: 'By the proposed one.' }),
    customers: t.exposeInt('customers', { description: 'How many of those looked at.' }),
    sample: t.field({
      type: [Sampled],
      description: `The first of them; at most ${previewLimits.sample}.`,
      complexity: { field: 1, multiplier: previewLimits.sample },
      resolve: ({ sample }) => sample.map(customerId => ({ customerId })),
    }),
  }),
})

const StageCount = builder.objectRef<LifecyclePreview['stages'][number]>('LifecyclePreviewStage').implement({
  description: 'How many of those looked at stand in a stage.',
  fields: t => ({
    stage: t.expose('stage', { type: LifecycleStage, description: 'In which stage.' }),
    before: t.exposeInt('before', { description: 'By the policy in force.' }),
    after: t.exposeInt('after', { description: 'By the proposed one.' }),
  }),
})

const Preview = builder.objectRef<LifecyclePreview>('LifecyclePolicyPreview').implement({
  description: 'Who would stand in another lifecycle stage by a proposed policy.',
  fields: t => ({
    version: t.exposeInt('version', { description: 'The version in force.' }),
    asOf: t.expose('asOf', { type: 'Date', description: 'The stages are those of the end of this day.' }),
    customers: t.exposeInt('customers', {
      description: 'Customers looked at: within your reach, with a purchase, and open to scoring.',
    }),
    oneIn: t.exposeInt('oneIn', {
      description: `One in so many of those who ever bought was looked at, spread evenly over how often they bought; 1 where they are no more than ${previewLimits.customers}.`,
    }),
    cycleBefore: t.float({
      description: 'The cycle in days of customers without one of their own, by the policy in force.',
      resolve: ({ workspaceCycle }) => workspaceCycle.before / 2,
    }),
    cycleAfter: t.float({
      description:
        'The same by the proposed one: the median of those looked at where it changes the own cycle.',
      resolve: ({ workspaceCycle }) => workspaceCycle.after / 2,
    }),
    stages: t.field({
      type: [StageCount],
      description: 'Each stage that somebody stands in.',
      complexity: { field: 1, multiplier: 8 },
      resolve: ({ stages }) => stages,
    }),
    moves: t.field({
      type: [Move],
      description: 'From which stage to which, the largest first.',
      complexity: { field: 1, multiplier: 10 },
      resolve: ({ moves }) => moves,
    }),
  }),
})

builder.queryField('lifecyclePolicyPreview', t =>
  t.field({
    type: Preview,
    nullable: true,
    description:
      'Dry run of a proposed lifecycle policy: who would stand in another stage as of the newest night, by the purchases known at this moment. Nothing is written. Null before the first night. Needs `policies:read` too.',
    authScopes: { scope: 'customers:read' },
    args: {
      patch: t.arg({
        type: Patch,
        required: true,
        description: 'The parts to replace, as of `lifecyclePolicyCreate`.',
      }),
    },
    complexity: 1_000,
    resolve: (_root, args, { service }) => previewLifecyclePolicy(service, args),
  }),
)
