import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { competitorRegions, competitors } from '../../database/tables/competitors.ts'
import { requireScope } from '../actor.ts'
import { commit, thisChange } from '../commit.ts'
import type { Service } from '../context.ts'
import { notFound } from '../errors.ts'
import { expectedVersion, idOf, parse } from '../fields.ts'
import { findRegions, namesAt } from '../regions/find.ts'
import { refusingTaken } from '../taken.ts'
import { requireVersion, unchanged } from '../versions.ts'
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
  const [[current], places] = await Promise.all([
    orm
      .select({ id: competitors.id, version: competitors.version })
      .from(competitors)
      .where(eq(competitors.id, id)),
    findRegions(service, namesAt(patch.regions, ['patch', 'regions'])),
  ])
  if (!current) throw notFound(['id'], 'competitor')
  requireVersion(current, expected, 'competitor')
  const statements = [
    unchanged(service, competitors, current),
    orm
      .update(competitors)
      .set({
        ...competitorColumns(patch),
        updatedAt: service.now,
        version: current.version + 1,
        changeId: thisChange,
      })
      .where(eq(competitors.id, id)),
    ...(patch.regions === undefined
      ? []
      : [
          orm.delete(competitorRegions).where(eq(competitorRegions.competitorId, id)),
          placeCompetitor(id, places),
        ]),
  ]
  const change = {
    action: 'competitor.update',
    entity: 'competitor',
    entityId: id,
    detail: { fields: Object.keys(patch) },
  }
  const write = commit(service, change, statements, { competitorId: id })
  const { result } = await refusingTaken(takenCompetitor(['patch']), write)
  return result
}
