import { inArray, type SQL } from 'drizzle-orm'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import type { Service } from '../service/service.ts'

/** The version at which a standard is now, and in which days it holds. */
export type KnownStandard = Pick<typeof careStandards.$inferSelect, 'id' | 'version' | 'firstDay' | 'lastDay'>

/** The standards that a condition takes. One round trip. */
export async function readStandardsWhere(
  { db }: Service,
  condition: SQL | undefined,
): Promise<ReadonlyMap<number, KnownStandard>> {
  const { id, version, firstDay, lastDay } = careStandards
  const rows = await db.orm.select({ id, version, firstDay, lastDay }).from(careStandards).where(condition)
  return new Map(rows.map(row => [row.id, row]))
}

/** The version at which each of some standards is now. One round trip. */
export async function readStandardVersions(
  service: Service,
  standardIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const known = await readStandardsWhere(service, inArray(careStandards.id, [...standardIds]))
  return new Map([...known.values()].map(({ id, version }) => [id, version]))
}
