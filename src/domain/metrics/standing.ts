import * as z from 'zod'
import { largest, smallest } from '../../lib/mathematics/extremes.ts'
import { dayOfReturn, type LifecyclePolicy, type LifecycleStage, ownCycle, within } from './lifecycle.ts'

/** What is stored of a customer's purchases, as of the day that the stage is asked for. */
export interface PurchaseHistory {
  first: number | null
  last: number | null
  /** How many purchase days. */
  days: number
  /** The customer's own doubled cycle, see `ownCycle`. */
  cycle: number | null
}

/** A stage, and what it rests on. */
export interface Standing {
  stage: LifecycleStage
  /** Days since the last purchase day; null without a purchase. */
  elapsed: number | null
  /** The doubled cycle that counted. */
  cycleDoubled: number
  /** Whether that cycle is the customer's own. */
  own: boolean
  /** Only of a customer won back: the purchase day that ended `LOST`. */
  returnedOn: number | null
  /**
   * The first day on which the stage is another one while facts, own cycle and the workspace's cycle stay what
   * they are; null for never, and for a customer whom `passedDays` finds.
   */
  reviewOn: number | null
  /**
   * The workspace's doubled cycle, where another one may give another stage; null where only one does that is far
   * from it (`isFarFrom`), and where `passedDays` tells.
   */
  workspaceCycle: number | null
}

/** Of whom nobody says how alive the relation is: no passing of time changes that. */
export const notScored: Standing = {
  ...{ stage: 'NOT_SCORED', elapsed: null, cycleDoubled: 0, own: false, returnedOn: null },
  ...{ reviewOn: null, workspaceCycle: null },
}

/** The stages that rest on the days since the last purchase. */
type TimedStage = Exclude<LifecycleStage, 'PROSPECT' | 'NOT_SCORED'>

/**
 * The stage at the end of the as-of day, over what is stored of a customer, with what it rests on. First
 * match wins: prospect, won back, new, loyal, active, lapsing, lost. c is the customer's own cycle, else the
 * workspace's; e the days since the last purchase day.
 * @param purchaseDays all of them up to `asOf`, ascending, each once; read only of a customer who bought twice and is not lost
 */
export function standingOf(
  policy: LifecyclePolicy,
  history: PurchaseHistory,
  purchaseDays: readonly number[],
  asOf: number,
  workspaceCycle: number,
): Standing {
  const { first, last, days } = history
  const own = history.cycle !== null
  const cycle = history.cycle ?? workspaceCycle
  const measured = { elapsed: null, cycleDoubled: cycle, own, returnedOn: null }
  const still = { reviewOn: null, workspaceCycle: null }
  if (first === null || last === null) return { stage: 'PROSPECT', ...measured, ...still }
  const elapsed = asOf - last
  if (!within(elapsed, policy.lapsingCycles, cycle)) return { stage: 'LOST', ...measured, elapsed, ...still }
  const returnedOn = days > 1 ? dayOfReturn(policy, purchaseDays, asOf, cycle, workspaceCycle) : null
  const stage: TimedStage =
    returnedOn === null ? stageBySilence(policy, history, last - first, elapsed, cycle) : 'WON_BACK'
  if (days === 1) return { ...still, stage, ...measured, elapsed }
  const cycles = stage === 'LAPSING' ? policy.lapsingCycles : cyclesOf(policy, stage)
  const wonBackDays = Math.floor((policy.wonBackCycles * cycle) / 2)
  return {
    stage,
    ...measured,
    elapsed,
    returnedOn,
    reviewOn: (returnedOn ?? last) + Math.floor((cycles * cycle) / 2) + 1,
    workspaceCycle:
      own && !returnAsksWorkspace(policy, purchaseDays, last - wonBackDays, workspaceCycle)
        ? null
        : workspaceCycle,
  }
}

/** New, loyal, active or lapsing, of somebody who is neither lost nor won back. */
function stageBySilence(
  policy: LifecyclePolicy,
  { days }: PurchaseHistory,
  span: number,
  elapsed: number,
  cycle: number,
): 'NEW' | 'LOYAL' | 'ACTIVE' | 'LAPSING' {
  if (!within(elapsed, policy.activeCycles, cycle)) return 'LAPSING'
  if (days === 1) return 'NEW'
  return days >= policy.loyalPurchaseDays && span >= policy.loyalSpanDays ? 'LOYAL' : 'ACTIVE'
}

/** Cycles of the workspace within a factor of two: the smallest and the largest. */
function octaveOf(workspaceCycle: number): { low: number; high: number } {
  const low = 2 ** (31 - Math.clz32(workspaceCycle))
  return { low, high: 2 * low - 1 }
}

/**
 * Whether two cycles of the workspace are so far apart that a stage may be another one of which nothing stored says
 * so: then everybody is looked at.
 */
export const isFarFrom = (one: number, other: number) => octaveOf(one).low !== octaveOf(other).low

/**
 * Whether one of the purchase days since `from` is a return by some cycle of the workspace's octave and none by
 * another. A wider net would write a new cycle to each tenth customer whenever it moves.
 */
function returnAsksWorkspace(
  policy: LifecyclePolicy,
  purchaseDays: readonly number[],
  from: number,
  workspaceCycle: number,
): boolean {
  const { low, high } = octaveOf(workspaceCycle)
  const ends = (gap: number, cycle: number) => !within(gap, policy.lapsingCycles, cycle)
  for (let at = purchaseDays.length - 1; at > 0; at--) {
    const day = purchaseDays[at] ?? 0
    if (day < from) return false
    const gap = day - (purchaseDays[at - 1] ?? day)
    if (ends(gap, low) !== ends(gap, high) && ownCycle(policy, purchaseDays, day - 1) === null) return true
  }
  return false
}

/** Last purchase days `[from, to)`. */
export const passedDaysSchema = z.object({ from: z.int(), to: z.int() })

export type PassedDays = z.infer<typeof passedDaysSchema>

/** A day and the workspace's doubled cycle on it. */
export interface Moment {
  day: number
  workspaceCycle: number
}

/**
 * The last purchase days whose customers, as far as they have no own cycle, may have passed the end
 * of a stage between two moments. So a new cycle of the workspace writes nothing to those who stay what they are.
 */
export function passedDays(
  { activeCycles, lapsingCycles }: LifecyclePolicy,
  before: Moment,
  now: Moment,
): PassedDays[] {
  return [activeCycles, lapsingCycles].flatMap(cycles => {
    const ends = [before, now].map(
      ({ day, workspaceCycle }) => day - Math.floor((cycles * workspaceCycle) / 2),
    )
    const [from, to] = [smallest(ends), largest(ends)]
    return from < to ? [{ from, to }] : []
  })
}

/** What a dated move of `lifecycle_changes` says of itself. */
export interface LifecycleReason extends Record<string, unknown> {
  /** Days since the last purchase day; null without a purchase. */
  e: number | null
  cycleDoubled: number | null
  /** `WORKSPACE` also where the policy's default stood in, because nobody had a cycle. */
  cycleOf: 'CUSTOMER' | 'WORKSPACE' | null
  /** Days: e is within it (new, active, loyal, won back) or beyond it (lapsing, lost). */
  threshold: number | null
  /** Only of a customer won back: the purchase day that ended `LOST`. */
  returnedOn?: number
}

/** After how many cycles a stage ends, or began. */
function cyclesOf(
  { activeCycles, lapsingCycles, wonBackCycles }: LifecyclePolicy,
  stage: TimedStage,
): number {
  if (stage === 'LOST') return lapsingCycles
  return stage === 'WON_BACK' ? wonBackCycles : activeCycles
}

/** Of a stage that no silence says. */
export const unmeasured: LifecycleReason = { e: null, cycleDoubled: null, cycleOf: null, threshold: null }

/** The measured values behind a stage. */
export function lifecycleReason(
  policy: LifecyclePolicy,
  { stage, elapsed, cycleDoubled, own, returnedOn }: Standing,
): LifecycleReason {
  if (stage === 'PROSPECT' || stage === 'NOT_SCORED') return unmeasured
  return {
    e: elapsed,
    cycleDoubled,
    cycleOf: own ? 'CUSTOMER' : 'WORKSPACE',
    threshold: (cyclesOf(policy, stage) * cycleDoubled) / 2,
    ...(stage === 'WON_BACK' && returnedOn !== null ? { returnedOn } : {}),
  }
}
