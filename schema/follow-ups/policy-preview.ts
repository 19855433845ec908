import {
  type PolicyPreview,
  type PreviewedItem,
  type PreviewedTactic,
  previewFollowUpPolicy,
  previewLimits,
} from '../../src/domain/follow-ups/preview/preview-policy.ts'
import { customerNoun } from '../customers/customer.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { LeftOutReason, Tactic } from './enums.ts'
import { FollowUpPolicyPatch } from './policy.ts'

const Item = builder.objectRef<PreviewedItem>('FollowUpPolicyPreviewItem').implement({
  description: 'A follow-up that one of two policies would make, and the other not.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ customerId }) => customerId, 'For whom.'),
    tactic: t.expose('tactic', { type: Tactic, description: 'What kind.' }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'By when.' }),
    minutes: t.exposeInt('minutes', { description: 'What it takes of a day.' }),
    expectedGain: t.field({
      type: Money,
      nullable: true,
      description: 'What it is expected to bring; null where nobody can tell.',
      resolve: ({ gain }) => gain,
    }),
    leftOut: t.expose('leftOut', {
      type: LeftOutReason,
      nullable: true,
      description:
        'Why the other policy leaves it out; null where it is held out by lot, or the tactic does not concern the customer by it.',
    }),
    heldOut: t.exposeBoolean('heldOut', { description: 'Whether the other policy holds it out by lot.' }),
  }),
})

const OfTactic = builder.objectRef<PreviewedTactic>('FollowUpPolicyPreviewTactic').implement({
  description: 'How many follow-ups of a tactic two policies would make.',
  fields: t => ({
    tactic: t.expose('tactic', { type: Tactic, description: 'Of which tactic.' }),
    before: t.exposeInt('before', { description: 'By the policy in force.' }),
    after: t.exposeInt('after', { description: 'By the proposed one.' }),
    entering: t.exposeInt('entering', { description: 'By the proposed one alone.' }),
    leaving: t.exposeInt('leaving', { description: 'By the policy in force alone.' }),
  }),
})

const complexity = { field: 1, multiplier: previewLimits.items }

const Preview = builder.objectRef<PolicyPreview>('FollowUpPolicyPreview').implement({
  description: 'Whom the coming night would queue by a proposed policy, held against the policy in force.',
  fields: t => ({
    version: t.exposeInt('version', { description: 'The version in force.' }),
    customers: t.exposeInt('customers', {
      description: `Customers looked at: those of this owner within your reach, at most ${previewLimits.customers}.`,
    }),
    truncated: t.exposeBoolean('truncated', {
      description: 'There are more of them: those who spent most in 365 days are looked at.',
    }),
    tactics: t.expose('tactics', {
      type: [OfTactic],
      description: 'How many of each tactic.',
      complexity: { field: 1, multiplier: 7 },
    }),
    entering: t.expose('entering', {
      type: [Item],
      description: `Queued by the proposed policy alone; at most ${previewLimits.items} are listed.`,
      complexity,
    }),
    leaving: t.expose('leaving', {
      type: [Item],
      description: `Queued by the policy in force alone; at most ${previewLimits.items} are listed.`,
      complexity,
    }),
  }),
})

builder.queryField('followUpPolicyPreview', t =>
  t.field({
    type: Preview,
    nullable: true,
    description:
      'Dry run of a proposed policy of follow-ups for the day of one owner: who would be queued by the coming night, and who not any more, by what is known at this moment and beside what waits now. What that night computes and closes before it queues, and feedback, are left aside; lots are drawn as it would. Nothing is written. Needs `policies:read` too.',
    authScopes: { scope: 'follow-ups:read' },
    args: {
      patch: t.arg({
        type: FollowUpPolicyPatch,
        required: true,
        description: 'The parts to replace, as of `followUpPolicyCreate`.',
      }),
      owner: t.arg.id({ description: 'Whose day; that of the customers without an owner when not said.' }),
    },
    complexity: 1_000,
    resolve: (_root, args, { service }) => previewFollowUpPolicy(service, args),
  }),
)
