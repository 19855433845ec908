import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { createValuePolicy } from '../../src/domain/repeat-buying/create-policy.ts'
import { type ValuePolicy, valuePolicy } from '../../src/domain/repeat-buying/policy.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { builder } from '../kernel/builder.ts'
import { DropoutModelType } from './repeat-buying.ts'

const descriptions = {
  model: 'The model that expectations and values go by; both are fitted.',
  refitDays: 'Days between two fits; 1 to 365.',
  minimumRepeaters: 'Fewer customers with a second purchase day give no fit; 10 to 1,000,000.',
  holdoutDays: 'Days that the calibration report keeps back; 7 to 3650.',
  horizonDays: 'Days that expected purchases cover when a query does not say; 1 to 3650.',
  lifetimeMonths: 'Months of lifetime value when a query does not say; 1 to 120.',
  discountPercentPerMonth: 'By so many per cent a month later money is worth less; 0 to 100.',
  defaultMarginPercent:
    'Margin where purchases of the last 365 days tell none, per cent; 0 to 100. Try it first: `relationshipMatrix` takes it too.',
} satisfies Record<keyof ValuePolicy, string>

const Policy = builder.objectRef<PolicyVersion<ValuePolicy>>('ValuePolicy').implement({
  description: 'One version of the choices behind repeat buying and customer value: our own, editable.',
  fields: t => ({
    ...versionFields(t),
    model: t.field({
      type: DropoutModelType,
      description: descriptions.model,
      resolve: ({ body }) => body.model,
    }),
    refitDays: t.int({ description: descriptions.refitDays, resolve: ({ body }) => body.refitDays }),
    minimumRepeaters: t.int({
      description: descriptions.minimumRepeaters,
      resolve: ({ body }) => body.minimumRepeaters,
    }),
    holdoutDays: t.int({ description: descriptions.holdoutDays, resolve: ({ body }) => body.holdoutDays }),
    horizonDays: t.int({ description: descriptions.horizonDays, resolve: ({ body }) => body.horizonDays }),
    lifetimeMonths: t.int({
      description: descriptions.lifetimeMonths,
      resolve: ({ body }) => body.lifetimeMonths,
    }),
    discountPercentPerMonth: t.float({
      description: descriptions.discountPercentPerMonth,
      resolve: ({ body }) => body.discountPercentPerMonth,
    }),
    defaultMarginPercent: t.float({
      description: descriptions.defaultMarginPercent,
      resolve: ({ body }) => body.defaultMarginPercent,
    }),
  }),
})

const Patch = builder.inputType('ValuePolicyPatch', {
  description: 'The parts of the policy in force to replace; what is not said stays.',
  fields: t => ({
    model: t.field({ type: DropoutModelType, description: descriptions.model }),
    refitDays: t.int({ description: descriptions.refitDays }),
    minimumRepeaters: t.int({ description: descriptions.minimumRepeaters }),
    holdoutDays: t.int({ description: descriptions.holdoutDays }),
    horizonDays: t.int({ description: descriptions.horizonDays }),
    lifetimeMonths: t.int({ description: descriptions.lifetimeMonths }),
    discountPercentPerMonth: t.float({ description: descriptions.discountPercentPerMonth }),
    defaultMarginPercent: t.float({ description: descriptions.defaultMarginPercent }),
  }),
})

policyVersions('valuePolicies', {
  type: Policy,
  description: 'The versions of the value policy, the one in force first; the newest 200.',
  read: service => readPolicies(service, valuePolicy),
})

policyCreate('valuePolicyCreate', {
  description:
    'Makes the next version of the value policy. What is derived when read follows at once; the next night fits anew.',
  patch: Patch,
  verb: createValuePolicy,
})
