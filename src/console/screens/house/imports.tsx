import { useQuery } from '../../api/query.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Imports as ImportsDocument } from './house.graphql.ts'
import { ImportFile } from './import-file.tsx'
import { UndoImport } from './undo-import.tsx'

/** A file goes in; what went in, when, with what outcome, and the way back. */
export function Imports() {
  const query = useQuery(ImportsDocument, {})
  const said = words.value.house
  return (
    <>
      <ImportFile onDone={query.reload} />
      <Loaded query={query} at="imports" label={said.parts.imports}>
        {({ imports }) =>
          imports &&
          (imports.nodes.length === 0 ? (
            <Empty>{said.none}</Empty>
          ) : (
            <Table
              caption={said.parts.imports}
              rows={imports.nodes}
              keyOf={({ id }) => id}
              cards
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
                      <UndoImport
                        id={id}
                        label={`${source}, ${showInstant(startedAt)}`}
                        onDone={query.reload}
                      />
                    ),
                },
              ]}
            />
          ))
        }
      </Loaded>
    </>
  )
}
