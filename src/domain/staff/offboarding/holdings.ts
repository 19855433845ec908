import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../../database/whole.ts'

export const orphanKinds = [
  'CUSTOMER',
  'FOLLOW_UP',
  'FOLLOW_UP_CLAIM',
  'FEEDBACK',
  'FEEDBACK_ESCALATION',
  'CARE_TEAM_MEMBER',
  'PERSON_REQUEST',
  'GOAL',
  'API_KEY',
  'WEBHOOK',
  'CUSTOMER_UPDATE_JOB',
] as const

/** What somebody who works here answers for, or lets act. */
export type OrphanKind = (typeof orphanKinds)[number]

const record = 'It says who did something, and stays true.'

/**
 * Every column that refers to a staff member: what of it must not stay with one who left, or why it does. The one list
 * of both; a contract test holds it against the migrated database.
 */
export const staffColumns = {
  'api_keys.staff_id': 'API_KEY',
  'care_team_members.staff_id': 'CARE_TEAM_MEMBER',
  'customer_update_jobs.owner_staff_id': 'CUSTOMER_UPDATE_JOB',
  'care_standards.staff_id': {
    stays: "The customer's owner does it instead; the standard shows that whoever it names has left.",
  },
  'customers.owner_id': 'CUSTOMER',
  'exposures.recorded_by': { stays: record },
  'feedback.escalated_to': 'FEEDBACK_ESCALATION',
  'feedback.owner_id': 'FEEDBACK',
  'follow_ups.claimed_by': 'FOLLOW_UP_CLAIM',
  'follow_ups.owner_id': 'FOLLOW_UP',
  'follow_ups_left_out.owner_id': { stays: 'The next night says anew whose customer it is.' },
  'person_requests.owner_id': 'PERSON_REQUEST',
  'goals.owner_id': 'GOAL',
  'interactions.staff_id': { stays: record },
  'relationship_overrides.staff_id': { stays: record },
  'surveys.staff_id': { stays: record },
  'webhooks.owner_staff_id': 'WEBHOOK',
} as const satisfies Readonly<Record<string, OrphanKind | { stays: string }>>

interface Holding {
  table: string
  column: string
  /** Whether somebody still has to do something about the row, or it still acts. */
  live(now: number): SQL
}

const unclosed = sql.raw(`state IN ('OPEN', 'ANSWERED')`)

export const holdingOf: Readonly<Record<OrphanKind, Holding>> = {
  CUSTOMER: { table: 'customers', column: 'owner_id', live: () => sql`true` },
  FOLLOW_UP: {
    table: 'follow_ups',
    column: 'owner_id',
    live: () => sql.raw(`state IN ('OPEN', 'CLAIMED')`),
  },
  FOLLOW_UP_CLAIM: { table: 'follow_ups', column: 'claimed_by', live: () => sql.raw(`state = 'CLAIMED'`) },
  FEEDBACK: { table: 'feedback', column: 'owner_id', live: () => unclosed },
  FEEDBACK_ESCALATION: { table: 'feedback', column: 'escalated_to', live: () => unclosed },
  CARE_TEAM_MEMBER: { table: 'care_team_members', column: 'staff_id', live: () => sql`true` },
  PERSON_REQUEST: { table: 'person_requests', column: 'owner_id', live: () => sql.raw('closed_on IS NULL') },
  // One that is over stays with whoever answered for it.
  GOAL: {
    table: 'goals',
    column: 'owner_id',
    live: now => sql`last_day >= ${whole(Math.floor(now / 86_400_000))}`,
  },
  API_KEY: {
    table: 'api_keys',
    column: 'staff_id',
    live: now => sql`revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`,
  },
  // Whoever resumes one becomes its owner.
  WEBHOOK: { table: 'webhooks', column: 'owner_staff_id', live: () => sql.raw('paused_because IS NULL') },
  CUSTOMER_UPDATE_JOB: {
    table: 'customer_update_jobs',
    column: 'owner_staff_id',
    live: () => sql.raw(`state = 'RUNNING'`),
  },
}

/** Which rows of a kind are held by one of `staff`, a condition such as `= 1`, on a table of the name `as`. */
export function heldBy(kind: OrphanKind, staff: SQL, now: number): SQL {
  const { column, live } = holdingOf[kind]
  return sql`${sql.identifier(column)} ${staff} AND ${live(now)}`
}
