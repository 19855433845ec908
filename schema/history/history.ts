import { idKindOf } from '../../src/domain/feed/entities.ts'
import {
  type HistoryEntry,
  type HistoryField,
  type HistoryPage,
  largestHistoryPage,
  readHistory,
  usualHistoryPage,
} from '../../src/domain/history/read-history.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { ChangeEntity } from '../house/change-enums.ts'
import { builder } from '../kernel/builder.ts'
import { PageInfo, pageComplexity } from '../kernel/connection.ts'

const Field = builder.objectRef<HistoryField>('HistoryField').implement({
  description: 'One field that a change touched.',
  fields: t => ({
    field: t.exposeString('field', { description: 'Its name in the trail, such as `ownerId`.' }),
    before: t.expose('before', {
      type: 'JSON',
      nullable: true,
      description:
        'What it was: ids, days and instants as everywhere, amounts in minor units. Null for nothing, and where `hidden`. A personal one needs the scopes that read it.',
    }),
    after: t.expose('after', { type: 'JSON', nullable: true, description: 'What it became.' }),
    hidden: t.exposeBoolean('hidden', {
      description: 'You may not read the values, or they were erased.',
    }),
  }),
})

const Entry = builder.objectRef<HistoryEntry>('HistoryEntry').implement({
  description: 'One change, as it was written.',
  fields: t => ({
    // Not `id` of a node: a change has no page of its own.
    change: t.exposeString('cursor', { description: 'Names the change: for `changeUndo` and `after`.' }),
    action: t.exposeString('action', { description: 'What was done, such as `customer.update`.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'The same in a sentence, in English.',
    }),
    entity: t.expose('entity', { type: ChangeEntity, description: 'What it is of.' }),
    record: t.id({
      nullable: true,
      description: 'The id of the record; null of a policy, and of a change of many rows.',
      resolve: ({ entity, recordId }) => {
        const kind = idKindOf[entity]
        return kind && recordId !== null ? encodeId(kind, recordId) : null
      },
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was written.' }),
    by: t.string({
      description:
        'Who did it: the id of an API key, `token:<issuer>|<subject>`, `night`, or an operator on the command line.',
      resolve: ({ actor }) => publicCaller(actor),
    }),
    fields: t.expose('fields', {
      type: [Field],
      description: 'What it touched. Empty of a change of many rows, whose values are not kept here.',
      complexity: { field: 1, multiplier: 5 },
    }),
    undoes: t.exposeString('undoes', { nullable: true, description: 'The change that it took back.' }),
  }),
})

interface Page extends HistoryPage {
  after: string | null
}

const Connection = builder.objectRef<Page>('HistoryConnection').implement({
  description: 'A page of a history, the newest change first.',
  fields: t => ({
    nodes: t.field({ type: [Entry], description: 'The changes.', resolve: page => page.entries }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where the page lies: go on behind `endCursor`.',
      resolve: ({ entries, end, hasNextPage, after }) => ({
        ...{ hasNextPage, hasPreviousPage: after !== null },
        ...{ first: entries[0], last: end === null ? undefined : { cursor: end } },
      }),
    }),
  }),
})

builder.queryField('history', t =>
  t.field({
    type: Connection,
    nullable: true,
    description:
      'Who changed what, before and after, the newest first: of one record (`of`), by one caller (`by`), or both. As far as your scopes and reach go: of records within your reach now, with the values that you may read. What nights compute is not told. A page may hold fewer entries than `first` while `hasNextPage` is true.',
    authScopes: { signedIn: true },
    args: {
      of: t.arg.id({ description: 'The id of a record.' }),
      by: t.arg.string({ description: 'A caller, written as in `by` of an entry.' }),
      after: t.arg.string({ description: 'Go on behind this change.' }),
      first: t.arg.int({
        description: `At most so many, 1 to ${largestHistoryPage}; ${usualHistoryPage} when nothing is said.`,
      }),
    },
    complexity: args => ({ ...pageComplexity(args), field: 200 }),
    resolve: async (_root, args, { service }) => ({
      ...(await readHistory(service, args)),
      after: args.after ?? null,
    }),
  }),
)
