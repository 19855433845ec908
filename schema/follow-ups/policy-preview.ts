import {
  type DayPreview,
  type PreviewedItem,
  type PreviewedTactic,
  previewLimits,
} from '../../src/domain/follow-ups/preview/compare-days.ts'
import {
  type PolicyPreview,
  previewFollowUpPolicy,
} from '../../src/domain/follow-ups/preview/preview-policy.ts'
import { previewCareStandard } from '../../src/domain/follow-ups/preview/preview-standard.ts'
import { CareStandardCreateInput, CareStandardPatch } from '../care/care-standard.ts'
import { customerNoun } from '../customers/customer.ts'
import { Money } from '../house/money.ts'
import { builder, type ObjectFields } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { LeftOutReason, Tactic } from './enums.ts'
import { FollowUpPolicyPatch } from './policy.ts'

const Item = builder.objectRef<PreviewedItem>('FollowUpPreviewItem').implement({
  description:
    'A follow-up that the coming night would make either as things are or as they are tried, and not both ways.',
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
        'Why the other way leaves it out; null where it is held out by lot, or the tactic does not concern the customer by it.',
    }),
    heldOut: t.exposeBoolean('heldOut', { description: 'Whether the other way holds it out by lot.' }),
  }),
})

const OfTactic = builder.objectRef<PreviewedTactic>('FollowUpPreviewTactic').implement({
  description:
    'How many follow-ups of a tactic the coming night would make as things are, and as they are tried.',
  fields: t => ({
    tactic: t.expose('tactic', { type: Tactic, description: 'Of which tactic.' }),
    before: t.exposeInt('before', { description: 'As things are.' }),
    after: t.exposeInt('after', { description: 'As they are tried.' }),
    entering: t.exposeInt('entering', { description: 'As they are tried alone.' }),
    leaving: t.exposeInt('leaving', { description: 'As things are alone.' }),
  }),
})

const complexity = { field: 1, multiplier: previewLimits.items }

const dayFields = <Day extends DayPreview>(t: ObjectFields<Day>) => ({
  customers: t.int({
    description: `Customers looked at: those of this owner within your reach, at most ${previewLimits.customers}.`,
    resolve: ({ customers }) => customers,
  }),
  truncated: t.boolean({
    description: 'There are more of them: those who spent most in 365 days are looked at.',
    resolve: ({ truncated }) => truncated,
  }),
  tactics: t.field({
    type: [OfTactic],
    description: 'How many of each tactic.',
    complexity: { field: 1, multiplier: 8 },
    resolve: ({ tactics }) => tactics,
  }),
  entering: t.field({
    type: [Item],
    description: `Queued as it is tried alone; at most ${previewLimits.items} are listed.`,
    complexity,
    resolve: ({ entering }) => entering,
  }),
  leaving: t.field({
    type: [Item],
    description: `Queued as things are alone; at most ${previewLimits.items} are listed.`,
    complexity,
    resolve: ({ leaving }) => leaving,
  }),
})

const Preview = builder.objectRef<PolicyPreview>('FollowUpPolicyPreview').implement({
  description: 'Whom the coming night would queue by a proposed policy, held against the policy in force.',
  fields: t => ({
    version: t.exposeInt('version', { description: 'The version in force.' }),
    ...dayFields(t),
  }),
})

const StandardPreview = builder.objectRef<DayPreview>('CareStandardPreview').implement({
  description:
    'Whom the coming night would queue with a care standard made or changed, held against those that are.',
  fields: dayFields,
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

builder.queryField('careStandardPreview', t =>
  t.field({
    type: StandardPreview,
    nullable: true,
    description:
      'Dry run of a care standard for the day of one owner, as `followUpPolicyPreview` is of a policy: who would be queued by the coming night, and who not any more. Say `standard`, or `id` and `patch`. What the standard has done by others than the owner is left aside. Nothing is written. Needs `policies:read` too.',
    authScopes: { scope: 'follow-ups:read' },
    args: {
      standard: t.arg({ type: CareStandardCreateInput, description: 'A new one.' }),
      id: t.arg.id({ description: 'Id of the care standard to change.' }),
      patch: t.arg({ type: CareStandardPatch, description: 'What to change of it.' }),
      owner: t.arg.id({ description: 'Whose day; that of the customers without an owner when not said.' }),
    },
    complexity: 1_000,
    resolve: (_root, args, { service }) => previewCareStandard(service, args),
  }),
)
