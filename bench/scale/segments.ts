import { sql } from 'drizzle-orm'
import { lifecycleStages } from '../../src/database/tables/customers/customers.ts'
import { createSegment } from '../../src/domain/segments/create-segment.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { type Chance, chance } from './chance.ts'

/** What houses ask for: half of it stands in the customer's row, half is told by purchases and other rows. */
const questions: readonly ((draw: Chance, regions: readonly number[]) => Record<string, unknown>)[] = [
  (draw, regions) => ({ region: { in: [encodeId('region', draw.pick(regions))] } }),
  draw => ({ lifecycle: { in: [draw.pick(lifecycleStages)] } }),
  draw => ({ tags: { any: [draw.pick(['vip', 'sỉ', 'đại lý'])] } }),
  draw => ({ relationshipLevel: { atLeast: 1 + draw.below(4) } }),
  draw => ({
    spend: { lastDays: draw.pick([30, 90, 180, 365]), atLeast: `${500_000 * (1 + draw.below(8))}` },
  }),
  draw => ({ lastPurchase: { atLeastDaysAgo: draw.pick([30, 60, 90, 180]) } }),
  draw => ({ consent: { purpose: draw.pick(['CARE', 'MARKETING']), given: true } }),
  draw => ({
    interactions: {
      [draw.pick(['some', 'none'])]: {
        kind: { equals: draw.pick(['COMPLAINT', 'CALL', 'VISIT']) },
        occurredAt: { from: { daysAgo: draw.pick([30, 90, 180]) } },
      },
    },
  }),
]

/**
 * Adds segments until there are `wanted`, each with two questions: the seed says which.
 * @param service of a database that has the regions of the made world
 */
export async function fillSegments(service: Service, seed: number, wanted: number): Promise<void> {
  const { orm } = service.db
  const [rows, [stored]] = await Promise.all([
    orm.all<{ id: number }>(sql`SELECT id FROM regions ORDER BY id`),
    orm.all<{ there: number }>(sql`SELECT count(*) AS there FROM segments`),
  ])
  const regions = rows.map(({ id }) => id)
  for (let place = stored?.there ?? 0; place < wanted; place++) {
    const draw = chance(seed, place)
    const first = questions[place % questions.length] ?? draw.pick(questions)
    const rule = { all: [first(draw, regions), draw.pick(questions)(draw, regions)] }
    await createSegment(service, { name: `Phân khúc ${place + 1}`, rule })
  }
}
