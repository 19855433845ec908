import { useLocation } from 'preact-iso'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { AuditQuery } from '../../api/types.ts'
import { showInstant } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { UndoChange } from '../customer/customer.graphql.ts'
import { Fields } from '../customer/history.tsx'
import { Audit as AuditDocument } from './audit.graphql.ts'
import { callerOf } from './callers.ts'

type Entry = NonNullable<AuditQuery['history']>['nodes'][number]

/** Who did what, and the way back where there is one. */
export function Audit() {
  const { query: address, route } = useLocation()
  const by = address.by || 'night'
  const query = useQuery(AuditDocument, { by, after: address.after || null })
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
              <select
                value={by}
                onChange={event =>
                  route(addressOf('/house', { part: 'audit', by: event.currentTarget.value }), true)
                }
              >
                <option value="night">{words.value.house.theNight}</option>
                {data.apiKeys?.nodes.map(({ id }) => (
                  <option key={id} value={id}>
                    {callerOf(id, data)}
                  </option>
                ))}
              </select>
            </label>
          </form>
          {data.history && <Page data={data} by={by} onUndo={undo} />}
        </>
      )}
    </Loaded>
  )
}

interface PageProperties {
  data: AuditQuery
  by: string
  onUndo: (entry: Entry) => void
}

function Page({ data, by, onUndo }: PageProperties) {
  const said = words.value.house.audit
  const { nodes = [], pageInfo } = data.history ?? {}
  if (nodes.length === 0) return <Empty>{words.value.house.none}</Empty>
  return (
    <>
      <Table
        caption={words.value.house.parts.audit}
        rows={nodes}
        keyOf={({ change: id }) => id}
        columns={[
          { label: said.at, text: ({ at }) => showInstant(at) },
          {
            label: words.value.house.who,
            text: entry => callerOf(entry.by, data),
            show: entry => <bdi>{callerOf(entry.by, data)}</bdi>,
          },
          {
            label: said.what,
            text: ({ entity, action }) => `${labelOf('ChangeEntity', entity)} ${action}`,
            show: ({ entity, action, record }) => (
              <>
                <Of entity={entity} record={record ?? null} /> {action}
              </>
            ),
          },
          {
            label: said.fields,
            text: ({ fields }) => fields.map(({ field }) => field).join(', '),
            show: entry => <Fields entry={entry} />,
          },
          {
            label: words.value.common.undo,
            text: () => '',
            show: entry => (
              <Button
                look="quiet"
                onPress={() => onUndo(entry)}
                label={`${words.value.common.undo}: ${entry.action}, ${showInstant(entry.at)}`}
              >
                {words.value.common.undo}
              </Button>
            ),
          },
        ]}
      />
      {pageInfo?.hasNextPage && (
        <a class="button" href={addressOf('/house', { part: 'audit', by, after: pageInfo.endCursor })}>
          {said.older}
        </a>
      )}
    </>
  )
}

/** What was changed; it leads there where it has a screen. */
function Of({ entity, record }: { entity: Entry['entity']; record: string | null }) {
  const label = labelOf('ChangeEntity', entity)
  const path =
    record && { CUSTOMER: 'customers', SEGMENT: 'segments', CAMPAIGN: 'competitors' }[String(entity)]
  return path ? <a href={addressOf(`/${path}/${record}`)}>{label}</a> : label
}
