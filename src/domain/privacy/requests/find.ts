import { and, eq, getTableColumns } from 'drizzle-orm'
import * as z from 'zod'
import { customers } from '../../../database/tables/customers/customers.ts'
import { personRequests } from '../../../database/tables/customers/person-requests.ts'
import { policies } from '../../../database/tables/house/policies.ts'
import { expectedVersion, idOf } from '../../input/fields.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'
import { conflict, type Issue, invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { found, requireVersion } from '../../writes/versions.ts'
import type { RequestFigures } from './clocks.ts'
import { personRequestPolicy } from './policy.ts'

export type PersonRequest = typeof personRequests.$inferSelect

/** Which request. */
export const whichRequest = z.strictObject({ id: idOf('personRequest'), expectedVersion })

/**
 * The request, still open, with the figures that held when it was recorded and whether the customer was erased. One read.
 * @throws UserError `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where it is closed
 */
export async function findOpenRequest(
  service: Service,
  { id, expectedVersion }: z.output<typeof whichRequest>,
): Promise<{ request: PersonRequest; figures: RequestFigures; erasedAt: number | null }> {
  const { kind, body } = personRequestPolicy
  const itsPolicy = and(eq(policies.kind, kind), eq(policies.version, personRequests.policyVersion))
  const rows = service.db.orm
    .select({ ...getTableColumns(personRequests), policy: policies.body, erasedAt: customers.erasedAt })
    .from(personRequests)
    .innerJoin(customers, eq(customers.id, personRequests.customerId))
    .innerJoin(policies, itsPolicy)
    .where(and(eq(personRequests.id, id), ofCustomersWithinReach(service, personRequests)))
  const { policy, erasedAt, ...request } = await found(rows, 'personRequest')
  requireVersion(request, 'personRequest', expectedVersion)
  if (request.closedOn !== null)
    throw conflict(['id'], say('personRequestClosed'), {
      reason: 'CLOSED',
      current: { kind: 'personRequest', id },
    })
  return { request, figures: body.parse(policy), erasedAt }
}

/**
 * A day on which something was done about a request: today when nothing is said.
 * @throws UserError `INVALID_INPUT` for one that is not over, or before the request
 */
export function dayOfDeed(
  { today }: Service,
  said: number | null | undefined,
  receivedOn: number,
  path: Issue['path'] = ['on'],
): number {
  const day = said ?? today
  if (day > today) throw invalid(path, say('inFuture'))
  if (day < receivedOn) throw invalid(path, say('beforeRequest'))
  return day
}
