import { regions } from '../../database/tables/customers/regions.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
import { findRegions } from './find.ts'
import { codeColumns, newRegionFields, takenRegion } from './input.ts'

/**
 * Adds a region, at the top of the tree unless it names the one that it lies in.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for the parent, `CONFLICT` for a code in use
 */
export async function createRegion(service: Service, input: unknown): Promise<{ regionId: number }> {
  requireScope(service.actor, 'regions:write')
  const { code, name, parent } = parse(newRegionFields, input)
  const [within] = await findRegions(service, parent == null ? [] : [{ name: parent, path: ['parent'] }])
  const row = {
    id: service.newId(),
    ...codeColumns(code),
    name,
    sortName: vietnameseSortKey(name),
    parentId: within?.id ?? null,
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'region.create', entityId: row.id, after: row },
    [service.db.orm.insert(regions).values(row)],
    { regionId: row.id },
    takenRegion(service, [], code),
  )
}
