import { inArray, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../../database/client.ts'
import { staffMembers } from '../../../database/tables/house/staff.ts'
import { expectedVersion, filledList, idOf, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { conflict, invalid, notFound } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit, guard, thisChange } from '../../writes/commit.ts'
import { requireVersion } from '../../writes/versions.ts'
import { handedOver, tallied } from './handover-sql.ts'
import { type OffboardingReport, readTally, reportOf } from './report.ts'

/** Colleagues that share what one leaves behind. */
const mostColleagues = 100

const schema = z.strictObject({
  id: idOf('staffMember'),
  expectedVersion,
  rule: z.strictObject({
    colleagues: filledList(idOf('staffMember'), mostColleagues),
    byRegion: z.boolean().nullish(),
  }),
  dryRun: z.boolean().nullish(),
})

export interface Offboarding extends OffboardingReport {
  staffMemberId: number
}

/** What it takes to hand over, and back: it changes all that somebody answers for. */
export function requireHandoverScopes({ actor }: Service): void {
  requireScope(actor, 'staff:write')
  requireScope(actor, 'customers:write')
  requireScope(actor, 'follow-ups:write')
  requireScope(actor, 'feedback:write')
  requireScope(actor, 'privacy:write')
  requireScope(actor, 'policies:write')
}

/**
 * Ends somebody's work here, as one change: the staff member becomes inactive, customers, open follow-ups, unclosed
 * feedback, persons' open requests, goals and places in care teams become others', claims, keys, webhooks and jobs end. Of
 * somebody inactive it hands over what is still there. Two
 * round trips, whatever is held. A dry run counts the same and writes nothing.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` also for a colleague who does not work here any more
 */
export async function offboardStaffMember(service: Service, input: unknown): Promise<Offboarding> {
  requireHandoverScopes(service)
  const { id, expectedVersion: expected, rule, dryRun } = parse(schema, input)
  const colleagues = [...new Set(rule.colleagues)]
  const byRegion = rule.byRegion ?? false
  const rows = handedOver({ leaver: id, colleagues, byRegion, now: service.now })
  const [staff, { text, counts }] = await Promise.all([
    service.db.orm
      .select()
      .from(staffMembers)
      .where(inArray(staffMembers.id, [id, ...colleagues])),
    readTally(service, rows, id),
  ])
  const current = staff.find(member => member.id === id)
  if (!current) throw notFound(['id'], 'staffMember')
  requireVersion(current, 'staffMember', expected)
  for (const colleague of colleagues) {
    const path = ['rule', 'colleagues', rule.colleagues.indexOf(colleague)]
    const found = staff.find(member => member.id === colleague)
    if (!found) throw notFound(path, 'staffMember')
    if (colleague === id) throw invalid(path, say('colleagueLeaves'))
    if (!found.active) throw conflict(path, say('inactive'), { reason: 'INACTIVE' })
  }
  const report = reportOf(counts, colleagues)
  const result = { staffMemberId: id, ...report }
  if (dryRun || counts.length === 0) return result
  const { shares, careTeams, ...ended } = report
  const sum = (of: 'customers' | 'followUps' | 'feedback' | 'careTeams' | 'personRequests' | 'goals') =>
    shares.reduce((so, share) => so + share[of], 0)
  return commit(
    service,
    {
      action: 'staffMember.offboard',
      entityId: id,
      before: current,
      after: { ...current, active: false },
      detail: {
        ...{ colleagues, byRegion, ...ended },
        ...{ customers: sum('customers'), followUps: sum('followUps'), feedback: sum('feedback') },
        ...{ careTeams: sum('careTeams'), careTeamsEnded: careTeams },
        ...{ personRequests: sum('personRequests'), goals: sum('goals') },
      },
    },
    [
      // Also where a colleague left meanwhile, the rows are not those that were counted.
      guard(service, sql`(${tallied(rows, id)}) = ${text}`),
      guard(
        service,
        sql`(SELECT count(*) FROM staff_members WHERE active AND id IN (SELECT value FROM json_each(${JSON.stringify(colleagues)}))) = ${colleagues.length}`,
      ),
      sql`INSERT INTO change_rows (change_id, entity, row_id, before) SELECT ${thisChange}, entity, row_id, before FROM (${rows})`,
      ...handovers(service, id),
    ],
    result,
  )
}

/** What the rows of the change say, done. */
function handovers({ now }: Service, leaver: number): Statement[] {
  const stamp = sql`change_id = ${thisChange}, updated_at = ${now}, version = version + 1`
  const update = (table: string, entity: string, set: SQL): SQL => sql`
    UPDATE ${sql.identifier(table)} SET ${set} FROM (
      SELECT row_id, before FROM change_rows WHERE change_id = ${thisChange} AND entity = ${entity}) AS r
    WHERE id = r.row_id`
  const isClaim = sql`claimed_by = ${leaver}`
  return [
    update('customers', 'customer', sql`owner_id = r.before ->> '$.to', ${stamp}`),
    update(
      'follow_ups',
      'follow-up',
      sql`owner_id = r.before ->> '$.to', state = iif(${isClaim}, 'OPEN', state),
        claimed_at = iif(${isClaim}, NULL, claimed_at),
        claimed_until = iif(${isClaim}, NULL, claimed_until), claimed_by = nullif(claimed_by, ${leaver}), ${stamp}`,
    ),
    update(
      'feedback',
      'feedback',
      sql`owner_id = r.before ->> '$.to', escalated_to = r.before ->> '$.escalatedNext', ${stamp}`,
    ),
    sql`DELETE FROM care_team_members WHERE id IN (
      SELECT row_id FROM change_rows
      WHERE change_id = ${thisChange} AND entity = 'care-team-member' AND before ->> '$.to' IS NULL)`,
    update('care_team_members', 'care-team-member', sql`staff_id = r.before ->> '$.to', ${stamp}`),
    update('person_requests', 'person-request', sql`owner_id = r.before ->> '$.to', ${stamp}`),
    update('goals', 'goal', sql`owner_id = r.before ->> '$.to', ${stamp}`),
    update('api_keys', 'api-key', sql`revoked_at = ${now}, change_id = ${thisChange}`),
    update('webhooks', 'webhook', sql`paused_because = 'OWNER_LEFT', ${stamp}`),
    update(
      'customer_update_jobs',
      'customer-update-job',
      sql`state = 'FAILED', failure = 'OWNER_LEFT', ${stamp}`,
    ),
    update('staff_members', 'staffMember', sql`active = 0, ${stamp}`),
  ]
}
