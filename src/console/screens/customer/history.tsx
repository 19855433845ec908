import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { ChangedFragment } from '../../api/types.ts'
import { showInstant } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import '../../kit/list.css'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { CustomerHistory, UndoChange } from './customer.graphql.ts'
import { useNames } from './names.ts'
import { isNothing, type Names, valueText } from './trail.ts'

/** What was done, in the reader's words. */
export const whatText = ({ label, action }: ChangedFragment) => label?.[language.value] ?? action

/** Who did it, by name where the reader may know it. */
export const whoText = ({ author }: ChangedFragment) =>
  author.name ?? labelOf('HistoryAuthorKind', author.kind)

/** Who changed what, before and after, each with its way back. */
export function History({ id, onUndone }: { id: string; onUndone: () => void }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null])
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
  const names = useNames(query.data?.history?.nodes ?? [])
  const said = words.value
  async function undo({ change: entry }: ChangedFragment) {
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
                  <strong>{whatText(entry)}</strong>{' '}
                  <span class="muted">
                    {showInstant(entry.at)}, <bdi>{whoText(entry)}</bdi>
                  </span>
                  <Undo entry={entry} onUndo={() => undo(entry)} />
                  <Fields entry={entry} names={names} />
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

interface UndoProperties {
  entry: ChangedFragment
  onUndo: () => void
}

/** The way back; where there is none, why. */
export function Undo({ entry, onUndo }: UndoProperties) {
  const said = words.value.common.undo
  if (entry.undoRefusal) return <span class="muted"> {labelOf('ChangeUndoRefusal', entry.undoRefusal)}</span>
  return (
    <Button look="quiet" onPress={onUndo} label={`${said}: ${whatText(entry)}, ${showInstant(entry.at)}`}>
      {said}
    </Button>
  )
}

/** What a change touched, before and after. */
export function Fields({ entry: { entity, fields }, names }: { entry: ChangedFragment; names: Names }) {
  const told = fields.filter(({ before, after, hidden }) => hidden || !isNothing(before) || !isNothing(after))
  if (told.length === 0) return null
  return (
    <ul class="checks">
      {told.map(({ field, label, before, after, hidden }) => (
        <li key={field} dir="auto">
          {label?.[language.value] ?? field}:{' '}
          {hidden
            ? words.value.customer.hidden
            : `${valueText(before, names, entity, field)} → ${valueText(after, names, entity, field)}`}
        </li>
      ))}
    </ul>
  )
}
