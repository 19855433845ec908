import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { createRfmPolicy } from '../../src/domain/rfm/create-policy.ts'
import { type RfmCell, type RfmPolicy, rfmPolicy } from '../../src/domain/rfm/policy.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { builder } from '../kernel/builder.ts'

const ranges = {
  recency: 'The lowest and the highest recency score that it takes.',
  frequency: 'The lowest and the highest frequency score that it takes.',
  monetary: 'The lowest and the highest monetary score that it takes.',
}

const Cell = builder.objectRef<RfmCell>('RfmCell').implement({
  description: 'A named range of scores.',
  fields: t => ({
    name: t.exposeString('name', { description: 'Unique within the policy.' }),
    recency: t.exposeIntList('recency', { description: ranges.recency }),
    frequency: t.exposeIntList('frequency', { description: ranges.frequency }),
    monetary: t.exposeIntList('monetary', { description: ranges.monetary }),
  }),
})

const Policy = builder.objectRef<PolicyVersion<RfmPolicy>>('RfmPolicy').implement({
  description: 'One version of the named cells of RFM scores: our own choice, editable.',
  fields: t => ({
    ...versionFields(t),
    cells: t.field({
      type: [Cell],
      description: 'Tried in order: the first match names the customer, "Others" whom none takes.',
      resolve: ({ body }) => body.cells,
    }),
  }),
})

const CellInput = builder.inputType('RfmCellInput', {
  description: 'A named range of scores: two numbers each, 1 to 5, from and to.',
  fields: t => ({
    name: t.string({ required: true, description: 'Unique within the policy; at most 80 characters.' }),
    recency: t.intList({ required: true, description: ranges.recency }),
    frequency: t.intList({ required: true, description: ranges.frequency }),
    monetary: t.intList({ required: true, description: ranges.monetary }),
  }),
})

policyVersions('rfmPolicies', {
  type: Policy,
  description: 'The versions of the RFM policy, the one in force first; the newest 200.',
  read: service => readPolicies(service, rfmPolicy),
})

const Patch = builder.inputType('RfmPolicyPatch', {
  description: 'The parts of the policy in force to replace.',
  fields: t => ({ cells: t.field({ type: [CellInput], description: 'All cells, in order; at most 50.' }) }),
})

policyCreate('rfmPolicyCreate', {
  description: 'Makes the next version of the named RFM cells; they hold for everybody at once.',
  patch: Patch,
  verb: createRfmPolicy,
})
