import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { competitorRegions, competitors } from '../../database/tables/competition/competitors.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { expectedVersion, idOf, parse, uniqueName } from '../input/fields.ts'
import { findRegions, idsOf, namesAt, sameRegions } from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt } from '../writes/versions.ts'
import { competitorFields, takenCompetitor } from './input.ts'
import { placeCompetitor } from './place-competitor.ts'

const updateInput = z.strictObject({ id: idOf('competitor'), expectedVersion, patch: competitorFields })

/**
 * Changes what `patch` names: absent leaves, null clears, a list replaces the whole list.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCompetitor(service: Service, input: unknown): Promise<{ competitorId: number }> {
  requireScope(service.actor, 'competitors:write')
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const { name, regions, ...columns } = patch
  const { orm } = service.db
  const [current, stored, places] = await Promise.all([
    foundAt(orm.select().from(competitors).where(eq(competitors.id, id)), 'competitor', expectedVersion),
    regions === undefined
      ? []
      : orm
          .select({ id: competitorRegions.regionId })
          .from(competitorRegions)
          .where(eq(competitorRegions.competitorId, id)),
    findRegions(service, namesAt(regions, ['patch', 'regions'])),
  ])
  const moves = regions !== undefined && !sameRegions(stored, places)
  return updateRow(
    service,
    {
      table: competitors,
      current,
      patch: {
        ...columns,
        ...(name && { ...uniqueName(name, current), sortName: vietnameseSortKey(name) }),
        foldedName: searchForm([name ?? current.name, ...(columns.aliases ?? current.aliases)].join(' ')),
      },
      beside: moves
        ? [
            orm.delete(competitorRegions).where(eq(competitorRegions.competitorId, id)),
            placeCompetitor(id, places),
          ]
        : [],
      taken: after => takenCompetitor(service, ['patch'], after.name),
    },
    (before, after) => ({
      action: 'competitor.update',
      entityId: id,
      before: { ...before, regions: idsOf(stored) },
      after: { ...after, regions: moves ? idsOf(places) : idsOf(stored) },
    }),
    { competitorId: id },
  )
}
