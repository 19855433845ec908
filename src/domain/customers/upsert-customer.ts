import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { insertCustomer } from './create-customer.ts'
import { externalIdInput } from './find.ts'
import { customerFields } from './input.ts'
import { resolveReferences } from './references.ts'
import { readCurrentByExternalId, writeCustomer } from './update-customer.ts'

/**
 * Creates the customer of an external id, or changes the one that has it: absent fields are left, null clears,
 * external ids are added to those that it has.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` (also when a customer out of reach has the external id)
 */
export async function upsertCustomer(
  service: Service,
  input: unknown,
): Promise<{ customerId: number; created: boolean }> {
  requireScope(service.actor, 'customers:write')
  const { externalId, ...fields } = parse(
    customerFields(service).extend({ externalId: externalIdInput }),
    input,
  )
  const reading = readCurrentByExternalId(service, externalId)
  const references = await resolveReferences(service, fields, {
    path: [],
    externalId,
    current: async () => (await reading)?.row ?? null,
  })
  const current = await reading
  return current
    ? writeCustomer(service, current, fields, references, [], { created: false })
    : insertCustomer(service, fields, references, { created: true })
}
