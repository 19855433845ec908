import { useLocation } from 'preact-iso'
import { change } from '../../api/change.ts'
import { type Query, useQuery } from '../../api/query.ts'
import type { KeepingQuery } from '../../api/types.ts'
import { showDay, showInstant, showNumber, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import '../../kit/panel.css'
import { Empty } from '../../kit/states.tsx'
import { type Column, Table } from '../../kit/table.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { ImportFile } from './import-file.tsx'
import { Imports } from './imports.tsx'
import { Keeping as KeepingDocument, RunNight } from './keeping.graphql.ts'
import { Keys } from './keys.tsx'

type Nodes<Name extends 'nights' | 'personRequests' | 'webhooks'> = NonNullable<KeepingQuery[Name]>['nodes']

const parts = ['nights', 'keys', 'requests', 'webhooks', 'imports'] as const
const fields = {
  ...{ nights: 'nights', keys: 'apiKeys', requests: 'personRequests' },
  ...{ webhooks: 'webhooks', imports: 'imports' },
} as const

/** What the house runs on: its nights, keys, persons' requests, webhooks and imports. */
export function Keeping() {
  const { query: address, route } = useLocation()
  const said = words.value.keeping
  const part = parts.find(name => name === address.part) ?? 'nights'
  const query = useQuery(KeepingDocument, {
    ...{ nights: part === 'nights', keys: part === 'keys', requests: part === 'requests' },
    ...{ webhooks: part === 'webhooks', imports: part === 'imports' },
  })
  useShortcuts(
    'keeping',
    parts.map((name, at) => ({
      ...{ keys: `t ${at + 1}`, label: said.parts[name] },
      run: () => route(addressOf('/house', { part: name })),
    })),
  )
  return (
    <div>
      <header class="screen-head">
        <h1>{words.value.screens.keeping}</h1>
        <Tabs
          label={said.partsLabel}
          current={part}
          tabs={parts.map((name, at) => ({
            ...{ name, text: said.parts[name], keys: `T ${at + 1}` },
            href: addressOf('/house', { part: name }),
          }))}
        />
      </header>
      <div class="panel">
        {part === 'imports' && <ImportFile onDone={query.reload} />}
        <Loaded query={query} at={fields[part]} label={said.parts[part]}>
          {data => (
            <>
              {data.nights && <Nights nights={data.nights.nodes} query={query} />}
              {data.apiKeys && <Keys data={data} onDone={query.reload} />}
              {data.personRequests && <Requests requests={data.personRequests.nodes} />}
              {data.webhooks && <Webhooks webhooks={data.webhooks.nodes} />}
              {data.imports && <Imports imports={data.imports.nodes} onDone={query.reload} />}
            </>
          )}
        </Loaded>
      </div>
    </div>
  )
}

function Nights({ nights, query }: { nights: Nodes<'nights'>; query: Query<KeepingQuery> }) {
  const said = words.value.keeping
  async function again(day: string) {
    try {
      await change(RunNight, { input: { day, again: true } })
      sayDone(said.begun(showDay(day)))
      query.reload()
    } catch (error) {
      sayWrong(error)
    }
  }
  const columns: Column<Nodes<'nights'>[number]>[] = [
    { label: said.day, text: ({ day }) => day, show: ({ day }) => showDay(day) },
    {
      label: said.state,
      text: ({ state, failure }) => [labelOf('NightState', state), failure].filter(Boolean).join(': '),
    },
    {
      label: said.finished,
      text: ({ finishedAt }) => (finishedAt ? showInstant(finishedAt) : '–'),
    },
    {
      label: said.stages,
      text: ({ stages }) => stages.map(({ name, milliseconds }) => `${name} ${milliseconds} ms`).join(', '),
      show: ({ stages }) => (
        <details>
          <summary>{showNumber(stages.length)}</summary>
          <ul>
            {stages.map(({ name, milliseconds, rowsWritten }) => (
              <li key={name}>{said.stage(name, showNumber(milliseconds), showNumber(rowsWritten))}</li>
            ))}
          </ul>
        </details>
      ),
    },
    {
      label: said.again,
      text: () => '',
      show: ({ day }) => (
        <Button onPress={() => again(day)} label={`${said.again}: ${showDay(day)}`}>
          {said.again}
        </Button>
      ),
    },
  ]
  if (nights.length === 0) return <Empty>{said.none}</Empty>
  return <Table caption={said.parts.nights} columns={columns} rows={nights} keyOf={({ id }) => id} />
}

function Requests({ requests }: { requests: Nodes<'personRequests'> }) {
  const said = words.value.keeping
  if (requests.length === 0) return <Empty>{said.none}</Empty>
  return (
    <Table
      caption={said.parts.requests}
      rows={requests}
      keyOf={({ id }) => id}
      columns={[
        {
          label: said.person,
          text: ({ customer }) => customer?.name ?? words.value.common.unknownName,
          show: ({ customer }) =>
            customer ? (
              <a href={addressOf(`/customers/${customer.id}`)}>
                <bdi>{customer.name ?? words.value.common.unknownName}</bdi>
              </a>
            ) : (
              words.value.common.unknownName
            ),
        },
        { label: said.kind, text: ({ kind }) => labelOf('PersonRequestKind', kind) },
        { label: said.received, text: ({ receivedOn }) => showDay(receivedOn) },
        {
          label: said.due,
          text: ({ dueOn, closedOn }) =>
            !closedOn && dueOn < today() ? `${showDay(dueOn)} (${said.late})` : showDay(dueOn),
        },
        {
          label: said.state,
          text: ({ closedOn, outcome }) =>
            closedOn
              ? `${outcome ? labelOf('PersonRequestOutcome', outcome) : ''} ${showDay(closedOn)}`
              : said.waiting,
        },
        { label: said.owner, text: ({ owner }) => owner?.name ?? '–' },
      ]}
    />
  )
}

function Webhooks({ webhooks }: { webhooks: Nodes<'webhooks'> }) {
  const said = words.value.keeping
  if (webhooks.length === 0) return <Empty>{said.none}</Empty>
  return (
    <Table
      caption={said.parts.webhooks}
      rows={webhooks}
      keyOf={({ id }) => id}
      columns={[
        { label: said.name, text: ({ name }) => name },
        { label: said.url, text: ({ url }) => url },
        {
          label: said.state,
          text: ({ active, pausedBecause }) =>
            pausedBecause ? labelOf('WebhookPause', pausedBecause) : active ? said.active : said.off,
        },
        { label: said.failures, figure: true, text: ({ failures }) => showNumber(failures) },
        {
          label: said.log,
          text: ({ deliveries }) => showNumber(deliveries?.nodes.length ?? 0),
          show: ({ deliveries }) => (
            <details>
              <summary>{said.last(showNumber(deliveries?.nodes.length ?? 0))}</summary>
              <ul>
                {deliveries?.nodes.map(({ id, type, at, state, status }) => (
                  <li key={id}>
                    {showInstant(at)} {type} {labelOf('WebhookDeliveryState', state)} {status}
                  </li>
                ))}
              </ul>
            </details>
          ),
        },
      ]}
    />
  )
}
