import { type Matching, updateMatchingCustomers } from '../../src/domain/customers/update-matching.ts'
import { customerTable } from '../../src/domain/fields/tables.ts'
import { costOfCondition } from '../../src/domain/filters/read.ts'
import { mostInputs } from '../../src/domain/writes/many.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder } from '../kernel/builder.ts'
import { costOfQuestion } from '../kernel/connection.ts'
import { ExpectedError, UserError } from '../kernel/errors.ts'
import { mutation } from '../kernel/mutation.ts'
import { customerInputs } from './customer-filter.ts'

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
      description: 'Whom: every part must hold. It must ask something.',
    }),
    patch: t.field({ type: Patch, required: true, description: 'What to change.' }),
    after: t.string({ description: '`endCursor` of the answer before: to go on behind it.' }),
    dryRun: t.boolean({ description: 'True says what would become of them and writes nothing.' }),
  }),
})

const Refusal = builder.objectRef<Matching['refused'][number]>('CustomerRefusal').implement({
  description: 'A customer that stays as it is, and why.',
  fields: t => ({
    customer: t.id({
      description: 'The id of the customer.',
      resolve: ({ customerId }) => encodeId('customer', customerId),
    }),
    error: t.field({
      type: UserError,
      description: 'Why.',
      resolve: ({ error }) => new ExpectedError(error),
    }),
  }),
})

mutation('customersUpdateMatching', {
  description: `Changes all customers within your reach that a filter takes, in the order of their ids: the next ${mostInputs} in one request, together, each a change of its own. While \`endCursor\` is not null, send it as \`after\` with the same filter and patch: so each is met once, whatever the change does to the filter, and who is cut off goes on. Needs \`customers:read\` too, and the scopes of what the filter looks at.`,
  scope: 'customers:write',
  input: Input,
  cost: ({ filter }) => 10 * mostInputs + costOfCondition(customerTable, filter, costOfQuestion),
  verb: updateMatchingCustomers,
  payload: t => ({
    matching: t.int({
      nullable: true,
      description:
        'How many the filter takes in all, or at least: see `matchingExact`. Null behind the first request.',
      resolve: ({ matching }) => matching?.rows ?? null,
    }),
    matchingExact: t.boolean({
      nullable: true,
      description: 'False where counting came to its end before all were looked at.',
      resolve: ({ matching }) => matching?.exact ?? null,
    }),
    changed: t.exposeInt('changed', { description: 'How many this request changed, or would.' }),
    unchanged: t.exposeInt('unchanged', { description: 'How many say so already.' }),
    refused: t.field({
      type: [Refusal],
      description: 'Those that stay as they are. Where all are refused for the input, that is the answer.',
      resolve: ({ refused }) => refused,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Where the next request goes on; null when this one was through with all.',
      resolve: ({ lastId }) => (lastId === null ? null : encodeId('customer', lastId)),
    }),
  }),
})
