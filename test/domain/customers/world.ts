import { asc, eq } from 'drizzle-orm'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { fresh, type TestService } from '../../support/service.ts'

/** Two regions and two staff members to point to. */
export interface Surroundings {
  north: number
  south: number
  an: number
  binh: number
}

export async function addSurroundings(service: TestService): Promise<Surroundings> {
  const region = async (code: string) => (await createRegion(service, { code, name: code })).regionId
  const staff = async (name: string) => (await createStaffMember(service, { name })).staffMemberId
  return {
    north: await region('NORTH'),
    south: await region('SOUTH'),
    an: await staff('An'),
    binh: await staff('Bình'),
  }
}

/** The customer as it is stored, with its external ids and where it was, the oldest first. */
export async function stored(service: TestService, id: number) {
  const row = await fresh(service).db.orm.query.customers.findFirst({
    where: eq(customers.id, id),
    with: { externalIds: true, regionHistory: { orderBy: (stay, { asc: up }) => up(stay.since) } },
  })
  if (!row) throw new Error('There is no such customer')
  const { externalIds, regionHistory, ...rest } = row
  return {
    ...rest,
    externalIds: externalIds.map(key => `${key.source}:${key.externalId}`).toSorted(),
    history: regionHistory.map(({ since, regionId }) => [since, regionId]),
  }
}

/** What the audit trail says of a customer. */
export const trail = (service: TestService, id: number) =>
  fresh(service).db.orm.select().from(changes).where(eq(changes.entityId, id)).orderBy(asc(changes.id))
