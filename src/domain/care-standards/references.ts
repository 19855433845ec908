import { sql } from 'drizzle-orm'
import { segments } from '../../database/tables/care/segments.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { inOrder, requireRow } from '../writes/versions.ts'

interface Named {
  segment?: number | null | undefined
  staff?: number | null | undefined
}

/**
 * Checks that what a care standard names is there, and that whoever is to do it works here, who does it already aside. One
 * round trip.
 * @param id the standard that names it, where it is one that there is
 * @throws UserError `NOT_FOUND`; `CONFLICT` for a staff member who has left
 */
export async function requireReferences(
  service: Service,
  { segment, staff }: Named,
  path: string[],
  id?: number,
): Promise<void> {
  await inOrder([
    requireRow(service, segments, segment, { what: 'segment', path: [...path, 'segment'] }),
    requireStaff(service, staff, [...path, 'staff'], {
      ...{ active: true, others: true },
      ...(id !== undefined && { holder: sql`SELECT staff_id FROM care_standards WHERE id = ${id}` }),
    }),
  ])
}
