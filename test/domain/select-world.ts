import { sql } from 'drizzle-orm'
import type { TestService } from '../support/service.ts'

export const people = 60
export const exposuresEach = 7
export const wide = 2n ** 60n + 1n

const many = (count: number) =>
  sql`json_each(${JSON.stringify(Array.from({ length: count }, (_, at) => at + 1))})`

const lines = JSON.stringify([{ product: 'Tea', quantity: 2.5, amount: 4000, cost: 1000 }])

const rule = JSON.stringify({ lifecycle: { in: ['ACTIVE'] } })

const tally = (vs: number) =>
  JSON.stringify({
    members: 1001,
    os: 1000,
    vs,
    excluded: { NEW: 1 },
    grades: { LAPSED: 1, SHARP: 2, MODERATE: vs - 3 },
    literal: { os: 10, vs: 5 },
  })

const reasons = JSON.stringify([
  { code: 'SPEND_DECLINED', threshold: 30, measured: 80, facts: [{ type: 'SNAPSHOT', id: 1 }] },
])

const stages = JSON.stringify([
  { stage: 'metrics', chunks: 1, counts: { customers: 2 }, rowsRead: 3, rowsWritten: 4, milliseconds: 5 },
])

/**
 * Customers 1..60 of staff 1 and 2 by turns, each exposed 7 times to the campaigns 1..3 of competitor 1; one or a few of everything else, without
 * an empty value.
 */
export async function addWorld(service: TestService): Promise<void> {
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, email, subject, active, created_at, updated_at, version, change_id)
      SELECT value, 'Staff ' || value, 'STAFF ' || value, value || '@example.com', 's' || value, 1, 1, 2, 3, 0 FROM ${many(2)}`,
    sql`INSERT INTO regions (id, code, name, sort_name, parent_id, created_at, updated_at, version, change_id)
      SELECT value, 'R' || value, 'Region ' || value, printf('R%02d', value),
        CASE value WHEN 1 THEN NULL WHEN 2 THEN 1 WHEN 3 THEN 1 ELSE 2 + value % 2 END, 1, 2, 1, 0 FROM ${many(12)}`,
    sql`INSERT INTO customers (id, kind, name, sort_name, folded_name, email, phone, gender, birth_date, owner_id, region_id,
        preferred_channels, forbidden_channels, attributes, lifecycle, purchase_days, net_spend, net_spend_year,
        cycle_doubled, last_purchase_on, first_purchase_on, lifecycle_since, metrics_on, acquisition_source,
        created_at, updated_at, version, change_id)
      SELECT value, 'PERSON', 'Name ' || value, printf('N%02d', value), 'name ' || value, value || '@example.com',
        '+8490000' || value, 'FEMALE', 7000 + value, 1 + value % 2, 4 + value % 9, '["PHONE"]', '["SMS"]', '{"a":1}',
        'ACTIVE', 3, ${wide}, 5, 31, 20000, 19000, 20100, 20200, 'fair', value, value, 1, 0 FROM ${many(people)}`,
    sql`INSERT INTO customer_external_ids (source, external_id, customer_id)
      SELECT 'shop', value, value FROM ${many(people)}`,
    sql`INSERT INTO customer_regions (customer_id, since, region_id, change_id)
      SELECT value, 18000 + value, 4 + value % 9, 0 FROM ${many(people)}`,
    sql`INSERT INTO lifecycle_changes (customer_id, "on", "from", "to", reason)
      SELECT value, 20100, 'NEW', 'ACTIVE', '{"days":3}' FROM ${many(people)}`,
    sql`INSERT INTO consents (id, customer_id, purpose, channel, given, text_version, evidence, at, actor, change_id)
      SELECT value, value, 'CARE', 'PHONE', 1, 'v1', 'form', value, 'key:1', 0 FROM ${many(people)}`,
    sql`INSERT INTO competitors (id, name, sort_name, aliases, products, notes, created_at, updated_at, version, change_id)
      VALUES (1, 'Rival', 'RIVAL', '["R"]', '["Tea"]', 'Loud', 1, 2, 1, 0)`,
    sql`INSERT INTO competitor_regions (competitor_id, region_id) VALUES (1, 2), (1, 3)`,
    sql`INSERT INTO campaigns (id, competitor_id, name, kind, products, offer, sources, first_day, last_day,
        created_at, updated_at, version, change_id)
      SELECT value, 1, 'Campaign ' || value, 'OFFER', '["Tea"]', 'Cheap', '["Paper"]', 20000 + value, 20100, 1, 2, 1, 0
      FROM ${many(3)}`,
    sql`INSERT INTO campaign_regions (campaign_id, role, region_id)
      SELECT value, 'TARGET', 2 FROM ${many(3)} UNION ALL SELECT value, 'CONTROL', 3 FROM ${many(3)}`,
    sql`INSERT INTO exposures (id, campaign_id, customer_id, kind, evidence, confidence, recorded_by, created_at,
        updated_at, version, change_id)
      SELECT value, 1 + value % 3, 1 + value % ${people}, iif(value % 2, 'REPORTED', 'APPROACHED'), 'Seen', 70, 1,
        value / 4, 2, 1, 0 FROM ${many(people * exposuresEach)}`,
    sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, channel, subchannel, direction, stage, staff_id,
        subject, body, outcome, amount, cost, cancelled, score, lines, source, external_id, created_at, updated_at, version, change_id)
      SELECT 1 + value % 2, 1000 * value, value, 20000, 'PURCHASE', 'PHONE', 'Zalo', 'INBOUND', 'DURING_SALE', 1,
        'Tea', 'Much tea', 'Sold', 5000, 3000, 0, 9, ${lines}, 'till', value, 1, 2, 2, 0 FROM ${many(4)}`,
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
    sql`INSERT INTO relationship_overrides (customer_id, level, reason, until, author, staff_id, created_at, updated_at,
        version, change_id)
      VALUES (1, 3, 'Asked for it', ${service.today + 9}, 'key:1', 1, 1, 2, 1, 0)`,
    sql`INSERT INTO interaction_revisions (interaction_id, version, customer_id, day, kind, before, reason, replaced_at, change_id)
      SELECT value, 1, 1 + value % 2, 20000, 'PURCHASE', json_object('kind', 'PURCHASE', 'channel', 'PHONE', 'occurredAt', 1000, 'amount', 1, 'cancelled', 0,
        'customerId', 1, 'staffId', NULL, 'lines', NULL), 'A slip', 3, 0 FROM ${many(4)}`,
    sql`INSERT INTO segments (id, name, sort_name, description, rule, member_count, unknown_count, computed_at,
        created_at, updated_at, version, change_id, market)
      VALUES (1, 'Alive', 'ALIVE', 'Who buys', ${rule}, 3, 1, 4, 1, 2, 1, 0, 1)`,
    sql`INSERT INTO segment_members (segment_id, customer_id, joined_at) SELECT 1, value, 4 FROM ${many(3)}`,
    sql`UPDATE vulnerability_policies SET note = 'Ours', created_at = 3`,
    sql`INSERT INTO vulnerability_snapshots (id, campaign_id, scope, scope_id, method, policy_version, as_of, state,
        first_day, window_end, window_days, baseline_days, treated, control, control_kind, flags, watermark, sealed_at,
        horizon_days, comparisons, placebo)
      VALUES (1, 1, 'CAMPAIGN', 1, 'VI-2', 1, 20200, 'FINAL', 20001, 20101, 101, 84, ${tally(900)}, ${tally(500)}, 'NAMED',
        '["OVERLAP"]', 0, 5, 101, 3, json_object('treated', json(${tally(600)}), 'control', json(${tally(500)})))`,
    sql`INSERT INTO vulnerability_members (snapshot_id, customer_id, verdict, exclusion, grade, exposed, spend_baseline,
        spend_window, purchase_days_baseline, purchase_days_window, first_purchase_on, last_purchase_on, cycle_doubled)
      SELECT 1, value, 'VULNERABLE', 'NEW', 'SHARP', 1, ${wide}, 7, 5, 1, 19000, 20000, 31 FROM ${many(3)}`,
    sql`INSERT INTO follow_ups (id, customer_id, tactic, period, state, due_on, expires_on, snoozed_until, owner_id,
        claimed_by, claimed_at, closed_at, outcome, note, interaction_id, reasons, net_spend_year, created_on, created_at,
        updated_at, version, change_id)
      VALUES (1, 1, 'WIN_BACK', '1', 'DONE', 20300, 20310, 20301, 1, 2, 5, 6, 'REACHED', 'Called', 1, ${reasons}, ${wide},
        20290, 1, 2, 1, 0)`,
    sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at, finished_at, failure)
      VALUES (7, 20200, 1, 'FAILED', 1, 0, ${stages}, 1, 2, 3, 'Gave up')`,
    sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at, finished_at,
        metrics_version)
      VALUES (8, ${service.today - 1}, 1, 'COMPLETED', 1, 0, ${stages}, 1, 2, 3, 1)`,
    sql`INSERT INTO model_fits (model, day, policy_version, state, parameters, log_likelihood, customers, repeaters,
        observations, bin_days, watermark, created_at)
      VALUES ('MBG_NBD', 20200, 1, 'FITTED', '{"r":0.5,"alpha":6,"a":0.9,"b":1.6}', -9.5, 90, 60, 40, 1, 0, 4),
        ('GAMMA_GAMMA', 20200, 1, 'FITTED', '{"p":6,"q":4,"v":15}', -4.5, 60, 60, 50, 1, 0, 4)`,
    sql`INSERT INTO rfm_scales (day, customers, recency, frequency, monetary, watermark)
      VALUES (20200, 90, '[19990,20000,20010,null]', '[2,3,null,null]', '["1","5","9",null]', 0)`,
    sql`INSERT INTO api_keys (id, name, hint, hash, scopes, reach, issued_by, staff_id, expires_at, revoked_at, created_at, change_id)
      VALUES (1, 'Till', 'hf_1', 'x', '["customers:read"]', 'OWNED', 'operator', 1, 9, 8, 1, 0)`,
  ])
}
