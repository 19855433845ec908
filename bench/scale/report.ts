import { largest, smallest } from '../../src/lib/mathematics/extremes.ts'
import { number, table } from '../measure.ts'
import { type MeasuredNight, type MeasuredStage, sum } from '../nights.ts'
import type { Busy } from './busy.ts'
import type { HeapSample } from './inspector.ts'
import type { RawStage } from './raw/stages.ts'
import type { Latencies } from './traffic.ts'

/** What each stage of a night cost, and below it what it counted. */
export function stagesTable({ stages, ownRows, milliseconds }: MeasuredNight): string {
  const line = (name: string, parts: readonly MeasuredStage[], time: number) => [
    name,
    number(time),
    number(sum(parts, 'chunks')),
    ...[
      parts.map(part => part.longestStep),
      parts.map(part => part.roundTrip),
      parts.map(part => part.longest.milliseconds),
    ].map(times => number(largest(times))),
    number(sum(parts, 'rowsRead')),
    number(sum(parts, 'rowsWritten')),
  ]
  const counts = stages.map(({ stage, counts }) => {
    const all = Object.entries(counts).map(([name, count]) => `${name} ${number(count)}`)
    return `  ${stage}: ${all.join(', ') || 'nothing to count'}`
  })
  return [
    table([
      ['stage', 'ms', 'steps', 'longest step', 'round trip', 'statement, ms', 'rows read', 'rows written'],
      ...stages.map(stage => line(stage.stage, [stage], stage.milliseconds)),
      line('the night', stages, milliseconds),
    ]),
    ...counts,
    `  The run itself: ${ownRows} rows.`,
  ].join('\n')
}

/** The stages whose longest statement passes the limit, with the statement's beginning. */
export const slowStatements = ({ stages }: MeasuredNight, limit: number): string[] =>
  stages.flatMap(({ stage, longest }) =>
    longest.milliseconds > limit ? [`  ${stage}: ${number(longest.milliseconds)} ms, ${longest.sql} …`] : [],
  )

/** What raw statements call a stage: they know but one of segments. */
const rawName = ({ stage }: Pick<MeasuredStage, 'stage'>) => (stage === 'markets' ? 'segments' : stage)

/** The stages that raw statements compute as well. */
export const comparable = (night: MeasuredNight, raw: readonly RawStage[]) =>
  night.stages.filter(one => raw.some(({ stage }) => stage === rawName(one)))

export const total = <Name extends string>(parts: readonly Record<Name, number>[], name: Name) =>
  parts.reduce((all, part) => all + part[name], 0)

/** The SQL stages against raw statements, by the clock and by the processor. */
export function rawTable(full: MeasuredNight, raw: readonly RawStage[]): string {
  const ours = comparable(full, raw)
  const line = (name: string, parts: readonly MeasuredStage[], others: readonly RawStage[]) => [
    name,
    number(total(parts, 'milliseconds')),
    number(total(others, 'milliseconds')),
    `${number((100 * total(others, 'milliseconds')) / total(parts, 'milliseconds'))} %`,
    number(total(parts, 'processor')),
    number(total(others, 'processor')),
    number(total(others, 'statements')),
  ]
  const rest = full.stages.filter(one => !ours.includes(one))
  return [
    table([
      [
        'stage',
        'the night, ms',
        'raw, ms',
        'speed of raw',
        'the night, processor ms',
        'raw, processor ms',
        'raw statements',
      ],
      ...raw.map(one =>
        line(
          one.stage,
          ours.filter(part => rawName(part) === one.stage),
          [one],
        ),
      ),
      line('together', ours, raw),
    ]),
    `  Not compared: ${rest.map(({ stage, milliseconds }) => `${stage} ${number(milliseconds)} ms`).join(', ')}.`,
  ].join('\n')
}

/** Latencies of the clients before and during the night. */
export function trafficTable({ idle, during, ownIdle, ownDuring }: Busy): string {
  const line = (name: string, before: Latencies | undefined, busy: Latencies) => [
    name,
    number(busy.perSecond),
    number(before?.p50 ?? Number.NaN, 1),
    number(before?.p99 ?? Number.NaN, 1),
    number(busy.sent),
    number(busy.failed),
    number(busy.p50, 1),
    number(busy.p99, 1),
    number(busy.longest, 1),
  ]
  return table([
    [
      'requests',
      'a second',
      'idle p50, ms',
      'idle p99',
      'during: sent',
      'failed',
      'p50, ms',
      'p99',
      'longest',
    ],
    ...during.map((busy, at) => line(busy.name, idle[at], busy)),
    ...(ownDuring ? [line("one customer, from the night's own Worker", ownIdle, ownDuring)] : []),
  ])
}

export const megabytes = (bytes: number) => `${number(bytes / 2 ** 20, 1)} MB`

export const peakOf = (samples: readonly HeapSample[]) => largest(samples.map(({ bytes }) => bytes))

/**
 * The heap by stage, whose ends follow from the durations that the run's row tells. The least of a stage is about
 * what lives: the rest is garbage that waits.
 */
export function heapTable({ idleHeap, heap, stages, began }: Busy): string {
  const line = (name: string, samples: readonly HeapSample[]) => [
    name,
    number(samples.length),
    ...(samples.length === 0
      ? ['', '']
      : [smallest(samples.map(({ bytes }) => bytes)), peakOf(samples)].map(megabytes)),
  ]
  let until = began
  return table([
    ['JavaScript heap of the Worker', 'samples', 'least', 'most'],
    line('idle', idleHeap),
    ...stages.map(({ stage, milliseconds }) => {
      const from = until
      until += milliseconds
      const to = until
      return line(
        stage,
        heap.filter(({ at }) => at >= from && at < to),
      )
    }),
    line('the night', heap),
  ])
}
