import { inArray } from 'drizzle-orm'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import type { Service } from '../service/service.ts'

/** The version at which each standard is now. One round trip. */
export async function readStandardVersions(
  { db }: Service,
  standardIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db.orm
    .select({ id: careStandards.id, version: careStandards.version })
    .from(careStandards)
    .where(inArray(careStandards.id, [...standardIds]))
  return new Map(rows.map(({ id, version }) => [id, version]))
}
