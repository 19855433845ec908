import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { startOfDay } from '../../lib/days.ts'
import { dayText, idOf, parse } from '../input/fields.ts'
import { isWithinAs } from '../reach/customers.ts'
import { readBasis } from '../repeat-buying/basis.ts'
import { requireScope } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { digestCodes } from './codes.ts'
import {
  becameVulnerable,
  type Found,
  feedbackOverdue,
  foundRow,
  lifecycleMoved,
  type Span,
  segmentJoined,
} from './found-sql.ts'
import { readFollowed, riskRose } from './risk-rose.ts'

export const digestLimits = { items: 20, days: 14 } as const

export const digestActions = ['WORK_ON_FOLLOW_UP', 'ANSWER_FEEDBACK', 'PROMISE_FOLLOW_UP'] as const

/** One customer, with the most pressing of what changed, and the one thing to do about it. */
export interface DigestItem extends Found {
  action: (typeof digestActions)[number]
  feedbackId: number | null
}

export interface StaffDigest {
  staffId: number
  from: number
  items: DigestItem[]
  /** Customers of whom something changed beyond those shown. */
  leftOff: number
}

const schema = (service: Service) =>
  z.strictObject({
    staff: idOf('staffMember').nullish(),
    from: dayText
      .refine(day => day <= service.today, say('inFuture'))
      .refine(day => day >= service.today - digestLimits.days, say('daysAgo', { days: digestLimits.days }))
      .nullish(),
  })

/** What each kind of news takes beyond the digest itself. */
const kinds: readonly { scope: Scope; of: (span: Span) => SQL }[] = [
  { scope: 'feedback:read', of: feedbackOverdue },
  { scope: 'vulnerability:read', of: becameVulnerable },
  { scope: 'customers:read', of: lifecycleMoved },
  { scope: 'segments:read', of: segmentJoined },
]

/**
 * What changed since a day, yesterday when not said, of the customers whom a staff member owns or in whose care team it is:
 * one line for each, the most pressing, and of those the ones who spend most first. Kinds of news that the caller may not read
 * are left out. One round trip; a second one while no model is fitted.
 * @returns null for whoever stands for nobody and names nobody
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function readStaffDigest(service: Service, input: unknown): Promise<StaffDigest | null> {
  const { actor } = service
  requireScope(actor, 'follow-ups:read')
  const { staff, from: named } = parse(schema(service), input)
  const staffId = staff ?? actor.staffId
  if (staffId === null) return null
  if (staff != null && staff !== actor.staffId) requireScope(actor, 'staff:read')
  const sinceDay = named ?? service.today - 1
  const mine = sql`(SELECT w.id FROM customers AS w WHERE (w.owner_id = ${staffId}
    OR w.id IN (SELECT customer_id FROM care_team_members WHERE staff_id = ${staffId})) AND ${isWithinAs(actor, 'w')})`
  const since = startOfDay(sinceDay, service.workspace.timeZone)
  const span: Span = { mine, staffId, sinceDay, since, now: service.now, today: service.today }
  const [, basis, followed, ...news] = await Promise.all([
    requireStaff(service, staff, ['staff']),
    readBasis(service),
    readFollowed(service, sql`${customers.id} IN ${mine}`, sinceDay),
    ...kinds
      .filter(({ scope }) => actor.scopes.has(scope))
      .map(({ of }) => checkedRows(service.db.orm, foundRow, of(span))),
  ])
  const all = [...news.flat(), ...(basis ? riskRose(basis, followed, sinceDay) : [])]
  const chosen = mostPressing(all)
  const shown = chosen.slice(0, digestLimits.items)
  return {
    ...{ staffId, from: sinceDay, leftOff: chosen.length - shown.length },
    items: shown.map(one => ({ ...one, ...actionOf(one) })),
  }
}

/** Of each customer one thing, the most pressing. */
function mostPressing(all: readonly Found[]): Found[] {
  const place = ({ code }: Found) => digestCodes.indexOf(code)
  const byPlace = all.toSorted(
    (a, b) =>
      place(a) - place(b) ||
      Number(BigInt(b.netSpendYear) - BigInt(a.netSpendYear)) ||
      a.customerId - b.customerId,
  )
  const seen = new Set<number>()
  return byPlace.filter(({ customerId }) => !seen.has(customerId) && seen.add(customerId))
}

/** What waits in the queue is done first; else feedback is answered, or a contact promised. */
function actionOf({ followUpId, facts }: Found): Pick<DigestItem, 'action' | 'feedbackId'> {
  const feedbackId = facts.find(({ type }) => type === 'FEEDBACK')?.id ?? null
  if (followUpId !== null) return { action: 'WORK_ON_FOLLOW_UP', feedbackId }
  return { action: feedbackId === null ? 'PROMISE_FOLLOW_UP' : 'ANSWER_FEEDBACK', feedbackId }
}
