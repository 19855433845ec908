import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { CustomerHistoryQuery } from '../../api/types.ts'
import { showInstant } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import '../../kit/list.css'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CustomerHistory, UndoChange } from './customer.graphql.ts'

type Entry = NonNullable<CustomerHistoryQuery['history']>['nodes'][number]

/** Who changed what, before and after, each with its way back. */
export function History({ id, onUndone }: { id: string; onUndone: () => void }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null])
  const said = words.value
  return (
    <>
      {cursors.map((after, at) => (
        <Page
          key={after}
          id={id}
          after={after}
          onUndone={onUndone}
          {...(at === cursors.length - 1 ? { onMore: (next: string) => setCursors([...cursors, next]) } : {})}
        />
      ))}
      <p class="muted">{said.customer.historyNote}</p>
    </>
  )
}

interface PageProperties {
  id: string
  after: string | null
  onUndone: () => void
  onMore?: (cursor: string) => void
}

function Page({ id, after, onUndone, onMore }: PageProperties) {
  const query = useQuery(CustomerHistory, { id, after })
  const said = words.value
  async function undo({ change: entry }: Entry) {
    try {
      await change(UndoChange, { input: { id: entry } })
      sayDone(said.common.undone)
      query.reload()
      onUndone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <Loaded query={query} at="history" label={said.customer.parts.history}>
      {({ history }) =>
        history && (
          <>
            {history.nodes.length === 0 && <Empty>{said.customer.nothing}</Empty>}
            <ol class="rows">
              {history.nodes.map(entry => (
                <li key={entry.change}>
                  <strong>{labelOf('ChangeEntity', entry.entity)}</strong> {entry.action}{' '}
                  <span class="muted">
                    {showInstant(entry.at)}, <bdi>{entry.by}</bdi>
                  </span>
                  {entry.action !== 'import' && (
                    <Button
                      look="quiet"
                      onPress={() => undo(entry)}
                      label={`${said.common.undo}: ${entry.action}`}
                    >
                      {said.common.undo}
                    </Button>
                  )}
                  <Fields entry={entry} />
                </li>
              ))}
            </ol>
            {onMore && history.pageInfo.hasNextPage && (
              <Button onPress={() => onMore(history.pageInfo.endCursor ?? '')}>{said.common.more}</Button>
            )}
          </>
        )
      }
    </Loaded>
  )
}

const text = (value: unknown) =>
  value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)

/** What a change touched, before and after. */
export function Fields({ entry: { fields } }: { entry: Pick<Entry, 'fields'> }) {
  if (fields.length === 0) return null
  return (
    <ul class="checks">
      {fields.map(({ field, before, after, hidden }) => (
        <li key={field} dir="auto">
          {field}: {hidden ? words.value.customer.hidden : `${text(before)} → ${text(after)}`}
        </li>
      ))}
    </ul>
  )
}
