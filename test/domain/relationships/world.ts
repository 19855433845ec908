import { sql } from 'drizzle-orm'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { fresh, type TestService } from '../../support/service.ts'

/** A market segment of exactly these customers: a region of their own holds them. */
export async function addMarket(
  service: TestService,
  name: string,
  members: readonly number[],
  year: { costedSpend: number; cost: number } | null = null,
): Promise<number> {
  const { now, newId } = service
  const region = newId()
  await fresh(service).db.write([
    sql`INSERT INTO regions (id, code, name, sort_name, created_at, updated_at, version, change_id)
      VALUES (${region}, ${name}, ${name}, ${name}, ${now}, ${now}, 1, 0)`,
    sql`UPDATE customers SET region_id = ${region} WHERE id IN (SELECT value FROM json_each(${JSON.stringify(members)}))`,
    sql`UPDATE customers SET costed_spend_year = ${year?.costedSpend ?? 0}, cost_year = ${year?.cost ?? 0}
      WHERE id = ${members[0] ?? 0}`,
  ])
  const rule = { region: { in: [region] } }
  const { segmentId } = await createSegment(fresh(service), { name, rule, market: true })
  return segmentId
}

/** Membership of further segments, which no rule has to explain. */
export async function join(service: TestService, segmentId: number, customerId: number): Promise<void> {
  await fresh(service).db.write([
    sql`INSERT INTO segment_members (segment_id, customer_id, joined_at) VALUES (${segmentId}, ${customerId}, 0)`,
  ])
}
