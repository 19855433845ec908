import type { importEntities, importStates, imports } from '../../src/database/tables/house/imports.ts'
import { importList } from '../../src/domain/import/list.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { builder, described } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../kernel/noun.ts'
import { idField } from '../kernel/record.ts'

type ImportRow = typeof imports.$inferSelect

const ImportEntity = builder.enumType('ImportEntity', {
  description: 'What the rows of a file are.',
  values: described<(typeof importEntities)[number]>({
    CUSTOMER: 'Customers.',
    INTERACTION: 'Interactions.',
    EXPOSURE: 'Exposures.',
    CONSENT: 'Consents.',
    STAFF_MEMBER: 'Staff.',
  }),
})

const ImportState = builder.enumType('ImportState', {
  description: 'How far an import is.',
  values: described<(typeof importStates)[number]>({
    RUNNING: 'Rows arrive; one that has been silent for minutes was cut off.',
    COMPLETED: 'Its newest request was read to the end.',
    UNDOING: 'Being undone: `POST /v1/import/ID/undo` goes on.',
    UNDONE: 'Undone, but for what it says as `kept`.',
    BROKEN_OFF: 'Its newest request ended early. What had arrived is stored.',
  }),
})

const Import = builder.objectRef<ImportRow>('Import')
export const importNoun = noun('import', listed({ type: Import, scope: 'imports:read', source: importList }))

Import.implement({
  description: 'A file that went in over HTTP, by one request or by several that named the same import.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'import'),
    entity: t.expose('entity', { type: ImportEntity, description: 'What its rows are.' }),
    source: t.exposeString('source', { description: 'The system that the external ids belong to.' }),
    by: t.string({
      description:
        'Who sent it: the id of an API key, `token:<issuer>|<subject>`, or an operator on the command line.',
      needs: { columns: ['actor'] },
      resolve: ({ actor }) => publicCaller(actor),
    }),
    state: t.expose('state', { type: ImportState, description: 'How far it is.' }),
    created: t.exposeInt('created', { description: 'Rows that made something.' }),
    updated: t.exposeInt('updated', { description: 'Rows that changed something.' }),
    unchanged: t.exposeInt('unchanged', { description: 'Rows that said what is stored.' }),
    rejected: t.exposeInt('rejected', { description: 'Rows that were left out.' }),
    removed: t.exposeInt('removed', {
      description: 'Records that an undo removed: the import had made them.',
    }),
    restored: t.exposeInt('restored', {
      description:
        'Records that an undo brought back to what they said, once for each request that had changed them.',
    }),
    kept: t.exposeInt('kept', {
      description: 'Records that an undo left: somebody changed them since, or something else needs them.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    progressAt: t.expose('progressAt', { type: 'DateTime', description: 'When it last told of itself.' }),
  }),
})

const { args: importArgs } = listInputs(importList, {
  tell: {
    id: 'Its id.',
    entity: { description: 'What its rows are.', values: ImportEntity },
    source: 'The system that the external ids belong to.',
    by: 'Who sent it, written as in `by` of an import.',
    state: { description: 'How far it is.', values: ImportState },
    startedAt: 'When it began.',
  },
  unordered: 'The newest first when not said.',
})

builder.queryFields(t => ({
  import: oneById(t, importNoun, {
    description: 'One import; null when there is none.',
    id: 'Id of an import.',
  }),
  imports: listOf(t, importNoun, { description: 'All imports, dry runs aside.', args: importArgs }),
}))
