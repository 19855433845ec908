import type { customerMerges } from '../../../src/database/tables/customers/merges.ts'
import { customerMergeList } from '../../../src/domain/duplicates/list-merges.ts'
import { publicCaller } from '../../../src/domain/service/actor.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { builder } from '../../kernel/builder.ts'
import { listInputs } from '../../kernel/filters/filter.ts'
import { Node } from '../../kernel/node.ts'
import { listed, listOf, noun, oneById, referenced } from '../../kernel/noun.ts'
import { idField } from '../../kernel/record.ts'
import { customerNoun } from '../customer.ts'

type MergeRow = typeof customerMerges.$inferSelect

const Merge = builder.objectRef<MergeRow>('CustomerMerge')

export const customerMergeNoun = noun(
  'customerMerge',
  listed({ type: Merge, scope: 'customers:read', source: customerMergeList }),
)

Merge.implement({
  description: 'One customer who went on for two.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'customerMerge'),
    survivor: referenced(
      t,
      customerNoun,
      ({ survivorId }) => survivorId,
      'Who went on, or who it was merged into since; null when it lies outside your reach.',
      ['survivorId'],
    ),
    merged: t.id({
      description:
        'The id of the customer who was merged: it leads to the survivor until the merge is undone.',
      needs: { columns: ['mergedId'] },
      resolve: ({ mergedId }) => encodeId('customer', mergedId),
    }),
    mergedName: t.string({
      nullable: true,
      authScopes: { scope: 'customers:personal' },
      description: 'What that customer was called. Personal.',
      needs: { columns: ['merged'] },
      resolve: ({ merged }) => (typeof merged.name === 'string' ? merged.name : null),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When they were merged.' }),
    actor: t.string({
      description: 'Under which credential: the id of a key, or the subject of a token.',
      needs: { columns: ['actor'] },
      resolve: ({ actor }) => publicCaller(actor),
    }),
    undoneAt: t.expose('undoneAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was undone; null while it stands.',
    }),
  }),
})

const { args } = listInputs(customerMergeList, {
  tell: {
    id: 'Its id.',
    merged: 'The customer who was merged: also the id that leads to the survivor.',
    actor: 'By whom, written as in `actor` of a merge.',
    at: 'When.',
    undoneAt: 'When it was undone; empty while it stands.',
    survivor: 'The customer who went on. Nobody, where that one was merged itself since.',
  },
  unordered: 'The newest first when not said.',
})

builder.queryFields(t => ({
  customerMerge: oneById(t, customerMergeNoun, {
    description: 'One merge by id; null when there is none within your reach.',
    id: 'Id of a merge.',
  }),
  customerMerges: listOf(t, customerMergeNoun, {
    description:
      'All merges of customers, those that were undone too: what can be taken apart by `customerUnmerge`. Where you see only some customers, those into them.',
    args,
  }),
}))
