import { useLocation } from 'preact-iso'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { AuditQuery, ChangeEntity } from '../../api/types.ts'
import { addDays } from '../../format/days.ts'
import { showInstant, today } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { UndoChange } from '../customer/customer.graphql.ts'
import { Fields, Undo, whatText, whoText } from '../customer/history.tsx'
import { useNames } from '../customer/names.ts'
import { Audit as AuditDocument } from './audit.graphql.ts'
import { callerOf } from './callers.ts'

type Entry = NonNullable<AuditQuery['history']>['nodes'][number]

/** So many days before the last one are shown where nobody says which. */
const usualDays = 30

/** Who did what, and the way back where there is one. */
export function Audit() {
  const { query: address, route } = useLocation()
  const until = address.until || today()
  const from = address.from || addDays(until, -usualDays)
  const { by = '', kind = '', after = '' } = address
  const query = useQuery(AuditDocument, {
    ...{ by: by || null, from, until, after: after || null },
    // Whatever stands in the address is the API's to refuse.
    entities: kind ? [kind as ChangeEntity] : null,
  })
  const go = (change: Record<string, string>) =>
    route(
      addressOf('/house', { part: 'audit', by, kind, from: address.from, until: address.until, ...change }),
      true,
    )
  async function undo({ change: entry }: Entry) {
    try {
      await change(UndoChange, { input: { id: entry } })
      sayDone(words.value.common.undone)
      query.reload()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <Loaded query={query} at="history" label={words.value.house.parts.audit}>
      {data => (
        <>
          <form class="screen-head" onSubmit={event => event.preventDefault()}>
            <label>
              {words.value.house.who}
              <select value={by} onChange={event => go({ by: event.currentTarget.value })}>
                <option value="">{words.value.house.audit.everybody}</option>
                <option value="night">{words.value.house.theNight}</option>
                {data.apiKeys?.nodes.map(({ id }) => (
                  <option key={id} value={id}>
                    {callerOf(id, data)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {words.value.house.audit.kind}
              <select value={kind} onChange={event => go({ kind: event.currentTarget.value })}>
                <option value="">{words.value.house.audit.allKinds}</option>
                {labelsOf('ChangeEntity').map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {words.value.house.audit.from}
              <input
                type="date"
                value={from}
                max={until}
                onChange={event => go({ from: event.currentTarget.value })}
              />
            </label>
            <label>
              {words.value.house.audit.until}
              <input
                type="date"
                value={until}
                max={today()}
                onChange={event => go({ until: event.currentTarget.value })}
              />
            </label>
          </form>
          {data.history && (
            <Page
              data={data}
              older={place => addressOf('/house', { part: 'audit', by, kind, from, until, after: place })}
              onUndo={undo}
            />
          )}
        </>
      )}
    </Loaded>
  )
}

interface PageProperties {
  data: AuditQuery
  /** Where the page behind a cursor is. */
  older: (after: string | null) => string
  onUndo: (entry: Entry) => void
}

function Page({ data, older, onUndo }: PageProperties) {
  const said = words.value.house.audit
  const { nodes = [], pageInfo } = data.history ?? {}
  const names = useNames(nodes)
  return (
    <>
      {nodes.length === 0 && <Empty>{words.value.house.none}</Empty>}
      {nodes.length > 0 && (
        <Table
          caption={words.value.house.parts.audit}
          rows={nodes}
          keyOf={({ change: id }) => id}
          cards
          columns={[
            { label: said.at, text: ({ at }) => showInstant(at) },
            {
              label: words.value.house.who,
              text: whoText,
              show: entry => <bdi>{whoText(entry)}</bdi>,
            },
            {
              label: said.what,
              text: whatText,
              show: entry => <Of entry={entry} />,
            },
            {
              label: said.fields,
              text: () => '',
              show: entry => <Fields entry={entry} names={names} />,
            },
            {
              label: words.value.common.undo,
              text: () => '',
              show: entry => <Undo entry={entry} onUndo={() => onUndo(entry)} />,
            },
          ]}
        />
      )}
      {pageInfo?.hasNextPage && (
        <a class="button" href={older(pageInfo.endCursor)}>
          {said.older}
        </a>
      )}
    </>
  )
}

const screens: Partial<Record<ChangeEntity, string>> = {
  ...{ CUSTOMER: 'customers', SEGMENT: 'segments', CAMPAIGN: 'competitors', CARE_STANDARD: 'standards' },
}

/** What was done; it leads to the record where that has a screen. */
function Of({ entry }: { entry: Entry }) {
  const screen = screens[entry.entity]
  if (!entry.record || !screen) return <>{whatText(entry)}</>
  return <a href={addressOf(`/${screen}/${entry.record}`)}>{whatText(entry)}</a>
}
