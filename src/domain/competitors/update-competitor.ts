import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { competitorRegions, competitors } from '../../database/tables/competitors.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { findRegions, namesAt, sameRegions } from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { competitorColumns, competitorFields, takenCompetitor } from './input.ts'
import { placeCompetitor } from './place-competitor.ts'

const updateInput = z.strictObject({ id: idOf('competitor'), expectedVersion, patch: competitorFields })

/**
 * Changes what `patch` names: absent leaves, null clears, a list replaces the whole list.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCompetitor(service: Service, input: unknown): Promise<{ competitorId: number }> {
  requireScope(service.actor, 'competitors:write')
  const { id, patch, expectedVersion: expected } = parse(updateInput, input)
  const { orm } = service.db
  const [[current], stored, places] = await Promise.all([
    orm.select().from(competitors).where(eq(competitors.id, id)),
    patch.regions === undefined
      ? []
      : orm
          .select({ id: competitorRegions.regionId })
          .from(competitorRegions)
          .where(eq(competitorRegions.competitorId, id)),
    findRegions(service, namesAt(patch.regions, ['patch', 'regions'])),
  ])
  if (!current) throw notFound(['id'], 'competitor')
  requireVersion(current, expected, 'competitor')
  const moves = patch.regions !== undefined && !sameRegions(stored, places)
  const next = nextVersion(service, current, competitorColumns(patch, current), moves)
  const statements = next
    ? [
        unchanged(service, competitors, current),
        orm.update(competitors).set(next).where(eq(competitors.id, id)),
        ...(moves
          ? [
              orm.delete(competitorRegions).where(eq(competitorRegions.competitorId, id)),
              placeCompetitor(id, places),
            ]
          : []),
      ]
    : []
  const change = {
    action: 'competitor.update',
    entity: 'competitor',
    entityId: id,
    detail: { fields: Object.keys(patch) },
  }
  const write = commit(service, change, statements, { competitorId: id })
  const { result } = await refusingTaken(service, takenCompetitor(service, ['patch'], patch.name), write)
  return result
}
