import type { ResultSet } from '@libsql/client/http'
import { type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { DatabaseError } from '../../database/errors.ts'
import { changes, guards, idempotency } from '../../database/tables/changes.ts'
import type { Outcome } from '../service/idempotency.ts'
import type { Service } from '../service/service.ts'
import { Replay } from './idempotency.ts'

/** What the audit trail says of one atomic write. */
export interface Change {
  action: string
  entity: string
  entityId?: number
  detail?: Record<string, unknown>
}

/** Inside a committed batch: the id of the audit row that the batch itself inserted. */
export const thisChange = sql<number>`(SELECT max(id) FROM changes)`

/** Fails the whole batch unless `condition` is true (not false, not NULL) when the batch runs. */
export function guard(service: Service, condition: SQL): Statement {
  return service.db.orm.insert(guards).select(sql`SELECT 0 WHERE (${condition}) IS NOT TRUE`)
}

/** Whether a write was undone because a guard in it did not hold. */
export const isGuardFailure = (error: unknown): boolean =>
  error instanceof DatabaseError && error.constraint?.includes('guard_holds') === true

/** The batch was undone because a guard did not hold: what the verb had read was out of date. */
export class StaleRead extends Error {
  override readonly name = 'StaleRead'
}

/**
 * Writes one change atomically: audit row, the change's own statements, the idempotency row. No statements are no
 * change: nothing is written.
 * `result` is what a replay of the same `Idempotency-Key` will get: ids and plain values.
 * @param change several where the trails of several rows tell it
 * @returns the result sets of `statements`; empty ones where an unanswered first try had been applied.
 * @throws Replay when the request was answered before
 * @throws StaleRead when a guard did not hold
 * @throws DatabaseError with `constraint` set when a rule of the tables was broken
 */
export async function commit<Result>(
  service: Service,
  change: Change | readonly Change[],
  statements: readonly Statement[],
  result: Result,
): Promise<{ result: Result; sets: ResultSet[] }> {
  if (statements.length === 0) return { result, sets: [] }
  const prior = await service.idempotency?.prior
  if (prior) throw new Replay(prior)
  const audit = service.db.orm.insert(changes).values(
    [change].flat().map((one: Change) => ({
      token: crypto.randomUUID(),
      at: service.now,
      actor: service.actor.caller,
      requestId: service.requestId,
      action: one.action,
      entity: one.entity,
      entityId: one.entityId ?? null,
      detail: one.detail ?? null,
    })),
  )
  try {
    const sets = await service.db.write([audit, ...statements, ...outcomeRow(service, { result })])
    noteKept(service)
    return { result, sets: sets.slice(1, statements.length + 1) }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    // An earlier, unanswered try of this very batch was applied after all.
    if (error.constraint === 'changes.token') {
      noteKept(service)
      return { result, sets: [] }
    }
    if (isGuardFailure(error)) throw new StaleRead('A guard did not hold.')
    throw error
  }
}

/** Keeps the outcome of a request that changed nothing, so that the same request gets the same answer. */
export async function commitOutcome(service: Service, outcome: Outcome): Promise<void> {
  const row = outcomeRow(service, outcome)
  if (row.length > 0) await service.db.write(row)
}

function noteKept({ idempotency: request }: Service): void {
  if (request) request.kept = true
}

function outcomeRow(service: Service, outcome: Outcome): Statement[] {
  if (!service.idempotency) return []
  const { caller, key, position, payloadHash } = service.idempotency
  return [
    service.db.orm
      .insert(idempotency)
      .values({ caller, key, position, payloadHash, outcome, at: service.now }),
  ]
}
