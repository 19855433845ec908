import { segments } from '../../database/tables/care/segments.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import type { Service } from '../service/service.ts'
import { inOrder, requireRow } from '../writes/versions.ts'

interface Named {
  segment?: number | null | undefined
  staff?: number | null | undefined
}

/**
 * Checks that what a care standard names is there. One round trip.
 * @throws UserError `NOT_FOUND`
 */
export async function requireReferences(
  service: Service,
  { segment, staff }: Named,
  path: string[],
): Promise<void> {
  await inOrder([
    requireRow(service, segments, segment, { what: 'segment', path: [...path, 'segment'] }),
    requireRow(service, staffMembers, staff, { what: 'staffMember', path: [...path, 'staff'] }),
  ])
}
