import { campaignRegions, campaigns } from '../../src/database/tables/competition/competitors.ts'
import { campaignList } from '../../src/domain/campaigns/list.ts'
import type { World } from '../support/world.ts'
import {
  invalid,
  type List,
  missing,
  type Noun,
  ofFirst,
  small,
  stamp,
  storedIn,
  taken,
  words,
} from './noun.ts'

const list: List = {
  field: 'Query.campaigns',
  source: campaignList,
  varying: {
    ...{ firstDay: small, lastDay: [...small, null] },
    ...{ createdAt: small, updatedAt: small, sortName: words },
  },
}

/** What the campaign of the world says of itself. */
const again = ({ competitor, day }: World) => ({
  ...{ competitor, name: 'Price war', kind: 'PRICE', regions: ['HN'], firstDay: day(-50), lastDay: day(-20) },
})

export const campaign: Noun = {
  type: 'Campaign',
  read: 'campaigns:read',
  write: 'campaigns:write',
  common: true,
  kind: 'campaign',
  stored: storedIn(campaigns)(id => ({
    ...{ id, competitorId: 1, name: `Campaign ${id}`, products: ['Tea'], offer: 'Cheap' },
    kind: 'OFFER',
    ...{ sources: ['Paper'], firstDay: 20_000 + id, lastDay: 20_100, ...stamp },
  })),
  parts: [
    storedIn(campaignRegions)(id => ({ campaignId: id, role: 'TARGET', regionId: 2 })),
    storedIn(campaignRegions)(id => ({ campaignId: id, role: 'CONTROL', regionId: 3 })),
  ],
  impersonal: ['Campaign.offer'],
  guarded: {
    ...{ competitor: ['competitors:read'], region: ['regions:read'] },
    ...{ exposures: ['exposures:read'], snapshots: ['vulnerability:read'] },
  },
  lists: [list, { ...ofFirst('competitor', list), field: 'Competitor.campaigns' }],
  mutations: {
    campaignCreate: {
      action: 'campaign.create',
      touches: [
        'competitorId',
        'name',
        'kind',
        'products',
        'sources',
        'firstDay',
        'lastDay',
        'regions',
        'controlRegions',
      ],
      good: ({ competitor, day }) => ({
        ...{ competitor, name: 'New', kind: 'OFFER', regions: ['HN'], controlRegions: ['SG'] },
        ...{ firstDay: day(-9), lastDay: day(9) },
      }),
      anew: true,
      refuses: [
        missing('regions.0'),
        invalid('an end before the start', 'lastDay', ({ day }) => day(-10)),
        taken('one campaign twice', '', again),
      ],
    },
    campaignUpdate: {
      action: 'campaign.update',
      touches: ['offer', 'regions', 'controlRegions'],
      spelled: 'name',
      good: ({ campaign, competitor }) => ({
        id: campaign,
        patch: { competitor, regions: ['SG'], controlRegions: ['HN'], offer: 'Cheap' },
      }),
      refuses: [invalid('an end before the start', 'patch.lastDay', ({ day }) => day(-51))],
    },
  },
}
