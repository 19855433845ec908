import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { nightTactics } from '../../../database/tables/care/follow-ups.ts'
import { isWithinAs } from '../../reach/customers.ts'
import type { Service } from '../../service/service.ts'
import { requireStaff } from '../../staff/require-staff.ts'
import type { NightTactic } from '../policy.ts'
import { choose, type Waiting } from '../queue/choose.ts'
import { waitingOf } from '../queue/fill-day.ts'
import { readHighValue, readMeasured, readNight } from '../queue/night.ts'
import { propose } from '../queue/propose.ts'
import { among, type LeftOutReason, type Night, type Whom } from '../queue/tactics/tactic.ts'

/** So many customers are looked at, those who spend most first, and so many items listed. */
export const previewLimits = { customers: 2_000, items: 100 } as const

/** What one of two ways would queue and the other not. */
export interface PreviewedItem extends Pick<Waiting, 'customerId' | 'tactic' | 'dueOn' | 'minutes' | 'gain'> {
  /** Why the other leaves it out; null where it holds it out by lot, or the tactic does not concern the customer. */
  leftOut: LeftOutReason | null
  /** Whether the other holds it out by lot. */
  heldOut: boolean
}

/** How many items of a tactic each of the two would queue, and how many of those the other not. */
export interface PreviewedTactic {
  tactic: NightTactic
  before: number
  after: number
  entering: number
  leaving: number
}

/** What two ways to fill the coming day of one owner come to. */
export interface DayPreview {
  /** Customers looked at. */
  customers: number
  /** Whether there are more. */
  truncated: boolean
  tactics: PreviewedTactic[]
  entering: PreviewedItem[]
  leaving: PreviewedItem[]
}

const customerRow = z.object({ id: z.int() })
const busyRow = z.object({ minutes: z.int() })

/**
 * Whom the coming night would queue for the customers of one owner, or of none, as things are, and as `tried` would have
 * them: both by what is known at this moment, with what waits now. Nothing is stored. Reads the customers of that owner
 * once, of those the 2,000 who spent most twice in full, and twice the spend of the 5,000 whose values at risk are measured.
 * @throws UserError `NOT_FOUND` for the owner
 */
export async function compareDays(
  service: Service,
  owner: number | null,
  tried: (night: Night) => Night,
): Promise<DayPreview & { night: Night }> {
  const day = service.today + 1
  const [, night, measured, found, [busy]] = await Promise.all([
    requireStaff(service, owner, ['owner'], { others: true }),
    readNight(service, service.today),
    readMeasured(service),
    checkedRows(
      service.db.orm,
      customerRow,
      sql`SELECT w.id AS id FROM customers AS w
        WHERE w.owner_id IS ${owner} AND w.erased_at IS NULL AND ${isWithinAs(service.actor, 'w')}
        ORDER BY w.net_spend_year DESC, w.id LIMIT ${previewLimits.customers + 1}`,
    ),
    checkedRows(
      service.db.orm,
      busyRow,
      sql`SELECT ifnull(sum(minutes), 0) AS minutes FROM follow_ups AS f
        WHERE f.owner_id IS ${owner} AND f.state IN ('OPEN', 'CLAIMED') AND tactic <> 'FEEDBACK'
          AND (snoozed_until IS NULL OR snoozed_until <= ${day})`,
    ),
  ])
  const ids = found.slice(0, previewLimits.customers).map(({ id }) => id)
  const whom = among(ids)
  const planned = async (one: Night) => {
    const { policy } = one
    const minutes = owner === null ? policy.unownedMinutes : policy.ownerMinutes
    const highValue = await readHighValue(service, one, measured)
    return planDay(service, { ...one, highValue }, whom, Math.max(0, minutes - (busy?.minutes ?? 0)), owner)
  }
  const [before, after] = await Promise.all([planned(night), planned(tried(night))])
  const [entering, leaving] = [lacking(after, before), lacking(before, after)]
  return {
    ...{ night, customers: ids.length, truncated: found.length > ids.length },
    tactics: nightTactics.map(tactic => {
      const count = (some: readonly { tactic: NightTactic }[]) =>
        some.filter(one => one.tactic === tactic).length
      return {
        ...{ tactic, before: count(before.queued), after: count(after.queued) },
        ...{ entering: count(entering), leaving: count(leaving) },
      }
    }),
    entering: entering.slice(0, previewLimits.items),
    leaving: leaving.slice(0, previewLimits.items),
  }
}

/** What one way makes of a day. */
interface DayPlan {
  queued: Waiting[]
  /** The keys of those held out by lot. */
  heldOut: Set<string>
  /** Why the others were not queued, by key. */
  leftOut: Map<string, LeftOutReason>
}

const keyOf = ({ customerId, tactic }: Pick<Waiting, 'customerId' | 'tactic'>) => `${customerId} ${tactic}`

/** What others do for customers of this owner is of another day. */
async function planDay(
  service: Service,
  night: Night,
  whom: Whom,
  minutes: number,
  owner: number | null,
): Promise<DayPlan> {
  const leftOut = new Map<string, LeftOutReason>()
  const waiting: Waiting[] = []
  for (const { tactic, row, gain, dueOn, minutes: takes, leftOut: reason } of await propose(
    service,
    night,
    whom,
  )) {
    if (row.ownerId !== owner) continue
    const item = { customerId: row.customerId, tactic: tactic.tactic, dueOn, minutes: takes, gain }
    leftOut.set(keyOf(item), reason ?? 'CAPACITY')
    if (reason === null) waiting.push(waitingOf(night, { ...item, occasion: row.occasion }))
  }
  const { chosen } = choose(waiting, minutes, night.day + 1)
  return {
    queued: chosen.filter(one => !one.heldOut),
    heldOut: new Set(chosen.filter(one => one.heldOut).map(keyOf)),
    leftOut,
  }
}

/** What one plan queues and the other not, with the other's reason. */
function lacking({ queued }: DayPlan, other: DayPlan): PreviewedItem[] {
  const there = new Set(other.queued.map(keyOf))
  return queued
    .filter(one => !there.has(keyOf(one)))
    .map(one => {
      const heldOut = other.heldOut.has(keyOf(one))
      return { ...one, heldOut, leftOut: heldOut ? null : (other.leftOut.get(keyOf(one)) ?? null) }
    })
}
