import { customers } from '../../database/tables/customers.ts'
import { customersWithinReach } from '../reach/customers.ts'
import type { Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireRow } from '../writes/versions.ts'

/**
 * Checks that the actor reaches a customer. One read.
 * @throws UserError `NOT_FOUND`
 */
export const requireCustomer = (service: Service, id: number, path: Issue['path']): Promise<void> =>
  requireRow(service, customers, id, {
    what: 'customer',
    path,
    within: customersWithinReach(service.actor, customers),
  })
