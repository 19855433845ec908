import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { startOfDay } from '../../lib/days.ts'
import { answersTo, isAsking, isContact } from '../facts/answers.ts'
import { isPurchase, isTrade } from '../facts/purchases.ts'
import { dayText, parse } from '../input/fields.ts'
import { mayWait } from '../interactions/keep-feedback.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { type Measured, measured } from './measured.ts'

/** What one answer reads and shows at most. */
export const scorecardLimits = { windowDays: 92, staff: 200 } as const

const schema = z
  .strictObject({ from: dayText, until: dayText })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(({ from, until }) => until - from < scorecardLimits.windowDays, {
    path: ['until'],
    message: say('moreDays', { max: scorecardLimits.windowDays }),
  })

export interface StaffScore {
  staffId: number
  /** Contacts that went out, and to how many customers. */
  contacts: number
  customersContacted: number
  /** What customers asked and this one answered first: in time, of all. */
  answered: Measured
  /** Of the answers; null where they are too few. */
  medianMinutes: number | null
  /** What own customers asked, and nobody answered in time. */
  waiting: number
  /** Follow-ups that were due: done by their day, of all. */
  followUpsInTime: Measured
  followUpsDone: number
  followUpsOverdue: number
  followUpsExpired: number
  /** Own customers who had bought in as many days before: bought again, of all. */
  retention: Measured
}

export interface StaffScorecards {
  from: number
  until: number
  /** The last day is not over: figures still grow. */
  provisional: boolean
  /** More staff members have figures than are shown. */
  truncated: boolean
  cards: StaffScore[]
}

const staffRow = z.object({ staffId: z.int(), active: z.int() })
const contactRow = z.object({ staffId: z.int(), contacts: z.int(), customers: z.int() })
const answerRow = z.object({
  staffId: z.int(),
  answers: z.int(),
  inTime: z.int(),
  medianMinutes: z.int().nullable(),
})
const waitingRow = z.object({ staffId: z.int(), waiting: z.int() })
const followUpRow = z.object({
  staffId: z.int(),
  due: z.int(),
  done: z.int(),
  inTime: z.int(),
  overdue: z.int(),
  expired: z.int(),
})
const retentionRow = z.object({ staffId: z.int(), bought: z.int(), again: z.int() })

/**
 * What each staff member did in some days, and how it went. One round trip over the interactions, follow-ups and customers
 * that the days concern.
 * @throws UserError `INVALID_INPUT` also for more than 92 days
 */
export async function readStaffScorecards(service: Service, input: unknown): Promise<StaffScorecards> {
  requireScope(service.actor, 'reports:read')
  const { from, until } = parse(schema, input)
  const { orm } = service.db
  const [staff, contacts, answers, waiting, followUps, retention] = await Promise.all([
    checkedRows(orm, staffRow, sql`SELECT id AS staffId, active FROM staff_members ORDER BY sort_name, id`),
    checkedRows(orm, contactRow, contactsOf(service, from, until)),
    checkedRows(orm, answerRow, answersOf(service, from, until)),
    checkedRows(orm, waitingRow, waitingOf(service, from, until)),
    checkedRows(orm, followUpRow, followUpsOf(service, from, until)),
    checkedRows(orm, retentionRow, retentionOf(from, until)),
  ])
  const of = <Row extends { staffId: number }>(rows: readonly Row[]) =>
    new Map(rows.map(row => [row.staffId, row]))
  const figures = {
    contacts: of(contacts),
    answers: of(answers),
    waiting: of(waiting),
    followUps: of(followUps),
    retention: of(retention),
  }
  const shown = staff.filter(
    ({ staffId, active }) => active === 1 || Object.values(figures).some(rows => rows.has(staffId)),
  )
  return {
    ...{ from, until, provisional: until >= service.today },
    truncated: shown.length > scorecardLimits.staff,
    cards: shown.slice(0, scorecardLimits.staff).map(({ staffId }): StaffScore => {
      const [contact, answer] = [figures.contacts.get(staffId), figures.answers.get(staffId)]
      const [followUp, kept] = [figures.followUps.get(staffId), figures.retention.get(staffId)]
      const answered = measured(answer?.inTime, answer?.answers)
      return {
        staffId,
        ...{ contacts: contact?.contacts ?? 0, customersContacted: contact?.customers ?? 0 },
        answered,
        medianMinutes: answered.share && (answer?.medianMinutes ?? null),
        waiting: figures.waiting.get(staffId)?.waiting ?? 0,
        followUpsInTime: measured(followUp?.inTime, followUp?.due),
        followUpsDone: followUp?.done ?? 0,
        ...{ followUpsOverdue: followUp?.overdue ?? 0, followUpsExpired: followUp?.expired ?? 0 },
        retention: measured(kept?.again, kept?.bought),
      }
    }),
  }
}

const during = ({ workspace }: Service, from: number, until: number): SQL => sql`
  i.occurred_at >= ${startOfDay(from, workspace.timeZone)} AND i.occurred_at < ${startOfDay(until + 1, workspace.timeZone)}`

const contactsOf = (service: Service, from: number, until: number): SQL => sql`
  SELECT i.staff_id AS staffId, count(*) AS contacts, count(DISTINCT i.customer_id) AS customers
  FROM interactions AS i INDEXED BY interactions_time
  WHERE ${during(service, from, until)} AND ${isContact()} AND i.staff_id IS NOT NULL
  GROUP BY i.staff_id`

const asked = { customerId: sql.raw('i.customer_id'), occurredAt: sql.raw('i.occurred_at') }

/** What was asked in the days: when, by when it was due, and the place of its first answer. */
const questions = (service: Service, from: number, until: number): SQL => sql`
  SELECT i.customer_id, i.occurred_at AS asked_at, i.occurred_at + ${mayWait(sql`i.kind`)} AS due_at,
    (SELECT json_array(o.occurred_at, o.staff_id) FROM ${answersTo(asked)} ORDER BY o.occurred_at, o.id LIMIT 1) AS answer
  FROM interactions AS i INDEXED BY interactions_asking WHERE ${during(service, from, until)} AND ${isAsking()}`

const answersOf = (service: Service, from: number, until: number): SQL => sql`
  WITH answers AS MATERIALIZED (
    SELECT answer ->> 1 AS staff_id, (answer ->> 0 - asked_at) / 60000 AS minutes, answer ->> 0 <= due_at AS in_time
    FROM (${questions(service, from, until)}) WHERE answer ->> 1 IS NOT NULL),
  placed AS (
    SELECT *, row_number() OVER (PARTITION BY staff_id ORDER BY minutes) AS place,
      count(*) OVER (PARTITION BY staff_id) AS size FROM answers)
  SELECT staff_id AS staffId, count(*) AS answers, sum(in_time) AS inTime,
    max(iif(place = (size + 1) / 2, minutes, NULL)) AS medianMinutes
  FROM placed GROUP BY staff_id`

const waitingOf = (service: Service, from: number, until: number): SQL => sql`
  SELECT c.owner_id AS staffId, count(*) AS waiting
  FROM (${questions(service, from, until)}) AS q CROSS JOIN customers AS c ON c.id = q.customer_id
  WHERE q.answer IS NULL AND q.due_at < ${service.now} AND c.owner_id IS NOT NULL GROUP BY c.owner_id`

/** Of follow-ups `f` with the interactions `i` that they came to: done by their day. */
export const doneInTime: SQL = sql`f.state = 'DONE' AND ifnull(i.day, f.due_on) <= f.due_on`

/** Whoever claimed one did it, or has to; else its owner. */
const followUpsOf = ({ today }: Service, from: number, until: number): SQL => sql`
  SELECT ifnull(f.claimed_by, f.owner_id) AS staffId, count(*) AS due, total(f.state = 'DONE') AS done,
    total(${doneInTime}) AS inTime,
    total(f.state IN ('OPEN', 'CLAIMED') AND f.due_on < ${today}) AS overdue, total(f.state = 'EXPIRED') AS expired
  FROM follow_ups AS f LEFT JOIN interactions AS i ON i.id = f.interaction_id
  WHERE f.due_on BETWEEN ${from} AND ${until} AND f.state <> 'DISMISSED' AND ifnull(f.claimed_by, f.owner_id) IS NOT NULL
  GROUP BY 1`

const boughtWithin = (from: SQL, until: SQL): SQL => sql`EXISTS (
  SELECT 1 FROM interactions AS i INDEXED BY interactions_purchases
  WHERE i.customer_id = c.id AND i.day BETWEEN ${from} AND ${until} AND ${isTrade} AND ${isPurchase})`

const retentionOf = (from: number, until: number): SQL => sql`
  SELECT c.owner_id AS staffId, count(*) AS bought,
    sum(${boughtWithin(sql`${from}`, sql`${until}`)}) AS again
  FROM customers AS c
  WHERE c.owner_id IS NOT NULL AND ${boughtWithin(sql`${from - (until - from + 1)}`, sql`${from - 1}`)}
  GROUP BY c.owner_id`
