import type { CampaignQuery } from '../../api/types.ts'
import { Figure } from '../../chart/figure.tsx'
import { useWidth } from '../../chart/width.ts'
import { showNumber } from '../../format/shown.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

type Newest = NonNullable<NonNullable<CampaignQuery['campaign']>['newest']>['nodes'][number]

interface Step {
  name: string
  count: number
  look: 'all' | 'off' | 'stay' | 'fell'
}

/** Of all members those whom a reason leaves out, who is observed, and who declined how far. */
function stepsOf({ treated }: Newest): Step[] {
  const said = words.value.competitors
  return [
    { name: said.members, count: treated.members, look: 'all' },
    ...treated.exclusions
      .filter(({ count }) => count > 0)
      .map(({ reason, count }) => ({
        name: labelOf('VulnerabilityExclusion', reason),
        count,
        look: 'off' as const,
      })),
    { name: said.observed, count: treated.os, look: 'stay' },
    ...treated.grades.map(({ grade, count }) => ({
      name: labelOf('VulnerabilityGrade', grade),
      count,
      look: 'fell' as const,
    })),
  ]
}

const row = 30

export function Funnel({ newest, file }: { newest: Newest; file: string }) {
  const [holder, width] = useWidth<HTMLDivElement>()
  const said = words.value.competitors
  const steps = stepsOf(newest)
  const most = Math.max(newest.treated.members, 1)
  const left = Math.min(170, width * 0.42)
  const room = Math.max(width - left - 60, 1)
  return (
    <Figure
      title={said.funnel}
      file={`${file}-exclusions`}
      rows={steps}
      keyOf={({ name }) => name}
      columns={[
        { label: said.reason, text: ({ name }) => name },
        { label: said.customers, figure: true, text: ({ count }) => showNumber(count) },
      ]}
      computed={said.funnelHow}
    >
      <div ref={holder} class="chart">
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${steps.length * row}`}
            width={width}
            height={steps.length * row}
            role="img"
            aria-label={said.funnel}
          >
            {steps.map(({ name, count, look }, at) => (
              <g key={name} class={`step ${look}`}>
                <text class="scale" x={left - 8} y={at * row + 16} text-anchor="end">
                  {name}
                </text>
                <rect
                  x={left}
                  y={at * row + 3}
                  width={Math.max((count / most) * room, count > 0 ? 2 : 0)}
                  height={row - 10}
                  rx={2}
                />
                <text class="scale" x={left + (count / most) * room + 8} y={at * row + 16}>
                  {showNumber(count)}
                </text>
              </g>
            ))}
          </svg>
        )}
      </div>
    </Figure>
  )
}
