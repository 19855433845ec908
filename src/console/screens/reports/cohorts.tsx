import { scaleLinear } from 'd3-scale'
import type { ReportsQuery } from '../../api/types.ts'
import '../../chart/course.css'
import { Figure } from '../../chart/figure.tsx'
import { useWidth } from '../../chart/width.ts'
import { showMonth, showNumber } from '../../format/shown.ts'
import { words } from '../../words/language.ts'
import { shareText } from './shares.ts'

type Row = NonNullable<ReportsQuery['cohorts']>['rows'][number]

const line = 26
const left = 124

/** How many of those who came in one month come back in each that follows: the darker the more. */
export function Cohorts({ rows }: { rows: readonly Row[] }) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const said = words.value.reports
  const offsets = Math.max(1, ...rows.map(({ cells }) => cells.length))
  const later = rows.flatMap(({ cells }) => cells.filter(({ offset }) => offset > 0))
  const most = Math.max(1, ...later.map(({ retention }) => retention?.rate ?? 0))
  const strength = scaleLinear([0, most], [0.06, 0.75]).clamp(true)
  const step = Math.max((width - left) / offsets, 1)
  const height = (rows.length + 1) * line
  return (
    <Figure
      title={said.cohorts}
      file="cohorts"
      rows={rows.flatMap(({ month, customers, cells }) => cells.map(cell => ({ ...cell, month, customers })))}
      keyOf={({ month, offset }) => `${month} ${offset}`}
      columns={[
        { label: said.cohort, text: ({ month }) => showMonth(month) },
        { label: said.customers, figure: true, text: ({ customers }) => showNumber(customers) },
        { label: said.monthsLater, figure: true, text: ({ offset }) => showNumber(offset) },
        { label: said.bought, figure: true, text: ({ active }) => showNumber(active) },
        { label: said.retention, figure: true, text: ({ retention }) => shareText(retention) },
      ]}
      computed={said.cohortsHow}
    >
      <div ref={holder} class="chart">
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${height}`}
            width={width}
            height={height}
            role="img"
            aria-label={said.cohorts}
          >
            {Array.from({ length: offsets }, (_, offset) => (
              <text key={offset} class="scale" x={left + (offset + 0.5) * step} y={16} text-anchor="middle">
                {offset}
              </text>
            ))}
            {rows.map(({ month, customers, cells }, at) => (
              <g key={month}>
                <text class="scale" x={0} y={(at + 1) * line + 17}>
                  {showMonth(month, 'short')} · {showNumber(customers)}
                </text>
                {cells.map(({ offset, retention, provisional }) => (
                  <g key={offset}>
                    <rect
                      class="heat"
                      x={left + offset * step + 1}
                      y={(at + 1) * line + 1}
                      width={Math.max(step - 2, 1)}
                      height={line - 2}
                      fill-opacity={retention ? strength(retention.rate) : 0}
                      stroke-dasharray={provisional ? '3 3' : 'none'}
                    />
                    {step > 26 && retention && (
                      <text
                        class="scale ink"
                        x={left + (offset + 0.5) * step}
                        y={(at + 1) * line + 17}
                        text-anchor="middle"
                      >
                        {showNumber(retention.rate)}
                      </text>
                    )}
                  </g>
                ))}
              </g>
            ))}
          </svg>
        )}
      </div>
    </Figure>
  )
}
