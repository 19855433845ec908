import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Statement } from '../../database/client.ts'
import { DatabaseError } from '../../database/errors.ts'
import { changes, changeValues, guards, idempotency } from '../../database/tables/house/changes.ts'
import type { Change } from '../changes/change.ts'
import type { Entity } from '../changes/fields.ts'
import { type Action, changeKinds } from '../changes/kinds.ts'
import { trailOf } from '../changes/trail.ts'
import { invalid, UserError } from '../service/errors.ts'
import type { Outcome } from '../service/idempotency.ts'
import type { Gathering, Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { Replay } from './idempotency.ts'
import { duplicate, type Taken } from './taken.ts'

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

/** Rows of customers who were erased were to be written. */
export class ErasedCustomers extends UserError {
  constructor(readonly ids: readonly number[]) {
    super('CONFLICT', say('customerErased'), [{ path: ['id'], saying: say('customerErased') }], {
      reason: 'ERASED',
    })
  }
}

/** What the breach of a unique rule of the tables means, by a part of the rule's name: a column, or an index. */
export type TakenRules = Readonly<Record<string, Taken>>

/**
 * Writes one change atomically: audit row, values of its personal fields, the change's own statements, the idempotency
 * row. No statements are no change: nothing is written. One of many only hands over what it would write.
 * @param change several where the trails of several rows tell it
 * @param result what a replay of the same `Idempotency-Key` will get: ids and plain values
 * @param taken unique rules that the tables check, which saves a read
 * @returns `result`
 * @throws UserError `CONFLICT` where a rule of `taken` was broken
 * @throws Replay when the request was answered before
 * @throws ErasedCustomers
 * @throws StaleRead when a guard did not hold
 * @throws DatabaseError with `constraint` set when another rule of the tables was broken
 */
export async function commit<Result>(
  service: Service,
  change: Change | readonly Change[],
  statements: readonly Statement[],
  result: Result,
  taken: TakenRules = {},
): Promise<Result> {
  if (statements.length === 0) return result
  const changed = [change].flat()
  const batch = [...auditRows(service, changed), ...statements]
  const customers = new Set(changed.flatMap(customersOf))
  const { gathering } = service
  if (!gathering) return commitBatch(service, { statements: batch, customers }, result, taken)
  const erased = [...customers].filter(id => gathering.erased.has(id))
  if (erased.length > 0) throw new ErasedCustomers(erased)
  claimRows(gathering, changed)
  gathering.statements.push(...batch)
  for (const id of customers) gathering.customers.add(id)
  return result
}

/** What proves that a person was answered goes on when it is erased; it says nothing in words. */
const proofs: ReadonlySet<Action> = new Set(['person-request.acknowledge', 'person-request.close'])

/** The customers whose own row, or one of whose rows, a change is of. A new customer is among them, and not erased. */
function customersOf({ action, entityId, before, after }: Change): number[] {
  const { entity } = changeKinds[action]
  if (proofs.has(action)) return []
  if (entity === 'customer') return entityId === undefined ? [] : [entityId]
  return [before, after].flatMap(row =>
    row && 'customerId' in row && typeof row.customerId === 'number' ? [row.customerId] : [],
  )
}

const erasedOf = (customers: ReadonlySet<number>): SQL =>
  sql`SELECT id FROM customers WHERE id IN (SELECT value FROM json_each(${JSON.stringify([...customers])}))
    AND erased_at IS NOT NULL`

async function readErased({ db }: Service, customers: ReadonlySet<number>): Promise<number[]> {
  if (customers.size === 0) return []
  const rows = await checkedRows(db.orm, z.object({ id: z.int() }), erasedOf(customers))
  return rows.map(({ id }) => id)
}

export const claimOf = (entity: Entity, id: number) => `${entity} ${id}`

/** One row is changed once: what a second change of it read would be out of date. */
function claimRows({ claimed }: Gathering, changed: readonly Change[]): void {
  for (const { action, entityId } of changed) {
    if (entityId === undefined) continue
    const row = claimOf(changeKinds[action].entity, entityId)
    if (claimed.has(row)) throw invalid(['id'], say('twice'))
    claimed.set(row, entityId)
  }
}

/**
 * What changes have been prepared for, with their audit rows, as `commit` writes it. Nothing is written to a customer who
 * was erased, whichever of its rows a change is of.
 */
export async function commitBatch<Result>(
  service: Service,
  { statements, customers }: Pick<Gathering, 'statements' | 'customers'>,
  result: Result,
  taken: TakenRules = {},
): Promise<Result> {
  if (statements.length === 0) return result
  const prior = await service.idempotency?.prior
  if (prior) throw new Replay(prior)
  const unerased = customers.size > 0 ? [guard(service, sql`NOT EXISTS (${erasedOf(customers)})`)] : []
  const batch = [...unerased, ...statements]
  try {
    await service.db.write([...batch, ...outcomeRow(service, { result: service.undoes?.result ?? result })], {
      behind: () => service.readAhead?.(result),
    })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (isGuardFailure(error)) {
      const erased = await readErased(service, customers)
      throw erased.length > 0 ? new ErasedCustomers(erased) : new StaleRead('A guard did not hold.')
    }
    const broken = Object.entries(taken).find(([rule]) => error.constraint?.includes(rule))?.[1]
    if (broken) throw await duplicate(service, broken)
    // Else an earlier, unanswered try of this very batch was applied after all.
    if (error.constraint !== 'changes.token') throw error
  }
  if (service.idempotency) service.idempotency.kept = true
  return result
}

/**
 * Tells the trail of what changed no row.
 * @returns the token of the change, which only it has
 */
export async function recordOnly(service: Service, change: Change): Promise<string> {
  const token = crypto.randomUUID()
  try {
    await service.db.write(auditRows(service, [{ ...change, token }]))
  } catch (error) {
    // Else an earlier, unanswered try was applied after all.
    if (!(error instanceof DatabaseError && error.constraint === 'changes.token')) throw error
  }
  return token
}

function auditRows(service: Service, changed: readonly Change[]): Statement[] {
  const { orm } = service.db
  const trails = changed.map(change => ({ token: change.token ?? crypto.randomUUID(), ...trailOf(change) }))
  const { undoes } = service
  const rows = trails.map(({ personal: _, ...trail }) => ({
    ...trail,
    detail: undoes === null ? trail.detail : { ...trail.detail, undoes: undoes.change },
    at: service.now,
    actor: service.actor.caller,
    requestId: service.requestId,
  }))
  const values = trails.flatMap(({ token, personal }) =>
    personal.map(value => ({
      ...value,
      changeId: sql<number>`(SELECT id FROM changes WHERE token = ${token})`,
    })),
  )
  return [
    orm.insert(changes).values(rows),
    ...(values.length > 0 ? [orm.insert(changeValues).values(values)] : []),
  ]
}

/** Keeps the outcome of a request that changed nothing, so that the same request gets the same answer. */
export async function commitOutcome(service: Service, outcome: Outcome): Promise<void> {
  const row = outcomeRow(service, outcome)
  if (row.length > 0) await service.db.write(row)
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
