import { checkedRows } from '../../../database/checked-rows.ts'
import type { Channel } from '../../../database/tables/customers/channels.ts'
import type { Service } from '../../service/service.ts'
import { figuresOf, type TacticFigures } from '../policy.ts'
import { readValuesAtRisk, type ValueAtRisk } from '../value/value-at-risk.ts'
import { admitted } from './admission.ts'
import { proposedChannel } from './channel.ts'
import { contactLimit } from './contact-limits.ts'
import { tactics } from './tactics/all.ts'
import type { CandidateRow, LeftOutReason, Night, Tactic, Whom } from './tactics/tactic.ts'

/** What one tactic would do for one customer, and what it would bring; or why not. */
export interface Proposal {
  tactic: Tactic
  row: CandidateRow
  value: ValueAtRisk
  dueOn: number
  minutes: number
  /** In minor units; null where nobody can tell. */
  gain: bigint | null
  channel: Channel | null
  /** Null for what only the day's capacity decides. */
  leftOut: LeftOutReason | null
}

/**
 * What all tactics propose for customers, by customer and tactic.
 * @param whomOf whom a tactic may concern, if anybody, where that is known
 */
export async function propose(
  service: Service,
  night: Night,
  whom: Whom,
  whomOf: (tactic: Tactic) => Whom | null = () => whom,
): Promise<Proposal[]> {
  const found = await Promise.all(
    tactics
      .filter(one => !one.idle?.(night))
      .map(async tactic => {
        const concerned = whomOf(tactic)
        if (concerned === null) return []
        const rows = await checkedRows(service.db.orm, tactic.row, admitted(night, tactic, concerned))
        return rows.map(row => ({ tactic, row }))
      }),
  )
  const candidates = found.flat()
  const ids = candidates.filter(({ row }) => row.leftOut === null).map(({ row }) => row.customerId)
  const values = await readValuesAtRisk(service, night, [...new Set(ids)])
  return candidates
    .flatMap(({ tactic, row }) => {
      const value = values.get(row.customerId) ?? nothingKnown
      if (tactic.concerns && !tactic.concerns(row, value, night)) return []
      return [proposal(night, tactic, row, value)]
    })
    .sort((a, b) => a.row.customerId - b.row.customerId)
}

/** Of whom something stands in the way already nothing is computed. */
const nothingKnown: ValueAtRisk = { amount: null, unknown: 'NOT_SCORED' }

function proposal(night: Night, tactic: Tactic, row: CandidateRow, value: ValueAtRisk): Proposal {
  const { policy } = night
  const figures = figuresOf(policy, tactic.tactic)
  const dueOn = tactic.dueOn(row, night)
  const gain = expectedGain(value, figures)
  const terms = tactic.terms?.(row, night)
  const channels = terms ? terms.channels.filter(one => row.channels.includes(one)) : row.channels
  const channel = proposedChannel({ ...row, channels })
  const made = {
    ...{ tactic, row: { ...row, ownerId: terms?.ownerId ?? row.ownerId }, value, dueOn, gain, channel },
    minutes: terms?.minutes ?? figures.minutes,
  }
  if (row.leftOut !== null) return { ...made, leftOut: row.leftOut }
  if (channel === null) return { ...made, leftOut: 'NO_CHANNEL' }
  const limit = contactLimit(row, { firstDay: night.day + 1, plannedOn: dueOn }, policy.limits)
  const pays = tactic.promised || gain === null || gain > 0n
  return { ...made, leftOut: limit ?? (pays ? null : 'NO_GAIN') }
}

/** Value at risk · save rate − cost. */
function expectedGain({ amount }: ValueAtRisk, { savePercent, cost }: TacticFigures): bigint | null {
  return amount === null ? null : BigInt(Math.round((Number(amount) * savePercent) / 100)) - BigInt(cost)
}
