import { idKindOf } from '../../src/domain/feed/entities.ts'
import type { Author, AuthorKind as Kind } from '../../src/domain/history/authors.ts'
import {
  type HistoryEntry,
  type HistoryField,
  type HistoryPage,
  largestHistoryPage,
  mostHistoryDays,
  readHistory,
  usualHistoryPage,
} from '../../src/domain/history/read-history.ts'
import { readUndoRefusals, refusalOf } from '../../src/domain/history/undo/refusals.ts'
import type { UndoRefusal as Refusal } from '../../src/domain/history/undo/undoable.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { Text } from '../follow-ups/reason.ts'
import { apiKeyNoun } from '../house/api-key.ts'
import { ChangeEntity } from '../house/change-enums.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { PageInfo, pageComplexity } from '../kernel/connection.ts'
import { perId } from '../kernel/loaders.ts'
import { referenced } from '../kernel/noun.ts'

const Field = builder.objectRef<HistoryField>('HistoryField').implement({
  description: 'One field that a change touched.',
  fields: t => ({
    field: t.exposeString('field', { description: 'Its name in the trail, such as `ownerId`.' }),
    label: t.expose('label', {
      type: Text,
      nullable: true,
      description:
        'What people read in place of `field`. Null of a field that no change tells of any more. What stands for a value of an enum has its words in `enumLabels`.',
    }),
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

const AuthorKind = builder.enumType('HistoryAuthorKind', {
  description: 'As what somebody acted.',
  values: {
    API_KEY: { description: 'An API key.' },
    TOKEN: { description: 'An access token of the identity provider.' },
    NIGHT: { description: 'The night, by itself.' },
    OPERATOR: { description: 'An operator on the command line.' },
  } satisfies Record<Kind, object>,
})

const AuthorType = builder.objectRef<Author>('HistoryAuthor').implement({
  description: 'Who made a change, as far as you may know.',
  fields: t => ({
    kind: t.expose('kind', { type: AuthorKind, description: 'As what.' }),
    name: t.exposeString('name', {
      nullable: true,
      description:
        'The name of the staff member for whom the caller acts now (with `staff:read`), else of the key (with `api-keys:read`). Null where there is neither, or you may not know: `kind` is what remains.',
    }),
    staffMember: referenced(
      t,
      staffNoun,
      ({ staffId }) => staffId,
      'For whom the caller acts now; null when it acts for nobody.',
    ),
    apiKey: referenced(t, apiKeyNoun, ({ keyId }) => keyId, 'The key; null of who came without one.'),
  }),
})

const UndoRefusal = builder.enumType('ChangeUndoRefusal', {
  description: 'Why a change cannot be taken back.',
  values: {
    FINAL: {
      description:
        'It stays as it is: evidence, rights, keys, creations, versions of policies, what many rows or a file changed, and what was not there before.',
    },
    UNDONE: { description: 'It was taken back already.' },
    NEWER: { description: 'A field that it touched was changed again since.' },
    ERASED: { description: 'A value that it touched, its record, or the person whom it is of was erased.' },
    FORBIDDEN: {
      description:
        'You may not make the reverse change, or not read what the rule or the conditions of before ask.',
    },
  } satisfies Record<Refusal, object>,
})

const Entry = builder.objectRef<HistoryEntry>('HistoryEntry').implement({
  description: 'One change, as it was written.',
  fields: t => ({
    // Not `id` of a node: a change has no page of its own.
    change: t.exposeString('cursor', { description: 'Names the change: for `changeUndo` and `after`.' }),
    action: t.exposeString('action', { description: 'What was done, such as `customer.update`.' }),
    label: t.expose('label', {
      type: Text,
      nullable: true,
      description:
        'What people read in place of `action`, such as “Customer changed”. Null of an action that is not known any more.',
    }),
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
    author: t.expose('author', { type: AuthorType, description: 'The same for people.' }),
    undoRefusal: t.field({
      type: UndoRefusal,
      nullable: true,
      description:
        'Why you cannot take it back by `changeUndo`; null when you can, as far as the history tells. The reverse mutation has rules of its own besides, such as that a name is taken.',
      complexity: 2,
      resolve: async (entry, _args, context) =>
        refusalOf(entry, await perId(context, readUndoRefusals, entry.id)),
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
      'Who changed what, before and after, the newest first: of one record (`of`), by one caller (`by`), on some days (`from`, `until`), or what these have in common: one of them is asked for. As far as your scopes and reach go: of records within your reach now, with the values that you may read. What nights compute is not told. A page may hold fewer entries than `first` while `hasNextPage` is true.',
    authScopes: { signedIn: true },
    args: {
      of: t.arg.id({ description: 'The id of a record.' }),
      by: t.arg.string({
        description: 'A caller, written as in `by` of an entry; what cannot be one is refused.',
      }),
      entities: t.arg({
        type: [ChangeEntity],
        description: 'Only changes of these. When not said, of all that you may read.',
      }),
      from: t.arg({
        type: 'Date',
        description: 'The first day, of the workspace; `until` belongs to it.',
      }),
      until: t.arg({
        type: 'Date',
        description: `The last day, with all of it; at most ${mostHistoryDays} days in all.`,
      }),
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
