import { customers } from '../../database/tables/customers/customers.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { liftInput, limitInput, readSubject, scoredAgain, unscored } from './limits.ts'

/**
 * Records that a customer objects to being scored: what was scored and predicted of it goes at once, and no night
 * computes it any more. Results that stand sealed stay. One that objected already gets the other reason.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function objectToScoring(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { reason, ...whose } = parse(limitInput, input)
  const row = await readSubject(service, whose)
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: {
        scoringObjectedAt: row.scoringObjectedAt ?? service.now,
        scoringObjectionReason: reason,
      },
      behind: unscored(service, row),
    },
    (before, after) => ({ action: 'customer.object-to-scoring', entityId: row.id, before, after }),
    { customerId: row.id },
  )
}

/**
 * Records that a customer withdrew its objection: from the next night on it is scored as the others.
 * @throws UserError `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function allowScoring(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const row = await readSubject(service, parse(liftInput, input))
  const ended = { scoringObjectedAt: null, scoringObjectionReason: null }
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: { ...ended, ...(row.scoringObjectedAt !== null && scoredAgain(service, { ...row, ...ended })) },
    },
    (before, after) => ({ action: 'customer.allow-scoring', entityId: row.id, before, after }),
    { customerId: row.id },
  )
}
