import { inArray, type SQL } from 'drizzle-orm'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import type { Service } from '../service/service.ts'

/** The version at which each standard that a condition takes is now. One round trip. */
export async function readVersionsWhere(
  { db }: Service,
  condition: SQL | undefined,
): Promise<ReadonlyMap<number, number>> {
  const rows = await db.orm
    .select({ id: careStandards.id, version: careStandards.version })
    .from(careStandards)
    .where(condition)
  return new Map(rows.map(({ id, version }) => [id, version]))
}

/** The version at which each of some standards is now. One round trip. */
export const readStandardVersions = (service: Service, standardIds: readonly number[]) =>
  readVersionsWhere(service, inArray(careStandards.id, [...standardIds]))
