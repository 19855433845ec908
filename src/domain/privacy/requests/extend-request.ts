import * as z from 'zod'
import { personRequests } from '../../../database/tables/customers/person-requests.ts'
import { requireUnerased } from '../../customers/require-customer.ts'
import { parse, text } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { conflict, invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { updateRow } from '../../writes/update-row.ts'
import { clocksOf } from './clocks.ts'
import { findOpenRequest, whichRequest } from './find.ts'

const schema = whichRequest.extend({
  /** Under Vietnam's law; the GDPR knows two months alone. */
  days: z.int().min(1).nullish(),
  reason: text(2_000),
})

/**
 * Gives the house more time for a request, once and before its time is over: some days under Vietnam's law, two months
 * under the GDPR. The person is to be told why.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` on `expectedVersion`, where it is closed, late or extended
 * already, and for a person who was erased
 */
export async function extendPersonRequest(
  service: Service,
  input: unknown,
): Promise<{ personRequestId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { days = null, reason, ...which } = parse(schema, input)
  const { request, figures, erasedAt } = await findOpenRequest(service, which)
  requireUnerased({ erasedAt }, ['id'])
  if (request.extendedOn !== null)
    throw conflict(['id'], say('personRequestExtended'), { reason: 'EXTENDED' })
  if (service.today > request.dueOn) throw conflict(['id'], say('personRequestLate'), { reason: 'LATE' })
  if (request.regime === 'GDPR' && days !== null) throw invalid(['days'], say('extendedByMonths'))
  if (request.regime === 'VIETNAM') {
    if (days === null) throw invalid(['days'], say('missing'))
    if (days > figures.extensionDays) throw invalid(['days'], say('above', { max: figures.extensionDays }))
  }
  const extension = { extendedOn: service.today, extensionDays: days }
  const { dueOn } = clocksOf({ ...request, ...extension }, figures)
  return updateRow(
    service,
    { table: personRequests, current: request, patch: { ...extension, extensionReason: reason, dueOn } },
    (before, after) => ({ action: 'person-request.extend', entityId: request.id, before, after }),
    { personRequestId: request.id },
  )
}
