import { regions } from '../../database/tables/regions.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
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
  const regionId = service.newId()
  const insert = service.db.orm.insert(regions).values({
    id: regionId,
    ...codeColumns(code),
    name,
    sortName: vietnameseSortKey(name),
    parentId: within?.id ?? null,
    createdAt: service.now,
    updatedAt: service.now,
    version: 1,
    changeId: thisChange,
  })
  const change = { action: 'region.create', entity: 'region', entityId: regionId }
  const { result } = await refusingTaken(
    service,
    takenRegion(service, [], code),
    commit(service, change, [insert], { regionId }),
  )
  return result
}
