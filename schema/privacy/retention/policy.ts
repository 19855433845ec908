import { readPolicies } from '../../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../../src/domain/policies/read.ts'
import {
  createRetentionPolicy,
  type RetentionPolicy,
  retentionPolicy,
} from '../../../src/domain/privacy/retention/policy.ts'
import { policyCreate, policyVersions, versionFields } from '../../house/policy.ts'
import { builder } from '../../kernel/builder.ts'
import { Rule, RuleInput } from './rule.ts'

const descriptions = {
  rules: 'One for each kind that is not kept without end; none to begin with. In a patch the whole list.',
  personsPerNight: 'A night erases no more persons, the others follow; 1 to 10,000.',
} satisfies Record<keyof RetentionPolicy, string>

const Policy = builder.objectRef<PolicyVersion<RetentionPolicy>>('RetentionPolicy').implement({
  description: 'One version of how long what is personal is kept.',
  fields: t => ({
    ...versionFields(t),
    rules: t.field({ type: [Rule], description: descriptions.rules, resolve: ({ body }) => [...body.rules] }),
    personsPerNight: t.int({
      description: descriptions.personsPerNight,
      resolve: ({ body }) => body.personsPerNight,
    }),
  }),
})

policyVersions('retentionPolicies', {
  type: Policy,
  description: 'The versions of the retention policy, the one in force first; the newest 200.',
  read: service => readPolicies(service, retentionPolicy),
})

policyCreate('retentionPolicyCreate', {
  description:
    'Makes the next version of the retention policy. The next night follows it, and what it erases cannot be brought back: look at `retentionPreview` with the rules first. It takes `privacy:erase` besides. `CONFLICT` with reason `NO_SECRET` for a rule of persons where nobody can be erased (`docs/privacy.md`).',
  patch: builder.inputType('RetentionPolicyPatch', {
    description: 'The parts of the policy in force to replace; what is not said stays.',
    fields: t => ({
      rules: t.field({ type: [RuleInput], description: descriptions.rules }),
      personsPerNight: t.int({ description: descriptions.personsPerNight }),
    }),
  }),
  verb: createRetentionPolicy,
})
