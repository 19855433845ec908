import { type SQL, sql } from 'drizzle-orm'
import { fresh, type TestService } from './service.ts'

/** A purchase or refund, or anything else that happened. */
export interface Fact {
  customer: number
  day: number
  kind: 'PURCHASE' | 'REFUND' | 'CALL'
  amount: number | null
  cost?: number | null
  cancelled?: boolean
  version?: number
  change?: number
}

/** The entries of a JSON list as rows: however many, one statement inserts them. */
export const each = (rows: readonly unknown[]): SQL => sql`FROM json_each(${JSON.stringify(rows)})`

export const insertCustomers = (ids: readonly number[], createdAt = 0): SQL => sql`
  INSERT INTO customers (id, kind, sort_name, folded_name, preferred_channels, forbidden_channels, attributes,
    lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at, version, change_id)
  SELECT value, 'PERSON', '', '', '[]', '[]', '{}', 'PROSPECT', 0, 0, 0, ${createdAt}, 0, 1, 0 ${each(ids)}`

/** Facts at noon UTC of their day; ids count up from `firstId`. */
export const insertFacts = (rows: readonly Fact[], firstId: number): SQL => sql`
  INSERT INTO interactions (customer_id, occurred_at, id, day, kind, amount, cost, cancelled, created_at, updated_at,
    version, change_id)
  SELECT value ->> 'customer', (value ->> 'day') * 86400000 + 43200000, ${BigInt(firstId)} + key,
    value ->> 'day', value ->> 'kind', value ->> 'amount', value ->> 'cost', ifnull(value ->> 'cancelled', 0), 0, 0,
    ifnull(value ->> 'version', 1), ifnull(value ->> 'change', 0) ${each(rows)}`

/**
 * Writes so much that a busy machine may need longer than a session waits for an answer: sent again after that, the
 * rows would meet themselves.
 */
export const load = (service: TestService, statements: readonly SQL[]) =>
  fresh(service, { writeDeadline: 50_000 }).db.write(statements)

export const addCustomers = (service: TestService, ids: readonly number[]) =>
  load(service, [insertCustomers(ids)])

/** Adds the facts, and returns their ids. */
export async function addFacts(service: TestService, facts: readonly Fact[]): Promise<number[]> {
  const [firstId, ...otherIds] = facts.map(() => service.newId())
  if (firstId === undefined) return []
  await load(service, [insertFacts(facts, firstId)])
  return [firstId, ...otherIds]
}
