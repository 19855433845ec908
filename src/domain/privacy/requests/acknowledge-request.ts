import { personRequests } from '../../../database/tables/customers/person-requests.ts'
import { dayText, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { updateRow } from '../../writes/update-row.ts'
import { dayOfDeed, findOpenRequest, whichRequest } from './find.ts'

const schema = whichRequest.extend({ on: dayText.nullish() })

/**
 * Records that the person was told that the request came. One that is acknowledged already keeps its day, unless another
 * one is said. That the person was erased meanwhile changes nothing.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where it is closed
 */
export async function acknowledgePersonRequest(
  service: Service,
  input: unknown,
): Promise<{ personRequestId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { on, ...which } = parse(schema, input)
  const { request } = await findOpenRequest(service, which)
  const acknowledgedOn = dayOfDeed(service, on ?? request.acknowledgedOn, request.receivedOn)
  return updateRow(
    service,
    { table: personRequests, current: request, patch: { acknowledgedOn } },
    (before, after) => ({ action: 'person-request.acknowledge', entityId: request.id, before, after }),
    { personRequestId: request.id },
  )
}
