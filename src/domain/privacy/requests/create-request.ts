import * as z from 'zod'
import { channels } from '../../../database/tables/customers/channels.ts'
import {
  personRequestKinds,
  personRequests,
  privacyRegimes,
} from '../../../database/tables/customers/person-requests.ts'
import { requireCustomer } from '../../customers/require-customer.ts'
import { dayText, idOf, parse, text } from '../../input/fields.ts'
import { policyInForce } from '../../policies/read.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { requireStaff } from '../../staff/require-staff.ts'
import { say } from '../../wording/say.ts'
import { commit } from '../../writes/commit.ts'
import { firstVersion, inOrder } from '../../writes/versions.ts'
import { clocksOf } from './clocks.ts'
import { personRequestPolicy } from './policy.ts'

/** What is said of a request, when it is recorded and later. */
export const requestFields = ({ today }: Service) => ({
  receivedOn: dayText.refine(day => day <= today, say('inFuture')).nullish(),
  channel: z.enum(channels).nullish(),
  thirdParty: z.boolean().nullish(),
  owner: idOf('staffMember').nullish(),
  note: text(2_000).nullish(),
})

const schema = (service: Service) =>
  z.strictObject({
    customer: idOf('customer'),
    kind: z.enum(personRequestKinds),
    regime: z.enum(privacyRegimes),
    ...requestFields(service),
  })

/**
 * Records that a person asks for a right: from then on the clocks of the law run. One round trip to read.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` for a person who was erased, and a staff member who left
 */
export async function createPersonRequest(
  service: Service,
  input: unknown,
): Promise<{ personRequestId: number; customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const said = parse(schema(service), input)
  const { kind, regime, channel = null, note = null, owner = service.actor.staffId } = said
  const [customerId, , policy] = await inOrder([
    requireCustomer(service, said.customer, ['customer']),
    requireStaff(service, owner, ['owner'], { active: true }),
    policyInForce(service, personRequestPolicy),
  ])
  const timed = {
    ...{ kind, regime, receivedOn: said.receivedOn ?? service.today, thirdParty: said.thirdParty ?? false },
    ...{ extendedOn: null, extensionDays: null },
  }
  const row = {
    ...{ id: service.newId(), customerId, ...timed, channel, ownerId: owner, note },
    ...{ policyVersion: policy.version, ...clocksOf(timed, policy.body) },
    ...{ acknowledgedOn: null, extensionReason: null, closedOn: null, outcome: null, refusalReason: null },
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'person-request.create', entityId: row.id, after: row },
    [service.db.orm.insert(personRequests).values(row)],
    { personRequestId: row.id, customerId },
  )
}
