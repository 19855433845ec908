import * as z from 'zod'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { findContactPoint } from './find.ts'
import { keepingPrimary, withPrimary } from './primary.ts'

const schema = z.strictObject({ id: idOf('contactPoint'), expectedVersion })

/**
 * Makes an e-mail or a phone the customer's primary one; the one before stays beside it. One that is primary stays so.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function makePrimary(
  service: Service,
  input: unknown,
): Promise<{ contactPointId: number; customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { point, customer, others } = await findContactPoint(service, parse(schema, input))
  const known = [point, ...others].map(({ value }) => value)
  const beside = [
    keepingPrimary(service, customer, point.kind, known),
    withPrimary(service, customer, point.kind, point.value),
  ]
  return commit(
    service,
    beside.flatMap(({ told }) => told),
    beside.flatMap(({ statements }) => statements),
    { contactPointId: point.id, customerId: customer.id },
  )
}
