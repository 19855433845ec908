import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../src/database/whole.ts'
import { createCampaign } from '../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../src/domain/competitors/create-competitor.ts'
import { createRegion } from '../../src/domain/regions/create-region.ts'
import { createSegment } from '../../src/domain/segments/create-segment.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { formatDay } from '../../src/lib/days.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { provinceShares } from './people.ts'

export const provinces = 56
const areas = ['Bắc', 'Trung', 'Nam']
const staff = 20

/** What customers refer to: ids in the order of the places that `person` draws. */
export interface World {
  provinces: number[]
  staff: number[]
  /** Shares of the customers that each campaign reaches, for the report. */
  attacked: number[]
}

/**
 * A tree of 60 regions, staff, two competitors with a campaign each (one settled long ago against a twentieth of
 * the customers, one that has just ended against three in a hundred, both with named control regions) and three
 * segments, made by the product's own verbs.
 */
export async function makeWorld(service: Service, lastDay: number): Promise<World> {
  await createRegion(service, { code: 'VN', name: 'Việt Nam' })
  for (const area of areas)
    await createRegion(service, { code: `VN-${area}`, name: `Miền ${area}`, parent: 'VN' })
  const placed: number[] = []
  for (let at = 0; at < provinces; at++) {
    const parent = `VN-${areas[at % areas.length]}`
    const region = { code: `VN-${at + 1}`, name: `Tỉnh ${at + 1}`, parent }
    placed.push((await createRegion(service, region)).regionId)
  }
  const people: number[] = []
  for (let at = 0; at < staff; at++) {
    const member = { name: `Nhân viên ${at + 1}`, email: `staff${at + 1}@example.com` }
    people.push((await createStaffMember(service, member)).staffMemberId)
  }

  const shares = provinceShares(provinces)
  // From the smallest province up: four disjoint groups, two attacked, two to compare with.
  const groups = partition(shares, [0.05, 0.05, 0.03, 0.03])
  const codes = groups.map(group => group.map(at => `VN-${at + 1}`))
  const [oldTarget = [], oldControl = [], newTarget = [], newControl = []] = codes
  const [past, present] = [
    await createCompetitor(service, { name: 'Chợ Quà Phố' }),
    await createCompetitor(service, { name: 'Nhà Xinh Express' }),
  ]
  await createCampaign(service, {
    competitor: encodeId('competitor', past.competitorId),
    name: 'Tuần lễ giá rẻ',
    kind: 'PRICE',
    regions: oldTarget,
    controlRegions: oldControl,
    firstDay: formatDay(lastDay - 240),
    lastDay: formatDay(lastDay - 200),
  })
  await createCampaign(service, {
    competitor: encodeId('competitor', present.competitorId),
    name: 'Phiếu mua hàng',
    kind: 'OFFER',
    regions: newTarget,
    controlRegions: newControl,
    firstDay: formatDay(lastDay - 29),
    lastDay: formatDay(lastDay - 1),
  })
  for (const { input } of segmentPlans(placed.slice(0, largestProvinces))) await createSegment(service, input)
  const share = (group: readonly number[] = []) => group.reduce((sum, at) => sum + (shares[at] ?? 0), 0)
  return { provinces: placed, staff: people, attacked: [share(groups[0]), share(groups[2])] }
}

/** A segment's rule in plain SQL over customers `c`, as whoever writes raw statements would say it. */
export interface Plain {
  holds(day: number): SQL
  unknown(day: number): SQL
}

const purchasesOf = sql.raw(
  `FROM interactions i INDEXED BY interactions_purchases
    WHERE i.customer_id = c.id AND i.kind IN ('PURCHASE', 'REFUND') AND i.cancelled = 0`,
)
const richFrom = 2_000_000
const never = sql.raw('0')

/** Whether a customer `c` had spent so much in the year before `firstDay`: the watched segment, as of any day. */
export const wasRich = (firstDay: number): SQL => sql`
  (SELECT sum(iif(i.kind = 'PURCHASE', i.amount, -i.amount)) ${purchasesOf}
    AND i.day BETWEEN ${whole(firstDay - 365)} AND ${whole(firstDay - 1)}) >= ${whole(richFrom)}`

/**
 * One market (the five largest provinces), one that nights watch, and one that the mere passing of days fills and
 * empties.
 * @param largest ids of the largest provinces
 */
export function segmentPlans(largest: readonly number[]) {
  const boughtTwice = (since: SQL) => sql`
    (SELECT count(DISTINCT i.day) ${purchasesOf} AND i.kind = 'PURCHASE' AND i.amount > 0 AND i.day > ${since}) >= 2`
  const there = sql`c.region_id IN (SELECT value FROM json_each(${JSON.stringify(largest)}))`
  return [
    {
      input: {
        name: 'Thành phố lớn',
        market: true,
        rule: {
          all: [
            { region: { in: largest.map(id => encodeId('region', id)) } },
            { purchases: { lastDays: 365, atLeast: 2 } },
          ],
        },
      },
      plain: {
        holds: (day: number) => sql`${there} AND ${boughtTwice(whole(day - 365))}`,
        unknown: (day: number) => sql`c.region_id IS NULL AND ${boughtTwice(whole(day - 365))}`,
      },
    },
    {
      input: {
        name: 'Chi tiêu cao',
        watched: true,
        rule: { spend: { lastDays: 365, atLeast: `${richFrom}` } },
      },
      plain: { holds: () => sql`c.net_spend_year >= ${whole(richFrom)}`, unknown: () => never },
    },
    {
      input: { name: 'Sắp rời bỏ', rule: { lifecycle: { in: ['LAPSING'] } } },
      plain: { holds: () => sql`c.lifecycle = 'LAPSING'`, unknown: () => never },
    },
  ]
}

export const largestProvinces = 5

/** Disjoint groups of places, the smallest places first, each as large as its share asks. */
function partition(shares: readonly number[], wanted: readonly number[]): number[][] {
  let next = shares.length - 1
  return wanted.map(share => {
    const group: number[] = []
    for (let has = 0; has < share - 0.004; next--) {
      group.push(next)
      has += shares[next] ?? share
    }
    return group
  })
}
