import {
  createPersonalReadPolicy,
  type PersonalReadPolicy,
  personalReadPolicy,
} from '../../src/domain/personal-reads/policy.ts'
import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { builder } from '../kernel/builder.ts'

const descriptions = {
  customersPerHour:
    'Whoever reads personal fields of more customers within an hour raises an alarm; 1 to 10,000,000.',
  timesUsual:
    'The same of more than so many times the median of their hours of the four weeks before, once there are five; 1.5 to 10,000.',
  usualFrom: 'Up to so many customers within an hour nothing is unusual by `timesUsual`; 1 to 10,000,000.',
  freezes:
    'Whether the alarm freezes the key that read: it is refused with the code KEY_FROZEN until `apiKeyUnfreeze`. The only key that could unfreeze others is spared.',
} satisfies Record<keyof PersonalReadPolicy, string>

const Policy = builder.objectRef<PolicyVersion<PersonalReadPolicy>>('PersonalReadPolicy').implement({
  description: 'One version of how much reading of personal fields is unusual: our own, editable.',
  fields: t => ({
    ...versionFields(t),
    customersPerHour: t.int({
      description: descriptions.customersPerHour,
      resolve: ({ body }) => body.customersPerHour,
    }),
    timesUsual: t.float({ description: descriptions.timesUsual, resolve: ({ body }) => body.timesUsual }),
    usualFrom: t.int({ description: descriptions.usualFrom, resolve: ({ body }) => body.usualFrom }),
    freezes: t.boolean({ description: descriptions.freezes, resolve: ({ body }) => body.freezes }),
  }),
})

policyVersions('personalReadPolicies', {
  type: Policy,
  description: 'The versions of the policy of unusual reading, the one in force first; the newest 200.',
  read: service => readPolicies(service, personalReadPolicy),
})

policyCreate('personalReadPolicyCreate', {
  description:
    'Makes the next version of the policy of unusual reading, which counts from the next answer on.',
  patch: builder.inputType('PersonalReadPolicyPatch', {
    description: 'The parts of the policy in force to replace; what is not said stays.',
    fields: t => ({
      customersPerHour: t.int({ description: descriptions.customersPerHour }),
      timesUsual: t.float({ description: descriptions.timesUsual }),
      usualFrom: t.int({ description: descriptions.usualFrom }),
      freezes: t.boolean({ description: descriptions.freezes }),
    }),
  }),
  verb: createPersonalReadPolicy,
})
