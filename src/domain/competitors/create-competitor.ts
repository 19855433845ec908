import { competitors } from '../../database/tables/competitors.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { parse, uniqueName } from '../input/fields.ts'
import { findRegions, namesAt } from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
import { newCompetitorFields, takenCompetitor } from './input.ts'
import { placeCompetitor } from './place-competitor.ts'

/**
 * Names a competitor and the regions where it sells.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for a region, `CONFLICT` for a name in use
 */
export async function createCompetitor(service: Service, input: unknown): Promise<{ competitorId: number }> {
  requireScope(service.actor, 'competitors:write')
  const fields = parse(newCompetitorFields, input)
  const places = await findRegions(service, namesAt(fields.regions, ['regions']))
  const competitorId = service.newId()
  const statements = [
    service.db.orm.insert(competitors).values({
      id: competitorId,
      ...uniqueName(fields.name),
      sortName: vietnameseSortKey(fields.name),
      aliases: fields.aliases ?? [],
      products: fields.products ?? [],
      notes: fields.notes ?? null,
      createdAt: service.now,
      updatedAt: service.now,
      version: 1,
      changeId: thisChange,
    }),
    placeCompetitor(competitorId, places),
  ]
  const change = { action: 'competitor.create', entity: 'competitor', entityId: competitorId }
  const write = commit(service, change, statements, { competitorId })
  const { result } = await refusingTaken(service, takenCompetitor(service, [], fields.name), write)
  return result
}
