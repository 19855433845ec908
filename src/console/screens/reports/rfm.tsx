import { scaleSqrt } from 'd3-scale'
import type { ReportsQuery } from '../../api/types.ts'
import '../../chart/course.css'
import { Figure } from '../../chart/figure.tsx'
import { useWidth } from '../../chart/width.ts'
import { showNumber } from '../../format/shown.ts'
import { addressOf } from '../../links.ts'
import { cellName } from '../../words/cells.ts'
import { words } from '../../words/language.ts'

type Rfm = NonNullable<ReportsQuery['rfmCells']>

const line = 40
const left = 28
const below = 56
const scores = 5
const widest = 560

/** Where customers stand: a square for each pair of recency and frequency, with the named cells as a table. */
export function RfmCells({ rfm: { cells, grid, customers, leftOut } }: { rfm: Rfm }) {
  const said = words.value.reports
  return (
    <Figure
      title={said.rfm}
      file="rfm"
      rows={cells}
      keyOf={({ name }) => name}
      columns={[
        {
          label: said.cell,
          text: ({ name }) => cellName(name),
          show: ({ name, customers: count }) =>
            count === 0 ? (
              cellName(name)
            ) : (
              <a href={addressOf('/customers', { rule: JSON.stringify({ rfmCell: { equals: name } }) })}>
                {cellName(name)}
              </a>
            ),
        },
        { label: said.customers, figure: true, text: ({ customers: count }) => showNumber(count) },
      ]}
      computed={said.rfmHow(showNumber(customers), showNumber(leftOut))}
      open
    >
      <Grid pairs={grid} />
    </Figure>
  )
}

/** The darker the more customers: who bought lately stands on the right, who buys often above. */
function Grid({ pairs }: { pairs: Rfm['grid'] }) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const said = words.value.reports
  const strength = scaleSqrt([0, Math.max(1, ...pairs.map(({ customers }) => customers))], [0, 0.75])
  const step = (Math.min(width, widest) - left) / scores
  const height = scores * line + below
  const middle = (score: number) => left + (score - 0.5) * step
  return (
    <div ref={holder} class="chart">
      {width > 0 && (
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label={said.rfmGrid}
        >
          {pairs.map(({ recency, frequency, customers }) => {
            const top = (scores - frequency) * line
            return (
              <g key={`${recency} ${frequency}`}>
                <rect
                  class="heat"
                  x={left + (recency - 1) * step + 1}
                  y={top + 1}
                  width={Math.max(step - 2, 1)}
                  height={line - 2}
                  fill-opacity={strength(customers)}
                />
                {customers > 0 && (
                  <text class="scale ink" x={middle(recency)} y={top + line / 2 + 4} text-anchor="middle">
                    {showNumber(customers)}
                  </text>
                )}
              </g>
            )
          })}
          {Array.from({ length: scores }, (_, at) => at + 1).map(score => (
            <g key={score}>
              <text class="scale" x={left - 8} y={(scores - score + 0.5) * line + 4} text-anchor="end">
                {score}
              </text>
              <text class="scale" x={middle(score)} y={scores * line + 16} text-anchor="middle">
                {score}
              </text>
            </g>
          ))}
          {[said.rfmAcross, said.rfmUp].map((axis, at) => (
            <text key={axis} class="scale" x={left} y={height - 22 + at * 16}>
              {axis}
            </text>
          ))}
        </svg>
      )}
    </div>
  )
}
