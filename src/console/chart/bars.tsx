import { scaleLinear } from 'd3-scale'
import { showNumber } from '../format/shown.ts'
import './course.css'
import { cut } from './shares.tsx'
import { useWidth } from './width.ts'

interface Row {
  key: string
  name: string
  /** One for each series; null where there is nothing to tell. */
  values: readonly (number | null)[]
}

interface Properties {
  /** What is seen, in one sentence: the table beside it tells the figures. */
  label: string
  rows: readonly Row[]
  /** Named where there is more than one. */
  series?: readonly string[]
}

const looks = ['first', 'second'] as const
const thick = 9
const margin = { top: 4, right: 64, bottom: 4 }

/** Numbers, one below the other; of two series side by side. */
export function Bars({ label, rows, series = [] }: Properties) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const each = Math.max(1, series.length)
  const line = 22 + each * (thick + 2)
  const height = margin.top + rows.length * line + margin.bottom
  const most = Math.max(1, ...rows.flatMap(({ values }) => values.map(value => value ?? 0)))
  const x = scaleLinear([0, most], [0, Math.max(width - margin.right, 1)])
  return (
    <div ref={holder} class="chart">
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
          {rows.map(({ key, name, values }, at) => {
            const top = margin.top + at * line
            return (
              <g key={key}>
                <text class="scale ink" x={0} y={top + 12}>
                  {cut(name, width)}
                </text>
                {values.map((value, of) => {
                  const y = top + 17 + of * (thick + 2)
                  return value === null ? null : (
                    <g key={looks[of]} class={`series ${looks[of]}`}>
                      <rect class="bar" x={0} width={x(value)} y={y} height={thick} />
                      <text class="scale" x={x(value) + 6} y={y + 9}>
                        {showNumber(value, 1)}
                      </text>
                    </g>
                  )
                })}
              </g>
            )
          })}
        </svg>
      )}
      {series.length > 1 && (
        <ul class="legend">
          {series.map((name, at) => (
            <li key={name} class={looks[at]}>
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
