import { mostRunning, updateMatchingCustomers } from '../../../src/domain/customers/jobs/update-matching.ts'
import { customerTable } from '../../../src/domain/fields/tables.ts'
import { costOfCondition } from '../../../src/domain/filters/read.ts'
import { mostInputs } from '../../../src/domain/writes/many.ts'
import { builder } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { costOfQuestion } from '../../kernel/connection.ts'
import { mutation } from '../../kernel/mutation.ts'
import { customerInputs } from '../customer-filter.ts'
import { customerUpdateJobNoun, RefusalType } from './customer-update-job.ts'

const Patch = builder.inputType('CustomersPatch', {
  description: 'What to change of each: absent leaves a value, null clears it.',
  fields: t => ({
    owner: t.id({ description: 'Id of the staff member who answers for the relation.' }),
    region: t.string({ description: 'Code or id of a region. Null is refused.' }),
    regionSince: t.field({
      type: 'Date',
      description: 'Since when they are there; as for one customer when not said.',
    }),
    acquisitionSource: t.string({ description: 'Where they came from.' }),
    tagsAdd: t.stringList({ description: 'Labels to add.' }),
    tagsRemove: t.stringList({ description: 'Labels to take away.' }),
    attributesMerge: t.field({
      type: 'JSON',
      description: 'A JSON object that is laid over the attributes, name by name: null takes a name away.',
    }),
  }),
})

const Input = builder.inputType('CustomersUpdateMatchingInput', {
  description: 'Which customers, and what to change of them.',
  fields: t => ({
    filter: t.field({
      type: customerInputs.filter,
      required: true,
      description: 'Whom: every part must hold. An empty one, which would take every customer, is refused.',
    }),
    patch: t.field({ type: Patch, required: true, description: 'What to change.' }),
    dryRun: t.boolean({
      description:
        'True says what would become of them, of the first 250 in detail, and writes nothing: there is no job.',
    }),
  }),
})

mutation('customersUpdateMatching', {
  description: `Changes all customers within your reach that a filter takes, in the order of their ids, each by a change of its own. The first ${mostInputs} are changed at once, together; of more the job goes on by itself, a part at a time, with your rights of each moment, and meets each customer once, whatever the change does to the filter. Days that the filter speaks of are those of the day on which it began. At most ${mostRunning} jobs of a caller are under way. Needs \`customers:read\` too, and the scopes of what the filter looks at.`,
  scope: 'customers:write',
  input: Input,
  cost: ({ filter }) => 10 * mostInputs + costOfCondition(customerTable, filter, costOfQuestion),
  verb: updateMatchingCustomers,
  payload: t => ({
    job: changed(t, customerUpdateJobNoun, begun => begun.jobId),
    matching: t.int({
      description: 'How many the filter takes in all, or at least: see `matchingExact`.',
      resolve: ({ matching }) => matching.rows,
    }),
    matchingExact: t.boolean({
      description: 'False where counting came to its end before all were looked at.',
      resolve: ({ matching }) => matching.exact,
    }),
    changed: t.exposeInt('changed', {
      description: `How many of the first ${mostInputs} were changed, or would be.`,
    }),
    unchanged: t.exposeInt('unchanged', { description: 'How many of them say so already.' }),
    refused: t.field({
      type: [RefusalType],
      description:
        'Those of them that stay as they are. Where all are refused for the same, that is the answer, and there is no job.',
      resolve: ({ refused }) => refused,
    }),
  }),
})
