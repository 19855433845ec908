import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { regions } from '../../database/tables/customers/regions.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { coveredRegions } from '../facts/covered-regions.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { guard } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt, inOrder } from '../writes/versions.ts'
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
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const { code, name, parent } = patch
  const query = service.db.orm.select().from(regions).where(eq(regions.id, id))
  const [current, [within]] = await inOrder([
    foundAt(query, 'region', expectedVersion),
    findRegions(service, parent == null ? [] : [{ name: parent, path: ['patch', 'parent'] }]),
  ])
  if (within?.line.has(id)) throw invalid(['patch', 'parent'], say('regionInItself'))
  return updateRow(
    service,
    {
      table: regions,
      current,
      patch: {
        ...(code && codeColumns(code, current)),
        name,
        sortName: name && vietnameseSortKey(name),
        parentId: parent === undefined ? undefined : (within?.id ?? null),
      },
      // Somebody may have moved the parent into this region meanwhile.
      along: within ? [guard(service, sql`${within.id} NOT IN ${coveredRegions([id])}`)] : [],
      taken: after => takenRegion(service, ['patch'], after.code),
    },
    (before, after) => ({ action: 'region.update', entityId: id, before, after }),
    { regionId: id },
  )
}
