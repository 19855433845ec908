import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import type { Service } from '../../service/service.ts'
import { tallied } from './handover-sql.ts'

/** What one colleague takes over. */
export interface Share {
  staffId: number
  customers: number
  followUps: number
  feedback: number
  /** Places in care teams. */
  careTeams: number
  personRequests: number
  goals: number
}

/** What becomes of all that a leaver holds. */
export interface OffboardingReport {
  shares: Share[]
  /** How many of each end. */
  claims: number
  careTeams: number
  apiKeys: number
  webhooks: number
  customerUpdateJobs: number
}

const entity = z.enum([
  'customer',
  'follow-up',
  'feedback',
  'care-team-member',
  'person-request',
  'goal',
  'api-key',
  'webhook',
  'customer-update-job',
  'staffMember',
])
const tally = z.array(z.tuple([entity, z.int().nullable(), z.int(), z.number()]))

export type Tally = z.infer<typeof tally>

/** Counts the rows of a handover; `text` is the same for as long as the rows are. One statement. */
export async function readTally(service: Service, rows: SQL, leaver: number) {
  const [row] = await checkedRows(
    service.db.orm,
    z.object({ text: z.string() }),
    sql`SELECT (${tallied(rows, leaver)}) AS text`,
  )
  const text = row?.text ?? '[]'
  return { text, counts: json(tally).parse(text) }
}

/** @param colleagues those that are to take over, also where nothing is left to them */
export function reportOf(counts: Tally, colleagues: readonly number[]): OffboardingReport {
  const total = (of: Tally[number][0], heir?: number | null) =>
    counts
      .filter(([entity, to]) => entity === of && (heir === undefined || to === heir))
      .reduce((sum, [, , count]) => sum + count, 0)
  const heirs = new Set([...colleagues, ...counts.flatMap(([, heir]) => heir ?? [])])
  return {
    shares: [...heirs].map(staffId => ({
      staffId,
      customers: total('customer', staffId),
      followUps: total('follow-up', staffId),
      feedback: total('feedback', staffId),
      careTeams: total('care-team-member', staffId),
      personRequests: total('person-request', staffId),
      goals: total('goal', staffId),
    })),
    claims: counts.reduce((sum, [, , , claims]) => sum + claims, 0),
    careTeams: total('care-team-member', null),
    apiKeys: total('api-key'),
    webhooks: total('webhook'),
    customerUpdateJobs: total('customer-update-job'),
  }
}
