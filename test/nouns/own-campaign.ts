import { ownCampaigns } from '../../src/database/tables/care/own-campaigns.ts'
import { ownCampaignList } from '../../src/domain/own-campaigns/list.ts'
import type { World } from '../support/world.ts'
import { invalid, type List, type Noun, small, stamp, storedIn, taken, words } from './noun.ts'

const list: List = {
  field: 'Query.ownCampaigns',
  source: ownCampaignList,
  varying: {
    ...{ firstDay: small, lastDay: [...small, null], cost: [...small, null] },
    ...{ createdAt: small, updatedAt: small, sortName: words },
  },
}

/** What the campaign of the world says of itself. */
const again = ({ day }: World) => ({
  ...{ name: 'Tea in spring', kind: 'OFFER', channels: ['EMAIL'], firstDay: day(-9), lastDay: day(9) },
})

export const ownCampaign: Noun = {
  type: 'OwnCampaign',
  read: 'campaigns:read',
  write: 'campaigns:write',
  common: true,
  kind: 'ownCampaign',
  stored: storedIn(ownCampaigns)(id => ({
    ...{ id, name: `Own ${id}`, sortName: `own ${id}`, theme: 'Spring', kind: 'PLAN', segmentId: 1 },
    ...{ channels: ['EMAIL', 'SMS'], purpose: 'MARKETING', cadence: 'MONTHLY', offer: 'Two for one' },
    ...{ firstDay: 20_000 + id, lastDay: 20_100, cost: 1_000, ...stamp },
  })),
  impersonal: ['OwnCampaign.offer', 'OwnCampaign.theme'],
  guarded: { segment: ['segments:read'] },
  lists: [list],
  mutations: {
    ownCampaignCreate: {
      action: 'own-campaign.create',
      touches: [
        ...['name', 'theme', 'kind', 'segmentId', 'channels', 'purpose', 'cadence', 'offer'],
        ...['firstDay', 'lastDay', 'cost'],
      ],
      good: ({ segment, day }) => ({
        ...{ name: 'News', theme: 'New tea', kind: 'PLAN', segment, channels: ['EMAIL', 'SMS'] },
        ...{ purpose: 'MARKETING', cadence: 'MONTHLY', offer: 'Taste it', cost: '1000' },
        ...{ firstDay: day(-9), lastDay: day(9) },
      }),
      anew: true,
      refuses: [
        invalid('an end before the start', 'lastDay', ({ day }) => day(-10)),
        invalid('an offer each month', 'kind', () => 'OFFER', 'cadence'),
        invalid('a plan of each month by no channel', 'channels', () => []),
        invalid('a cost below nothing', 'cost', () => '-1'),
        taken('one campaign twice', '', again),
      ],
    },
    ownCampaignUpdate: {
      action: 'own-campaign.update',
      touches: ['theme', 'segmentId', 'channels', 'cost'],
      spelled: 'name',
      good: ({ ownCampaign: id, segment }) => ({
        id,
        patch: { theme: 'Green tea', segment, channels: ['SMS', 'EMAIL'], cost: '2000' },
      }),
      refuses: [invalid('an end before the start', 'patch.lastDay', ({ day }) => day(-51))],
    },
  },
}
