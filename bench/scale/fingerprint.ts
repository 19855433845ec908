import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import type { Session } from '../../src/database/client.ts'

/** Customers whose rows one round trip reads. */
const customersAtOnce = 5_000

interface Result {
  /** The stage that stores it. */
  stage: string
  name: string
  /** A SELECT of columns, in the order of its rows; `range` is a condition on the customer's id. */
  rows(range: (customer: SQL) => SQL): SQL
  /** Whether its rows belong to customers; else all are read at once. */
  ofCustomers: boolean
}

/**
 * What the compared stages store, without the ids and instants that two runs cannot share. Snapshots go by
 * their campaign and scope.
 */
const results: readonly Result[] = [
  {
    stage: 'metrics',
    name: 'purchase metrics',
    ofCustomers: true,
    rows: range => sql`
      SELECT id, first_purchase_on, last_purchase_on, purchase_days, net_spend, net_spend_year, cycle_doubled,
        repeat_spend, costed_spend_year, cost_year, active_months, metrics_on
      FROM customers WHERE ${range(sql`id`)} ORDER BY id`,
  },
  {
    stage: 'lifecycle',
    name: 'lifecycle',
    ofCustomers: true,
    rows: range => sql`
      SELECT id, lifecycle, lifecycle_since, lifecycle_review_on, lifecycle_cycle
      FROM customers WHERE ${range(sql`id`)} ORDER BY id`,
  },
  {
    stage: 'lifecycle',
    name: 'lifecycle moves',
    ofCustomers: true,
    rows: range => sql`
      SELECT customer_id, "on", "from", "to", reason
      FROM lifecycle_changes WHERE ${range(sql`customer_id`)} ORDER BY customer_id, "on"`,
  },
  {
    stage: 'cohorts',
    name: 'cohorts',
    ofCustomers: false,
    rows: () => sql`SELECT month, customers, net_spend, net_spend_year FROM cohorts ORDER BY month`,
  },
  {
    stage: 'cohorts',
    name: 'cohort months',
    ofCustomers: false,
    rows: () => sql`
      SELECT cohort, month, active, churned, churned_spend, returned, returned_spend
      FROM cohort_months ORDER BY cohort, month`,
  },
  {
    stage: 'rfm',
    name: 'RFM scales',
    ofCustomers: false,
    rows: () => sql`SELECT day, customers, recency, frequency, monetary FROM rfm_scales ORDER BY day`,
  },
  {
    stage: 'vulnerability',
    name: 'snapshots',
    ofCustomers: false,
    rows: () => sql`
      SELECT campaign_id, scope, scope_id, method, policy_version, as_of, state, first_day, window_end, window_days,
        baseline_days, treated, control, control_kind, placebo, flags
      FROM vulnerability_snapshots WHERE sealed_at IS NOT NULL
      ORDER BY campaign_id, scope, scope_id, policy_version, as_of`,
  },
  {
    stage: 'vulnerability',
    name: 'members',
    ofCustomers: true,
    rows: range => sql`
      SELECT m.customer_id, s.campaign_id, s.scope, s.scope_id, s.as_of, m.verdict, m.exclusion, m.grade, m.exposed,
        m.spend_baseline, m.spend_window, m.purchase_days_baseline, m.purchase_days_window, m.first_purchase_on,
        m.last_purchase_on, m.cycle_doubled
      FROM vulnerability_members m INDEXED BY vulnerability_members_customer
      CROSS JOIN vulnerability_snapshots s ON s.id = m.snapshot_id
      WHERE ${range(sql`m.customer_id`)} AND s.sealed_at IS NOT NULL
      ORDER BY m.customer_id, s.campaign_id, s.scope, s.scope_id, s.as_of`,
  },
  {
    stage: 'segments',
    name: 'segment members',
    ofCustomers: true,
    rows: range => sql`
      SELECT customer_id, segment_id FROM segment_members INDEXED BY segment_members_customer
      WHERE ${range(sql`customer_id`)} ORDER BY customer_id, segment_id`,
  },
  {
    stage: 'segments',
    name: 'segment counts',
    ofCustomers: false,
    rows: () => sql`
      SELECT s.id, member_count, unknown_count, customers, buyers_year, net_spend, net_spend_year, costed_spend_year,
        cost_year
      FROM segments s LEFT JOIN segment_values v ON v.segment_id = s.id ORDER BY s.id`,
  },
]

export interface Fingerprint {
  stage: string
  name: string
  rows: number
  /** SHA-256 over all rows in their order. */
  hash: string
}

/** Reads everything that the compared stages have stored. */
export async function fingerprints(db: Session): Promise<Fingerprint[]> {
  const bounds = await db.orm.all<{ id: number }>(sql`
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM customers)
    WHERE place % ${customersAtOnce} = 0 ORDER BY id`)
  const ends = [...bounds.map(({ id }) => id), Number.MAX_SAFE_INTEGER]
  const found: Fingerprint[] = []
  for (const { stage, name, rows, ofCustomers } of results) {
    const hash = createHash('sha256')
    let count = 0
    let after = 0
    for (const end of ofCustomers ? ends : [Number.MAX_SAFE_INTEGER]) {
      const from = after
      const lines = await db.orm.all<Record<string, unknown>>(
        rows(customer => sql`${customer} > ${from} AND ${customer} <= ${end}`),
      )
      for (const line of lines) hash.update(`${Object.values(line).join('|')}\n`)
      count += lines.length
      after = end
    }
    found.push({ stage, name, rows: count, hash: hash.digest('hex').slice(0, 16) })
  }
  return found
}
