import { sha256 } from '@noble/hashes/sha2.js'
import { figuresOf, type NightTactic } from '../policy.ts'
import type { Night, Tactic } from './tactics/tactic.ts'

/** What a customer is drawn for once within a tactic: its occasion, or the tactic's repeat counted from 1970-01-01. */
export function drawPeriod({ tactic, drawn }: Tactic, occasion: string, { day, policy }: Night): string {
  const { repeatDays } = figuresOf(policy, tactic)
  return drawn === 'OCCASION' || repeatDays === 0 ? occasion : `days:${Math.floor(day / repeatDays)}`
}

const draws = 2 ** 32

/**
 * Whether a customer is held out of a tactic for a period. Nothing but the three and the share decides: the draw is the
 * same whenever and in whatever order it is made, and a higher share holds all that a lower one holds.
 */
export function isHeldOut(tactic: NightTactic, customerId: number, period: string, percent: number): boolean {
  const hash = sha256(new TextEncoder().encode(JSON.stringify([tactic, customerId, period])))
  const [a = 0, b = 0, c = 0, d = 0] = hash
  return ((a * 256 + b) * 256 + c) * 256 + d < (percent / 100) * draws
}
