import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { nightTactics } from '../../../database/tables/care/follow-ups.ts'
import { whole } from '../../../database/whole.ts'
import type { Service } from '../../service/service.ts'
import { commit } from '../../writes/commit.ts'
import { figuresOf } from '../policy.ts'
import { type Choice, choose, type Waiting } from './choose.ts'
import { drawPeriod, isHeldOut } from './hold-out.ts'
import { type Item, insertItems, itemOf } from './items.ts'
import { keepLeftOut } from './left-out.ts'
import { type Proposal, propose } from './propose.ts'
import { tactics } from './tactics/all.ts'
import { among, type Night, type Tactic } from './tactics/tactic.ts'

/** Owners whose day is filled in one step; the customers of none are the first. */
const ownersAtOnce = 10

const waitingRow = z.object({
  /** 0 for customers without one. */
  owner: z.int(),
  customerId: z.int(),
  tactic: z.enum(nightTactics),
  occasion: z.string(),
  minutes: z.int(),
  gain: z.string().nullable(),
  dueOn: z.int(),
})

const busyRow = z.object({ owner: z.int(), minutes: z.int() })

/** What was filled for a few owners. */
export interface Filled extends Pick<Choice, 'filled' | 'best'> {
  /** The last owner; null when there are no more. */
  last: number | null
  made: Record<string, number>
}

const byName = new Map(tactics.map(tactic => [tactic.tactic, tactic]))

function tacticOf(name: Tactic['tactic']): Tactic {
  const tactic = byName.get(name)
  if (!tactic) throw new Error(`No tactic ${name}`)
  return tactic
}

/** The next owners for whom something waits; 0 for customers without one. */
const ownersBehind = (after: number) => sql`
  SELECT DISTINCT ifnull(owner_id, 0) AS owner FROM follow_ups_left_out INDEXED BY follow_ups_left_out_capacity
  WHERE reason = 'CAPACITY' AND ifnull(owner_id, 0) > ${after} ORDER BY 1 LIMIT ${ownersAtOnce}`

/** Fills the day of the owners behind one from what nothing but capacity holds back. What waits in the queue comes first. */
export async function fillDays(service: Service, night: Night, after: number): Promise<Filled> {
  const { policy } = night
  const day = night.day + 1
  const most = 2 * Math.max(policy.ownerMinutes, policy.unownedMinutes)
  const promised = sql.join(
    tactics.filter(tactic => tactic.promised).map(({ tactic }) => sql`${tactic}`),
    sql`, `,
  )
  const waitingRows = checkedRows(
    service.db.orm,
    waitingRow,
    sql`
    WITH owners AS MATERIALIZED (${ownersBehind(after)}),
    ranked AS (
      SELECT owner, customer_id, tactic, occasion, minutes, expected_gain, due_on, row_number() OVER (
        PARTITION BY owner, minutes, tactic IN (${promised})
        ORDER BY iif(tactic IN (${promised}), due_on, 0), expected_gain DESC, due_on, customer_id) AS place
      FROM owners CROSS JOIN follow_ups_left_out AS l INDEXED BY follow_ups_left_out_capacity
        ON l.owner_id IS nullif(owner, 0)
      WHERE reason = 'CAPACITY')
    SELECT owner, customer_id AS customerId, tactic, occasion, minutes, CAST(expected_gain AS TEXT) AS gain, due_on AS dueOn
    FROM ranked WHERE place <= ${whole(most)} ORDER BY owner`,
  )
  const busyRows = checkedRows(
    service.db.orm,
    busyRow,
    sql`
    WITH owners AS MATERIALIZED (${ownersBehind(after)})
    SELECT owner, sum(minutes) AS minutes FROM owners CROSS JOIN follow_ups AS f
      ON f.owner_id IS nullif(owner, 0) AND f.state IN ('OPEN', 'CLAIMED')
    WHERE tactic <> 'FEEDBACK' AND (snoozed_until IS NULL OR snoozed_until <= ${day})
    GROUP BY owner`,
  )
  const [rows, busy] = await Promise.all([waitingRows, busyRows])
  const used = new Map(busy.map(({ owner, minutes }) => [owner, minutes]))
  const owners = [...new Set(rows.map(({ owner }) => owner))]
  const choices = owners.map(owner => {
    const minutes = owner === 0 ? policy.unownedMinutes : policy.ownerMinutes
    const waiting = rows
      .filter(row => row.owner === owner)
      .map(({ gain, ...row }) => waitingOf(night, { ...row, gain: gain === null ? null : BigInt(gain) }))
    return choose(waiting, Math.max(0, minutes - (used.get(owner) ?? 0)), day)
  })
  const made = await queue(
    service,
    night,
    choices.flatMap(({ chosen }) => chosen),
  )
  return {
    last: owners.length < ownersAtOnce ? null : (owners.at(-1) ?? null),
    made,
    filled: choices.reduce((sum, { filled }) => sum + filled, 0n),
    best: choices.reduce((sum, { best }) => sum + best, 0n),
  }
}

/** What is proposed to be chosen, with its lot. */
export function waitingOf(
  night: Night,
  row: Pick<Waiting, 'customerId' | 'tactic' | 'minutes' | 'dueOn' | 'gain'> & { occasion: string },
): Waiting {
  const tactic = tacticOf(row.tactic)
  const { holdOutPercent } = figuresOf(night.policy, row.tactic)
  const period = drawPeriod(tactic, row.occasion, night)
  return {
    ...{ customerId: row.customerId, tactic: row.tactic, minutes: row.minutes, dueOn: row.dueOn },
    gain: row.gain,
    promised: tactic.promised,
    heldOut: isHeldOut(row.tactic, row.customerId, period, holdOutPercent),
  }
}

/** Makes the chosen what they are chosen for, proposed anew: what they say is true this night. */
async function queue(
  service: Service,
  night: Night,
  chosen: readonly Waiting[],
): Promise<Record<string, number>> {
  if (chosen.length === 0) return {}
  const whom = among([...new Set(chosen.map(({ customerId }) => customerId))])
  const keyOf = (customerId: number, tactic: string) => `${customerId} ${tactic}`
  const proposals = new Map<string, Proposal>()
  for (const proposal of await propose(service, night, whom))
    if (proposal.leftOut === null)
      proposals.set(keyOf(proposal.row.customerId, proposal.tactic.tactic), proposal)
  const itemsOf = (some: readonly Waiting[]): Item[] =>
    some.flatMap(({ customerId, tactic }) => {
      const proposal = proposals.get(keyOf(customerId, tactic))
      return proposal ? [itemOf(service, night, proposal)] : []
    })
  const held = itemsOf(chosen.filter(one => one.heldOut))
  const items = itemsOf(chosen.filter(one => !one.heldOut))
  const { day } = night
  if (held.length > 0)
    await commit(
      service,
      { action: 'follow-up.hold-out', detail: { day, items: held.length } },
      insertItems(service, held, 'HELD'),
      null,
    )
  const made: Record<string, number> = {}
  for (const { tactic } of items) made[tactic] = (made[tactic] ?? 0) + 1
  if (items.length > 0)
    await commit(
      service,
      { action: 'follow-up.fill', detail: { day, ...made } },
      insertItems(service, items, 'OPEN'),
      null,
    )
  await keepLeftOut(service, night, whom)
  return { ...made, ...(held.length > 0 && { heldOut: held.length }) }
}
