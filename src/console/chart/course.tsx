import { scaleLinear, scaleUtc } from 'd3-scale'
import { area, line } from 'd3-shape'
import type { Day } from '../format/days.ts'
import { showDay, showNumber } from '../format/shown.ts'
import './course.css'
import { useWidth } from './width.ts'

export interface Point {
  day: Day
  /** Null where there is nothing to tell. */
  value: number | null
  interval: { lower: number; upper: number } | null
  /** Whether it can change no more. */
  final: boolean
}

export interface Series {
  name: string
  look: 'first' | 'second'
  points: readonly Point[]
}

interface Properties {
  /** What is seen, in one sentence: the table beside it tells the figures. */
  label: string
  series: readonly Series[]
  /** The whole range, where it is given by what is measured. */
  range?: readonly [number, number]
}

const height = 260
const margin = { top: 12, right: 14, bottom: 28, left: 44 }
const labelWidth = 58
const instant = (day: Day) => Date.parse(`${day}T00:00:00Z`)

/** Courses over days, each with its interval as a band: dashed as long as they can still change. */
export function Course({ label, series, range }: Properties) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const all = series.flatMap(({ points }) => points)
  const days = all.map(({ day }) => instant(day))
  const heights = all.flatMap(({ value, interval }) => [value, interval?.lower, interval?.upper])
  const known = heights.filter(each => each !== null && each !== undefined)
  const x = scaleUtc(spread(days), [margin.left, Math.max(width - margin.right, margin.left + 1)])
  const y = scaleLinear(range ?? spread([0, ...known]), [height - margin.bottom, margin.top])
  if (!range) y.nice(5)
  const left = (point: Point) => x(instant(point.day))

  const curve = line<Point>(left, ({ value }) => y(value ?? 0)).defined(({ value }) => value !== null)
  const band = area<Point>(
    left,
    ({ interval }) => y(interval?.lower ?? 0),
    ({ interval }) => y(interval?.upper ?? 0),
  ).defined(({ interval }) => interval !== null)

  return (
    <div ref={holder} class="chart">
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
          {y.ticks(5).map(tick => (
            <g key={tick}>
              <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text class="scale" x={margin.left - 8} y={y(tick)} dy="0.32em" text-anchor="end">
                {showNumber(tick, 2)}
              </text>
            </g>
          ))}
          {apart(ticksOf(days, Math.max(2, Math.floor(width / 110))), x).map(tick => (
            <text key={tick} class="scale" x={x(tick)} y={height - 8} text-anchor="middle">
              {showDay(new Date(tick).toISOString().slice(0, 10))}
            </text>
          ))}
          {series.map(({ name, look, points }) => (
            <g key={name} class={`series ${look}`}>
              <path class="band" d={band([...points]) ?? ''} />
              <path class="open" d={curve([...points]) ?? ''} />
              <path class="firm" d={curve(points.filter(({ final }) => final)) ?? ''} />
              {points.map(point => (
                <Mark key={point.day} x={left(point)} y={y} point={point} />
              ))}
            </g>
          ))}
        </svg>
      )}
      <ul class="legend">
        {series.map(({ name, look }) => (
          <li key={name} class={look}>
            {name}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Mark({ x, y, point }: { x: number; y: (value: number) => number; point: Point }) {
  const { value, interval, final } = point
  if (value === null) return null
  return (
    <g>
      {interval && <line class="whisker" x1={x} x2={x} y1={y(interval.lower)} y2={y(interval.upper)} />}
      <circle class={final ? 'dot' : 'dot open'} cx={x} cy={y(value)} r={3.5} />
    </g>
  )
}

/** The least and the most; a little around them where they are one. */
function spread(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least === most ? [least - 1, most + 1] : [least, most]
}

/** Days that lie side by side would print over each other: of those too near the later one stays. */
function apart(ticks: readonly number[], x: (tick: number) => number): number[] {
  const kept: number[] = []
  for (const tick of ticks.toReversed())
    if (kept.every(later => x(later) - x(tick) >= labelWidth)) kept.unshift(tick)
  return kept
}

/** As many of the days that there are as have room, the first and the last among them. */
function ticksOf(days: readonly number[], most: number): number[] {
  const each = [...new Set(days)].toSorted((a, b) => a - b)
  if (each.length <= most) return each
  const step = (each.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, at) => each[Math.round(at * step)] ?? 0)
}
