import { readPolicies } from '../../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../../src/domain/policies/read.ts'
import type { RequestFigures } from '../../../src/domain/privacy/requests/clocks.ts'
import {
  createPersonRequestPolicy,
  personRequestPolicy,
} from '../../../src/domain/privacy/requests/policy.ts'
import { policyCreate, policyVersions, versionFields } from '../../house/policy.ts'
import { builder } from '../../kernel/builder.ts'

const figures = {
  acknowledgeWorkingDays: 'Working days in which a request is acknowledged, under either law; 1 or 2.',
  stopDays:
    "Days in which a restriction, an objection or the withdrawal of a consent is done, under Vietnam's law; 1 to 15.",
  stopDaysThirdParty: 'The same where a processor or somebody else outside the house must act; 1 to 20.',
  dataDays: "Days in which access, a correction or an erasure is done, under Vietnam's law; 1 to 60.",
  dataDaysThirdParty: 'The same where a processor or somebody else outside the house must act; 1 to 60.',
  extensionDays: "The most days by which a request is extended, once, under Vietnam's law; 1 to 15.",
} satisfies Record<keyof Omit<RequestFigures, 'holidays'>, string>

const names = Object.keys(figures) as (keyof typeof figures)[]

const holidays = 'Days from Monday to Friday on which nobody works; at most 1,000. In a patch the whole list.'

const Policy = builder.objectRef<PolicyVersion<RequestFigures>>('PersonRequestPolicy').implement({
  description:
    "One version of the days in which persons' requests are answered: those of the law, or fewer. The months of the GDPR are no choice of the house.",
  fields: t => ({
    ...versionFields(t),
    ...Object.fromEntries(
      names.map(name => [name, t.int({ description: figures[name], resolve: ({ body }) => body[name] })]),
    ),
    holidays: t.field({
      type: ['Date'],
      description: holidays,
      resolve: ({ body }) => [...body.holidays],
    }),
  }),
})

policyVersions('personRequestPolicies', {
  type: Policy,
  description: "The versions of the policy of persons' requests, the one in force first; the newest 200.",
  read: service => readPolicies(service, personRequestPolicy),
})

policyCreate('personRequestPolicyCreate', {
  description:
    "Makes the next version of the policy of persons' requests. Requests that are recorded follow the version that they began with: their days stay.",
  patch: builder.inputType('PersonRequestPolicyPatch', {
    description: 'The parts of the policy in force to replace; what is not said stays.',
    fields: t => ({
      ...Object.fromEntries(names.map(name => [name, t.int({ description: figures[name] })])),
      holidays: t.field({ type: ['Date'], description: holidays }),
    }),
  }),
  verb: createPersonRequestPolicy,
})
