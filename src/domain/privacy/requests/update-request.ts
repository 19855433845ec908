import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { personRequests } from '../../../database/tables/customers/person-requests.ts'
import { requireUnerased } from '../../customers/require-customer.ts'
import { parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { requireStaff } from '../../staff/require-staff.ts'
import { say } from '../../wording/say.ts'
import { updateRow } from '../../writes/update-row.ts'
import { inOrder } from '../../writes/versions.ts'
import { clocksOf } from './clocks.ts'
import { requestFields } from './create-request.ts'
import { findOpenRequest, whichRequest } from './find.ts'

const schema = (service: Service) => {
  const { receivedOn, thirdParty, ...rest } = requestFields(service)
  const known = { receivedOn: receivedOn.unwrap().unwrap(), thirdParty: thirdParty.unwrap().unwrap() }
  return whichRequest.extend({ patch: z.strictObject({ ...z.object(known).partial().shape, ...rest }) })
}

/**
 * Corrects what is known of a request. Its clocks follow, by the figures that it began with.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` on `expectedVersion`, where it is closed, for a person who
 * was erased, and a staff member who left
 */
export async function updatePersonRequest(
  service: Service,
  input: unknown,
): Promise<{ personRequestId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { patch, ...which } = parse(schema(service), input)
  const { owner, ...said } = patch
  const [{ request, figures, erasedAt }] = await inOrder([
    findOpenRequest(service, which),
    requireStaff(service, owner, ['patch', 'owner'], {
      ...{ active: true, holder: sql`SELECT owner_id FROM person_requests WHERE id = ${which.id}` },
    }),
  ])
  requireUnerased({ erasedAt }, ['id'])
  const { receivedOn = request.receivedOn, thirdParty = request.thirdParty } = said
  const first = request.acknowledgedOn ?? request.extendedOn
  if (first !== null && receivedOn > first) throw invalid(['patch', 'receivedOn'], say('afterDeed'))
  return updateRow(
    service,
    {
      table: personRequests,
      current: request,
      patch: {
        ...said,
        ownerId: owner,
        ...clocksOf({ ...request, receivedOn, thirdParty }, figures),
      },
    },
    (before, after) => ({ action: 'person-request.update', entityId: request.id, before, after }),
    { personRequestId: request.id },
  )
}
