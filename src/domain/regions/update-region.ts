import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { regions } from '../../database/tables/regions.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, guard } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { coveredRegions } from './covered.ts'
import { findRegions } from './find.ts'
import { codeColumns, regionFields, takenRegion } from './input.ts'

const updateInput = z.strictObject({ id: idOf('region'), expectedVersion, patch: regionFields })

/**
 * Changes what `patch` names: absent leaves, a null `parent` moves the region to the top of the tree. What lies
 * in the region moves with it.
 * @throws UserError `INVALID_INPUT` for a parent that is the region itself or lies in it, `NOT_FOUND`, `CONFLICT`
 */
export async function updateRegion(service: Service, input: unknown): Promise<{ regionId: number }> {
  requireScope(service.actor, 'regions:write')
  const { id, patch, expectedVersion: expected } = parse(updateInput, input)
  const { code, name, parent } = patch
  const { orm } = service.db
  const [[current], [within]] = await Promise.all([
    orm.select().from(regions).where(eq(regions.id, id)),
    findRegions(service, parent == null ? [] : [{ name: parent, path: ['patch', 'parent'] }]),
  ])
  if (!current) throw notFound(['id'], 'region')
  requireVersion(current, expected, 'region')
  if (within?.line.has(id)) throw invalid(['patch', 'parent'], 'A region cannot lie in itself.')

  const next = nextVersion(service, current, {
    ...(code === undefined ? {} : codeColumns(code, current)),
    ...(name === undefined ? {} : { name, sortName: vietnameseSortKey(name) }),
    ...(parent === undefined ? {} : { parentId: within?.id ?? null }),
  })
  const statements = next
    ? [
        unchanged(service, regions, current),
        // Somebody may have moved the parent into this region meanwhile.
        ...(within ? [guard(service, sql`${within.id} NOT IN ${coveredRegions([id])}`)] : []),
        orm.update(regions).set(next).where(eq(regions.id, id)),
      ]
    : []
  const change = {
    action: 'region.update',
    entity: 'region',
    entityId: id,
    detail: { fields: Object.keys(patch) },
  }
  const write = commit(service, change, statements, { regionId: id })
  const { result } = await refusingTaken(service, takenRegion(service, ['patch'], code), write)
  return result
}
