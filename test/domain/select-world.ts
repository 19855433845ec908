import { sql } from 'drizzle-orm'
import { nouns } from '../nouns/all.ts'
import type { Row, Stored } from '../nouns/noun.ts'
import type { TestService } from '../support/service.ts'

export const customerCount = 60
export const exposuresEach = 7

/** Of some nouns more than one row, and what these say otherwise. */
const fixtures: Record<string, { count: number; row?: (id: number) => Row }> = {
  StaffMember: { count: 2 },
  ApiKey: { count: 2, row: id => ({ issuedBy: `key:${3 - id}` }) },
  Region: {
    count: 12,
    row: id => ({
      ...{ code: `R${id}`, sortName: `R${`${id}`.padStart(2, '0')}` },
      parentId: id === 1 ? null : id < 4 ? 1 : 2 + (id % 2),
    }),
  },
  Customer: {
    count: customerCount,
    row: id => ({
      ...{ sortName: `N${`${id}`.padStart(2, '0')}`, regionId: 4 + (id % 9), createdAt: id, updatedAt: id },
    }),
  },
  Consent: { count: customerCount },
  Campaign: { count: 3 },
  Exposure: {
    count: customerCount * exposuresEach,
    row: id => ({
      ...{ campaignId: 1 + (id % 3), customerId: 1 + (id % customerCount), createdAt: Math.floor(id / 4) },
      kind: id % 2 === 1 ? 'REPORTED' : 'APPROACHED',
    }),
  },
  Interaction: { count: 4 },
}

/** Customers of staff 1 and 2 by turns, each exposed 7 times to 3 campaigns; a few of everything else. */
export async function addWorld(service: TestService): Promise<void> {
  const { orm } = service.db
  const insert = ({ table, row }: Stored, count: number, other: (id: number) => Row = () => ({})) =>
    orm.insert(table).values(Array.from({ length: count }, (_, at) => ({ ...row(at + 1), ...other(at + 1) })))
  await service.db.write([
    ...nouns.flatMap(({ type, stored, parts = [] }) => {
      const { count, row } = fixtures[type] ?? { count: 1 }
      return [...(stored ? [insert(stored, count, row)] : []), ...parts.map(part => insert(part, count))]
    }),
    sql`INSERT INTO changes (token, at, actor, action, entity, entity_id, request_id, detail)
      SELECT 'standard', 4, 'key:1', 'care-standard.create', 'care-standard', id, 'request:1',
        json_object('after', json_object('name', name, 'segmentId', segment_id, 'deed', deed, 'trigger', "trigger",
          'withinDays', within_days, 'channels', json(channels), 'staffId', staff_id, 'minutes', minutes,
          'priority', priority, 'firstDay', first_day, 'lastDay', last_day)) FROM care_standards`,
    sql`INSERT INTO changes (token, at, actor, action, entity, entity_id, request_id, detail)
      SELECT 'segment', 4, 'key:1', 'segment.create', 'segment', id, 'request:1',
        json_object('fields', json_array('rule'), 'after', json_object('rule', json(rule))) FROM segments`,
    sql`INSERT INTO changes (token, at, actor, action, entity, entity_id, request_id, detail)
      SELECT 'profile', 4, 'key:1', 'target-profile.create', 'target-profile', id, 'request:1',
        json_object('fields', json_array('conditions'), 'after', json_object('conditions', json(conditions))) FROM target_profiles`,
    sql`UPDATE vulnerability_policies SET note = 'Ours', created_at = 3`,
    sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, channel, subchannel, direction, stage, staff_id,
        subject, body, outcome, amount, cost, cancelled, score, lines, source, external_id, created_at, updated_at, version, change_id)
      SELECT customer_id, ${service.now - 5 * 86_400_000}, 5, ${service.today - 5}, 'MEETING', channel, subchannel, 'OUTBOUND',
        stage, staff_id, subject, body, outcome, amount, cost, cancelled, score, lines, source, 5, 1, 2, 2, 0
      FROM interactions WHERE customer_id = 1 ORDER BY id LIMIT 1`,
    sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, channel, subchannel, direction, stage, staff_id,
        subject, body, outcome, amount, cost, cancelled, score, lines, source, external_id, created_at, updated_at, version, change_id)
      SELECT customer_id, occurred_at + value, value, ${service.today} - value, 'PURCHASE', channel, subchannel, direction,
        stage, staff_id, subject, body, outcome, amount, cost, cancelled, score, lines, source, value, 1, 2, 2, 0
      FROM interactions i, json_each('[40, 100]') WHERE i.id = 2`,
    sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at, finished_at,
        metrics_version)
      VALUES (8, ${service.today - 1}, 1, 'COMPLETED', 1, 0, '[]', 1, 2, 3, 1)`,
    sql`INSERT INTO model_fits (model, day, policy_version, state, parameters, log_likelihood, customers, repeaters,
        observations, bin_days, watermark, created_at)
      VALUES ('MBG_NBD', 20200, 1, 'FITTED', '{"r":0.5,"alpha":6,"a":0.9,"b":1.6}', -9.5, 90, 60, 40, 1, 0, 4),
        ('GAMMA_GAMMA', 20200, 1, 'FITTED', '{"p":6,"q":4,"v":15}', -4.5, 60, 60, 50, 1, 0, 4)`,
    sql`INSERT INTO rfm_scales (day, customers, recency, frequency, monetary, watermark)
      VALUES (20200, 90, '[19990,20000,20010,null]', '[2,3,null,null]', '["1","5","9",null]', 0)`,
  ])
}
