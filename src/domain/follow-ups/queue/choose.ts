import type { NightTactic } from '../policy.ts'

/** One of those whom nothing holds back but the day's minutes. */
export interface Waiting {
  customerId: number
  tactic: NightTactic
  minutes: number
  /** In minor units; null where nobody can tell. */
  gain: bigint | null
  dueOn: number
  promised: boolean
  /** Drawn to be left alone, should it be chosen. */
  heldOut: boolean
}

export interface Choice {
  chosen: Waiting[]
  /** What is expected of the chosen that are queued for their gain, and what the best choice would bring. */
  filled: bigint
  best: bigint
}

const byDay = (a: Waiting, b: Waiting) =>
  a.dueOn - b.dueOn || a.customerId - b.customerId || (a.tactic < b.tactic ? -1 : 1)

/** The more a minute brings the earlier; what nobody can tell comes last. */
function byGain(a: Waiting, b: Waiting): number {
  const [one, other] = [(a.gain ?? 0n) * BigInt(b.minutes), (b.gain ?? 0n) * BigInt(a.minutes)]
  return one === other ? byDay(a, b) : one > other ? -1 : 1
}

/**
 * Fills the minutes of a day: promised work that is due by `day` comes first, by due day; then what brings most a minute,
 * where one takes another's place if minutes are left over for it; then promised work that has time. Of each customer one is taken, so that contacts keep apart. Who is held out takes no
 * minute and stands in nobody's way.
 */
export function choose(waiting: readonly Waiting[], minutes: number, day: number): Choice {
  const taken = new Set<number>()
  const chosen: Waiting[] = []
  let left = minutes
  const fill = (some: readonly Waiting[]) =>
    some.filter(one => {
      if (taken.has(one.customerId) || one.minutes > left) return false
      chosen.push(one)
      if (one.heldOut) return false
      taken.add(one.customerId)
      left -= one.minutes
      return true
    })
  fill(waiting.filter(one => one.promised && one.dueOn <= day).sort(byDay))
  const gaining = waiting.filter(one => !one.promised).sort(byGain)
  const open = gaining.filter(one => !one.heldOut && !taken.has(one.customerId))
  const best = mostGain(open, left)
  const gained = fill(gaining)
  for (let swap = bestSwap(gained, open, taken, left); swap; swap = bestSwap(gained, open, taken, left)) {
    const { out, into } = swap
    gained.splice(gained.indexOf(out), 1, into)
    chosen.splice(chosen.indexOf(out), 1, into)
    taken.delete(out.customerId)
    taken.add(into.customerId)
    left += out.minutes - into.minutes
    // What it gave free may be enough for one that did not fit.
    gained.push(...fill(gaining.filter(one => !chosen.includes(one) && one !== out)))
  }
  const filled = gained.reduce((sum, { gain }) => sum + (gain ?? 0n), 0n)
  fill(waiting.filter(one => one.promised && one.dueOn > day).sort(byDay))
  return { chosen, filled, best }
}

/** Of the chosen one, and another that brings more in its place and in the minutes left over: those that differ most. */
function bestSwap(
  gained: readonly Waiting[],
  open: readonly Waiting[],
  taken: ReadonlySet<number>,
  left: number,
): { out: Waiting; into: Waiting } | null {
  let best: { out: Waiting; into: Waiting; more: bigint } | null = null
  for (const out of gained)
    for (const into of open) {
      const free = !taken.has(into.customerId) || (into.customerId === out.customerId && into !== out)
      const more = (into.gain ?? 0n) - (out.gain ?? 0n)
      if (free && into.minutes <= out.minutes + left && more > (best?.more ?? 0n)) best = { out, into, more }
    }
  return best
}

/** The most that so many minutes can bring with one item of each customer, found exactly. */
export function mostGain(
  waiting: readonly Pick<Waiting, 'customerId' | 'minutes' | 'gain'>[],
  minutes: number,
): bigint {
  const byCustomer = new Map<number, { minutes: number; gain: number }[]>()
  for (const { customerId, minutes: takes, gain } of waiting)
    if (gain !== null && gain > 0n && takes <= minutes) {
      const items = byCustomer.get(customerId) ?? []
      byCustomer.set(customerId, [...items, { minutes: takes, gain: Number(gain) }])
    }
  const most = Array.from({ length: minutes + 1 }, () => 0)
  for (const items of byCustomer.values())
    for (let used = minutes; used > 0; used--)
      for (const { minutes: takes, gain } of items)
        if (takes <= used) most[used] = Math.max(most[used] ?? 0, (most[used - takes] ?? 0) + gain)
  return BigInt(most[minutes] ?? 0)
}
