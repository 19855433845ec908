import { scaleLinear } from 'd3-scale'
import type { ShareFragment } from '../api/types.ts'
import { showNumber } from '../format/shown.ts'
import './course.css'
import { useWidth } from './width.ts'

interface Row {
  key: string
  name: string
  /** Null where there are too few to tell. */
  share: Omit<ShareFragment, '__typename'> | null
}

interface Properties {
  /** What is seen, in one sentence: the table beside it tells the figures. */
  label: string
  rows: readonly Row[]
}

/** About as wide as a letter is. */
const letter = 6.5

/** A name that has room in a chart so wide. */
export function cut(text: string, width: number): string {
  const most = Math.max(1, Math.floor((width - margin.right) / letter))
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

const line = 34
const margin = { top: 4, right: 44, bottom: 24 }

/** Shares in per cent, one below the other, each with its interval. */
export function Shares({ label, rows }: Properties) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const height = margin.top + rows.length * line + margin.bottom
  const x = scaleLinear([0, 100], [0, Math.max(width - margin.right, 1)])
  return (
    <div ref={holder} class="chart">
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
          {x.ticks(5).map(tick => (
            <g key={tick}>
              <line class="grid" x1={x(tick)} x2={x(tick)} y1={margin.top} y2={height - margin.bottom} />
              <text class="scale" x={x(tick)} y={height - 6} text-anchor={tick === 0 ? 'start' : 'middle'}>
                {showNumber(tick)}
              </text>
            </g>
          ))}
          {rows.map(({ key, name, share }, at) => {
            const top = margin.top + at * line
            return (
              <g key={key} class="series first">
                <text class="scale ink" x={0} y={top + 13}>
                  {cut(name, width)}
                </text>
                {share && (
                  <>
                    <rect class="bar" x={0} width={x(share.rate)} y={top + 18} height={9} />
                    <line
                      class="whisker"
                      x1={x(share.interval.lower)}
                      x2={x(share.interval.upper)}
                      y1={top + 22.5}
                      y2={top + 22.5}
                    />
                    <text class="scale" x={width} y={top + 13} text-anchor="end">
                      {showNumber(share.rate)} %
                    </text>
                  </>
                )}
              </g>
            )
          })}
        </svg>
      )}
    </div>
  )
}
