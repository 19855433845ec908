import type { KeepingQuery } from '../../api/types.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { UndoImport } from './undo-import.tsx'

type Rows = NonNullable<KeepingQuery['imports']>['nodes']

/** What went in, when, with what outcome, and the way back. */
export function Imports({ imports, onDone }: { imports: Rows; onDone: () => void }) {
  const said = words.value.keeping
  if (imports.length === 0) return <Empty>{said.none}</Empty>
  return (
    <Table
      caption={said.parts.imports}
      rows={imports}
      keyOf={({ id }) => id}
      columns={[
        { label: said.begunAt, text: ({ startedAt }) => showInstant(startedAt) },
        { label: said.kind, text: ({ entity }) => labelOf('ImportEntity', entity) },
        { label: said.source, text: ({ source }) => source },
        { label: said.state, text: ({ state }) => labelOf('ImportState', state) },
        { label: said.created, figure: true, text: ({ created }) => showNumber(created) },
        { label: said.updated, figure: true, text: ({ updated }) => showNumber(updated) },
        { label: said.rejected, figure: true, text: ({ rejected }) => showNumber(rejected) },
        {
          label: words.value.common.undo,
          text: () => '',
          show: ({ id, state, entity, source, startedAt }) =>
            state === 'UNDONE' || entity === 'CONSENT' ? null : (
              <UndoImport id={id} label={`${source}, ${showInstant(startedAt)}`} onDone={onDone} />
            ),
        },
      ]}
    />
  )
}
