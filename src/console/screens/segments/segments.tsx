import { useLocation } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { SegmentsQuery } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Sideways } from '../../kit/sideways.tsx'
import '../../kit/panel.css'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { addressOf } from '../../links.ts'
import { holds } from '../../session/viewer.ts'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { SegmentTabs } from './segment-tabs.tsx'
import './segments.css'
import { Segments as SegmentsDocument } from './segments.graphql.ts'

type Cell = NonNullable<SegmentsQuery['relationshipMatrix']>['cells'][number]

const margins = ['HIGH', 'MEDIUM', 'LOW'] as const
const sizes = ['FEW', 'MEDIUM', 'MANY'] as const

/** All segments, and the nine cells by margin and number that the care of each follows from. */
export function Segments() {
  const { query, route } = useLocation()
  const said = words.value.segments
  const { data, refusals, failure, loading, reload } = useQuery(
    SegmentsDocument,
    query.after ? { after: query.after } : {},
  )
  useShortcuts(
    'segments',
    holds('segments:write')
      ? [{ keys: 'n', label: said.create, run: () => route(addressOf('/segments/new')) }]
      : [],
  )
  const page = data?.segments
  return (
    <div>
      <header class="screen-head">
        <h1>{words.value.screens.segments}</h1>
        <SegmentTabs current="segments" />
        {holds('segments:write') && (
          <a class="button main" href={addressOf('/segments/new')} title={`${said.create} [N]`}>
            {said.create}
          </a>
        )}
      </header>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      {!data && !failure && <Skeleton lines={6} />}
      {data && (
        <div class="panels">
          <section class="panel wide">
            <Refused refusals={refusals} at="segments" />
            {page?.nodes.length === 0 && <Empty>{said.none}</Empty>}
            {page && page.nodes.length > 0 && (
              <Table
                caption={words.value.screens.segments}
                rows={page.nodes}
                keyOf={({ id }) => id}
                cards
                columns={[
                  {
                    label: said.name,
                    text: ({ name }) => name,
                    show: ({ id, name }) => (
                      <a href={addressOf(`/segments/${id}`)}>
                        <bdi>{name}</bdi>
                      </a>
                    ),
                  },
                  { label: said.members, figure: true, text: ({ memberCount }) => showNumber(memberCount) },
                  { label: said.unknown, figure: true, text: ({ unknownCount }) => showNumber(unknownCount) },
                  {
                    label: said.rule,
                    prose: true,
                    text: ({ paraphrase }) => paraphrase?.[language.value] ?? said.byHand,
                  },
                ]}
              />
            )}
            {page?.pageInfo.hasNextPage && (
              <a class="button" href={addressOf('/segments', { after: page.pageInfo.endCursor ?? null })}>
                {words.value.common.next}
              </a>
            )}
          </section>
          <section class="panel wide" aria-labelledby="matrix">
            <h2 id="matrix">{said.matrix}</h2>
            <Refused refusals={refusals} at="relationshipMatrix" />
            {data.relationshipMatrix && <Matrix cells={data.relationshipMatrix.cells} />}
          </section>
        </div>
      )}
    </div>
  )
}

function Matrix({ cells }: { cells: readonly Cell[] }) {
  const said = words.value.segments
  return (
    <Sideways label={said.matrix}>
      <table class="matrix">
        <thead>
          <tr>
            <td />
            {sizes.map(size => (
              <th key={size} scope="col">
                {labelOf('SegmentSizeClass', size)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {margins.map(margin => (
            <tr key={margin}>
              <th scope="row">{labelOf('SegmentMarginClass', margin)}</th>
              {sizes.map(size => {
                const cell = cells.find(each => each.marginClass === margin && each.sizeClass === size)
                return <td key={size}>{cell && <Opened cell={cell} />}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}

function Opened({ cell: { level, customers, segments } }: { cell: Cell }) {
  const said = words.value.segments
  return (
    <details>
      <summary>
        {said.level(showNumber(level))}
        <span class="muted"> · {said.customers(showNumber(customers))}</span>
      </summary>
      <ul>
        {segments.map(({ segment, customers: count }) => (
          <li key={segment?.id}>
            {segment && (
              <a href={addressOf(`/segments/${segment.id}`)}>
                <bdi>{segment.name}</bdi>
              </a>
            )}{' '}
            {showNumber(count)}
          </li>
        ))}
      </ul>
    </details>
  )
}
