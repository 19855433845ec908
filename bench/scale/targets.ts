import { largest } from '../../src/lib/mathematics/extremes.ts'
import { number, table } from '../measure.ts'
import { type MeasuredNight, sum } from '../nights.ts'
import type { Busy } from './busy.ts'
import type { RawStage } from './raw/stages.ts'
import { comparable, megabytes, peakOf, total } from './report.ts'

/** Milliseconds. */
export const longestStatement = 1_000
/** With so many segments the later stages have to keep up with those before them. */
const segmentsOfTarget = 100
const heapLimit = 64 * 2 ** 20

/** What is asked of one figure, and whether it holds. */
interface Target {
  what: string
  measured: string
  target: string
  holds: boolean
}

/** The nights after each other on one database. */
export interface Nights {
  full: MeasuredNight
  /** After a day on which one customer in a hundred bought. */
  changed: MeasuredNight
  /** The same day once more. */
  again: MeasuredNight
  /** After a day without facts. */
  aged: MeasuredNight
}

export const targetsTable = (targets: readonly Target[]) =>
  table([
    ['target', 'measured', 'wanted', ''],
    ...targets.map(({ what, measured, target, holds }) => [what, measured, target, holds ? 'PASS' : 'FAIL']),
  ])

export const targetsOf = (nights: Nights, raw: readonly RawStage[], busy: Busy): Target[] => [
  ...costTargets(nights),
  rawTarget(nights.full, raw),
  ...busyTargets(busy, nights.full),
]

function costTargets({ full, changed, again, aged }: Nights): Target[] {
  const share = (part: number, whole: number) => `${number((100 * part) / whole, 1)} %`
  const written = (night: MeasuredNight) => sum(night.stages, 'rowsWritten')
  const slowest = Math.max(
    ...[full, changed, again, aged].flatMap(({ stages }) => stages.map(one => one.longest.milliseconds)),
  )
  return [
    {
      what: 'longest statement of any night',
      measured: `${number(slowest)} ms`,
      target: `at most ${number(longestStatement)} ms`,
      holds: slowest <= longestStatement,
    },
    {
      what: '1 % changed: rows written, of the full run',
      measured: share(written(changed), written(full)),
      target: 'at most 5 %',
      holds: written(changed) <= 0.05 * written(full),
    },
    {
      what: '1 % changed: time, of the full run',
      measured: share(changed.milliseconds, full.milliseconds),
      target: 'at most 15 %',
      holds: changed.milliseconds <= 0.15 * full.milliseconds,
    },
    {
      what: 'nothing changed: rows written by the stages',
      measured: number(written(again)),
      target: '0',
      holds: written(again) === 0,
    },
  ]
}

function rawTarget(full: MeasuredNight, raw: readonly RawStage[]): Target {
  const speed = total(raw, 'milliseconds') / total(comparable(full, raw), 'milliseconds')
  return {
    what: 'SQL stages of the first night, of the speed of raw statements',
    measured: `${number(100 * speed)} %`,
    target: 'at least 80 %',
    holds: speed >= 0.8,
  }
}

/** Asked of a first night with many segments: they and the queue against all that stands before them. */
export function segmentsTargets({ stages }: MeasuredNight): Target[] {
  const at = stages.findIndex(({ stage }) => stage === 'markets')
  const ofSegments = stages.filter(({ stage }) => stage === 'markets' || stage === 'segments')
  const segments = ofSegments.reduce((all, { counts }) => all + (counts.segments ?? 0), 0)
  if (segments < segmentsOfTarget) return []
  const later = [...ofSegments, ...stages.filter(({ stage }) => stage === 'follow-ups')]
  const part = sum(later, 'milliseconds') / sum(stages.slice(0, at), 'milliseconds')
  return [
    {
      what: `${number(segments)} segments and the queue together, of the time of the stages before them`,
      measured: `${number(100 * part)} %`,
      target: 'at most 100 %',
      holds: part <= 1,
    },
  ]
}

function busyTargets({ idle, during, heap }: Busy, full: MeasuredNight): Target[] {
  // What waits for the database waits for one round trip of the night; a step makes several.
  const chunk = largest(full.stages.map(stage => stage.roundTrip))
  const latencies = during.map(({ name, p99, failed }, at): Target => {
    const limit = 2 * (idle[at]?.p99 ?? Number.NaN) + chunk
    return {
      what: `p99 during the night: ${name}`,
      measured: `${number(p99)} ms${failed > 0 ? `, ${failed} failed` : ''}`,
      target: `at most ${number(limit)} ms (twice idle and the longest round trip)`,
      holds: p99 <= limit && failed === 0,
    }
  })
  return [...latencies, heapTarget(peakOf(heap))]
}

export const heapTarget = (peak: number): Target => ({
  what: 'JavaScript heap of the Worker',
  measured: megabytes(peak),
  target: `below ${megabytes(heapLimit)}`,
  holds: peak < heapLimit,
})
