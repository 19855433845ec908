import { customers } from '../../database/tables/customers/customers.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { endings, readEnding, tellEndings } from './endings.ts'
import { liftInput, limitInput, readSubject, scoredAgain, unscored } from './limits.ts'

/**
 * Restricts a customer: it is kept, can be corrected and answered, and nothing else is done with it. Its open follow-ups
 * are dismissed, planned touches called off, surveys that wait for it end, it leaves its segments, and what was scored of it goes; no night and no
 * export takes it until the restriction ends. One that is restricted already gets the other reason.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function restrictCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { reason, ...whose } = parse(limitInput, input)
  const [row, ending] = await inOrder([readSubject(service, whose), readEnding(service, whose.customer)])
  const begins = row.restrictedAt === null
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: { restrictedAt: row.restrictedAt ?? service.now, restrictionReason: reason },
      beside: begins ? endings(service, row.id) : [],
      behind: unscored(service, row),
      told: begins ? tellEndings(service, ending) : [],
    },
    (before, after) => ({ action: 'customer.restrict', entityId: row.id, before, after }),
    { customerId: row.id },
  )
}

/**
 * Ends the restriction of a customer: from the next night on it is one as the others. What the restriction ended stays
 * ended.
 * @throws UserError `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function unrestrictCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const row = await readSubject(service, parse(liftInput, input))
  const ended = { restrictedAt: null, restrictionReason: null }
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: { ...ended, ...(row.restrictedAt !== null && scoredAgain(service, { ...row, ...ended })) },
    },
    (before, after) => ({ action: 'customer.unrestrict', entityId: row.id, before, after }),
    { customerId: row.id },
  )
}
