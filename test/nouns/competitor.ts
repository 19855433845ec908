import { competitorRegions, competitors } from '../../src/database/tables/competition/competitors.ts'
import { competitorList } from '../../src/domain/competitors/list.ts'
import { missing, type Noun, small, stamp, storedIn, taken, unknownId, words } from './noun.ts'

export const competitor: Noun = {
  type: 'Competitor',
  read: 'competitors:read',
  write: 'competitors:write',
  common: true,
  kind: 'competitor',
  stored: storedIn(competitors)(id => ({
    ...{ id, name: `Rival ${id}`, sortName: `RIVAL ${id}`, aliases: ['R'], products: ['Tea'], notes: 'Loud' },
    ...stamp,
  })),
  parts: [storedIn(competitorRegions)(id => ({ competitorId: id, regionId: 2 }))],
  impersonal: ['Competitor.notes'],
  lists: [
    {
      field: 'Query.competitors',
      source: competitorList,
      varying: { sortName: words, createdAt: small, updatedAt: small },
    },
  ],
  guarded: { campaigns: ['campaigns:read'] },
  mutations: {
    competitorCreate: {
      action: 'competitor.create',
      touches: ['name', 'aliases', 'products', 'notes', 'regions'],
      good: () => ({ name: 'New', notes: 'Their salesman is Minh', regions: ['HN'] }),
      anew: true,
      refuses: [
        missing('regions.0', ({ region }) => unknownId(region)),
        taken('a name that another has', 'name', () => 'Rival'),
      ],
    },
    competitorUpdate: {
      action: 'competitor.update',
      touches: ['notes', 'regions'],
      spelled: 'name',
      good: ({ competitor }) => ({ id: competitor, patch: { notes: 'Loud', regions: ['SG'] } }),
    },
  },
}
