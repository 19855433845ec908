import { useLocation } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { StandardsQuery } from '../../api/types.ts'
import { addDays } from '../../format/days.ts'
import { showDay, showNumber, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import '../../kit/panel.css'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { addressOf } from '../../links.ts'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { SegmentTabs } from '../segments/segment-tabs.tsx'
import { Compliance } from './compliance.tsx'
import { Served } from './served.tsx'
import { Standards as StandardsDocument } from './standards.graphql.ts'
import { channelsText, whenText, whomText, whoText } from './told.ts'

const spans = [30, 90, 180] as const

/** What customers are owed, whether it was kept, and who gets more or less than that. */
export function Standards() {
  const { query: address, route } = useLocation()
  const said = words.value.standards
  const days = spans.find(span => String(span) === address.days) ?? 90
  const query = useQuery(StandardsDocument, { from: addDays(today(), -days), until: addDays(today(), -1) })
  useShortcuts(
    'standards',
    holds('policies:write')
      ? [{ keys: 'n', label: said.create, run: () => route(addressOf('/standards/new')) }]
      : [],
  )
  return (
    <div>
      <header class="screen-head">
        <h1>{words.value.screens.standards}</h1>
        <SegmentTabs current="standards" />
        {holds('policies:write') && (
          <a class="button main" href={addressOf('/standards/new')} title={`${said.create} [N]`}>
            {said.create}
          </a>
        )}
      </header>
      <div class="panels">
        <div class="panel wide">
          <Loaded query={query} at="careStandards" label={words.value.screens.standards}>
            {({ careStandards }) => careStandards && <List standards={careStandards.nodes} />}
          </Loaded>
        </div>
        <div class="wide">
          <label>
            {said.span}
            <select
              value={days}
              onChange={event => route(addressOf('/standards', { days: event.currentTarget.value }), true)}
            >
              {spans.map(span => (
                <option key={span} value={span}>
                  {said.lastDays(showNumber(span))}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Loaded
          query={query}
          at="careCompliance"
          label={`${words.value.screens.standards}: ${said.compliance}`}
        >
          {({ careCompliance }) => careCompliance && <Compliance compliance={careCompliance} />}
        </Loaded>
        <Served />
      </div>
    </div>
  )
}

function List({ standards }: { standards: NonNullable<StandardsQuery['careStandards']>['nodes'] }) {
  const said = words.value.standards
  if (standards.length === 0) return <Empty>{said.none}</Empty>
  return (
    <Table
      caption={words.value.screens.standards}
      rows={standards}
      keyOf={({ id }) => id}
      columns={[
        {
          label: said.name,
          text: ({ name }) => name,
          show: ({ id, name }) => (
            <a href={addressOf(`/standards/${id}`)}>
              <bdi>{name}</bdi>
            </a>
          ),
        },
        { label: said.whom, text: whomText },
        { label: said.deed, text: ({ deed }) => labelOf('CareDeed', deed) },
        { label: said.when, text: whenText },
        { label: said.channels, text: channelsText },
        { label: said.who, text: whoText },
        { label: said.minutes, figure: true, text: ({ minutes }) => showNumber(minutes) },
        {
          label: said.valid,
          text: ({ firstDay, lastDay }) => [showDay(firstDay), lastDay && showDay(lastDay)].join(' – '),
        },
      ]}
      cards
    />
  )
}
