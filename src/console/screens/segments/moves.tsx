import { scaleBand, scaleLinear } from 'd3-scale'
import type { SegmentQuery } from '../../api/types.ts'
import { Figure } from '../../chart/figure.tsx'
import '../../chart/course.css'
import { useWidth } from '../../chart/width.ts'
import { showDay, showNumber } from '../../format/shown.ts'
import { words } from '../../words/language.ts'

type Days = NonNullable<NonNullable<SegmentQuery['segment']>['days']>

const height = 180
const margin = { top: 8, bottom: 24, left: 40 }

/** How many came and went on each day: upwards who joined, downwards who left. */
export function Moves({ days, segment }: { days: Days; segment: string }) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const said = words.value.segments
  const most = Math.max(1, ...days.flatMap(({ joined, left }) => [joined, left]))
  const x = scaleBand(
    days.map(({ day }) => day),
    [margin.left, Math.max(width, margin.left + 1)],
  ).padding(0.25)
  const y = scaleLinear([-most, most], [height - margin.bottom, margin.top]).nice(4)
  const ends = days.length > 1 ? [days[0], days.at(-1)] : days
  return (
    <Figure
      title={said.moves}
      file={`segment-${segment}-days`}
      rows={days}
      keyOf={({ day }) => day}
      columns={[
        { label: said.day, text: ({ day }) => day, show: ({ day }) => showDay(day) },
        { label: said.joined, figure: true, text: ({ joined }) => showNumber(joined) },
        { label: said.left, figure: true, text: ({ left }) => showNumber(left) },
      ]}
      computed={said.movesHow}
    >
      <div ref={holder} class="chart">
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${height}`}
            width={width}
            height={height}
            role="img"
            aria-label={said.movesLabel}
          >
            {y.ticks(4).map(tick => (
              <g key={tick}>
                <line class="grid" x1={margin.left} x2={width} y1={y(tick)} y2={y(tick)} />
                <text class="scale" x={margin.left - 8} y={y(tick)} dy="0.32em" text-anchor="end">
                  {showNumber(Math.abs(tick))}
                </text>
              </g>
            ))}
            {days.map(({ day, joined, left }) => (
              <g key={day}>
                <rect
                  class="joined"
                  x={x(day)}
                  width={x.bandwidth()}
                  y={y(joined)}
                  height={y(0) - y(joined)}
                />
                <rect class="left" x={x(day)} width={x.bandwidth()} y={y(0)} height={y(-left) - y(0)} />
              </g>
            ))}
            {ends.map((end, at) =>
              end ? (
                <text
                  key={end.day}
                  class="scale"
                  x={at === 0 ? margin.left : width}
                  y={height - 6}
                  text-anchor={at === 0 ? 'start' : 'end'}
                >
                  {showDay(end.day)}
                </text>
              ) : null,
            )}
          </svg>
        )}
      </div>
    </Figure>
  )
}
