import { and, eq } from 'drizzle-orm'
import { idempotency } from '../../database/tables/house/changes.ts'
import type { Outcome, Prior } from '../service/idempotency.ts'
import type { Service } from '../service/service.ts'

/** Thrown instead of writing when the same request was answered before. */
export class Replay extends Error {
  override readonly name = 'Replay'
  constructor(readonly prior: Prior) {
    super('This request was answered before.')
  }
}

export async function readPrior(service: Service, key: string, position: number): Promise<Prior | null> {
  const [row] = await service.db.orm
    .select({ payloadHash: idempotency.payloadHash, outcome: idempotency.outcome })
    .from(idempotency)
    .where(
      and(
        eq(idempotency.caller, service.actor.caller),
        eq(idempotency.key, key),
        eq(idempotency.position, position),
      ),
    )
  return row ? { payloadHash: row.payloadHash, outcome: row.outcome as Outcome } : null
}
