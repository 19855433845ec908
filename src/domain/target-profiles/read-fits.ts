import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import { idOf, parse } from '../input/fields.ts'
import { personalKindsIn } from '../segments/explained/explanation.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { found } from '../writes/versions.ts'
import { askedBy, type ProfileCondition, requireProfileScopes } from './conditions.ts'
import { type Fit, fitColumns, fitOf, fitRow, fits, mayBeMeasured } from './fit-sql.ts'

/**
 * What a stored profile asks, for who may read what it reads.
 * @throws UserError `NOT_FOUND`
 */
export async function readAsked(service: Service, id: number, path: string[]): Promise<ProfileCondition[]> {
  const row = await found(
    service.db.orm
      .select({ conditions: targetProfiles.conditions })
      .from(targetProfiles)
      .where(eq(targetProfiles.id, id)),
    'targetProfile',
    path,
  )
  const asked = askedBy(row.conditions, service.workspace)
  requireProfileScopes(service, asked)
  return asked
}

/** A customer's fit, and what was asked. */
export interface CustomerFit extends Fit {
  conditions: readonly ProfileCondition[]
}

const input = z.strictObject({ profile: idOf('targetProfile') })
const row = z.object({ fit: json(fitRow) })

/**
 * How well each customer fits a profile, with what each condition comes to; none of who may not be measured. Two round trips.
 * @throws AuthorizationError for a scope of a condition
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function readFits(
  service: Service,
  customerIds: readonly number[],
  asked: unknown,
): Promise<ReadonlyMap<number, CustomerFit>> {
  requireScope(service.actor, 'segments:read')
  const { profile } = parse(input, asked)
  const conditions = await readAsked(service, profile, ['profile'])
  const everyone = sql`customers AS c
    WHERE c.id IN (SELECT value FROM json_each(${JSON.stringify(customerIds)})) AND ${mayBeMeasured}`
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`SELECT ${fitColumns} AS fit FROM (${fits(service, conditions, everyone)})`,
  )
  const told = rows.map(({ fit }) => fit).map(fitOf(conditions))
  notePersonal(service, conditions, told)
  return new Map(told.map(fit => [fit.customerId, { ...fit, conditions }]))
}

/** Notes what the truth of a condition tells of a person. */
export function notePersonal(
  { personal }: Service,
  conditions: readonly ProfileCondition[],
  told: readonly Fit[],
): void {
  const kinds = new Set(conditions.flatMap(({ condition }) => [...personalKindsIn(condition)]))
  if (kinds.size > 0) for (const { customerId } of told) personal.note([...kinds], customerId)
}
