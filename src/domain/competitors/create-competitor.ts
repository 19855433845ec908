import { competitors } from '../../database/tables/competition/competitors.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { parse, uniqueName } from '../input/fields.ts'
import { findRegions, idsOf, namesAt } from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
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
  const row = {
    id: service.newId(),
    ...uniqueName(fields.name),
    sortName: vietnameseSortKey(fields.name),
    aliases: fields.aliases ?? [],
    products: fields.products ?? [],
    notes: fields.notes ?? null,
    foldedName: searchForm([fields.name, ...(fields.aliases ?? [])].join(' ')),
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'competitor.create', entityId: row.id, after: { ...row, regions: idsOf(places) } },
    [service.db.orm.insert(competitors).values(row), placeCompetitor(row.id, places)],
    { competitorId: row.id },
    takenCompetitor(service, [], fields.name),
  )
}
