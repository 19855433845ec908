import { getTableName, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { customerKinds, customers, genders } from '../../../database/tables/customers/customers.ts'
import { interactions } from '../../../database/tables/customers/interactions.ts'
import type { Member } from '../../cohorts/contributions.ts'
import { leaveCohorts } from '../../cohorts/leave-cohorts.ts'
import { nameForms } from '../../customers/new-customer.ts'
import { employed } from '../../customers/update-customer.ts'
import { tablesOf } from '../../holdings/holdings.ts'
import type { Service } from '../../service/service.ts'
import { stillAsRead, updateRows } from '../bulk.ts'
import { columnsOf, historyWrites } from '../customers.ts'
import {
  candidate,
  idsOf,
  keptOfRow,
  made,
  sortedOut,
  type Target,
  type Undone,
  untouched,
} from './candidates.ts'

const stays = z.array(z.tuple([z.int(), z.int()]))

const row = candidate.extend({
  version: z.int(),
  ownerId: z.int().nullable(),
  regionId: z.int().nullable(),
  stays: json(stays),
  // What the cohort tables count of it.
  firstPurchaseOn: z.int().nullable(),
  netSpend: z.string(),
  netSpendYear: z.string(),
  activeMonths: z.string(),
})

/** A customer as an import found it. */
const found = z.object({
  kind: z.enum(customerKinds),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  gender: z.enum(genders).nullable(),
  birthDate: z.int().nullable(),
  acquisitionSource: z.string().nullable(),
  ownerId: z.int().nullable(),
  attributes: z.string(),
  // Imports of before there were tags kept none.
  tags: z.string().default('[]'),
  synthetic: z.boolean(),
  regions: stays,
})

/** Of its interactions some may leave it in the same batch. */
const recordedElsewhere = tablesOf('RECORD')
  .filter(table => table !== getTableName(interactions))
  .map(table => sql`EXISTS (SELECT 1 FROM ${sql.identifier(table)} WHERE customer_id = c.id)`)

/**
 * Customers that a change made go, with what nights made of them, and those that it changed say again what they said.
 * @param leaving interactions that in the same batch go, or go back to another customer
 */
export async function undoCustomers(
  service: Service,
  target: Target,
  leaving: readonly number[],
): Promise<Undone> {
  const standing = checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT r.row_id AS id, r.before AS before, ${untouched(target, sql`c`)} AS untouched, ${made(target)} AS made,
      (EXISTS (SELECT 1 FROM interactions WHERE customer_id = c.id
          AND id NOT IN (SELECT value FROM json_each(${JSON.stringify(leaving)})))
        OR EXISTS (SELECT 1 FROM employments WHERE organisation_id = c.id)
        OR ${sql.join(recordedElsewhere, sql` OR `)}) AS referred,
      EXISTS (SELECT 1 FROM ${keptOfRow(target)} AS kept
        WHERE (kept.before ->> '$.kind' <> c.kind AND EXISTS (${employed(sql`c.id`)}))
          OR EXISTS (SELECT 1 FROM json_each(kept.before, '$.regions') AS stay
            WHERE NOT EXISTS (SELECT 1 FROM regions WHERE id = stay.value ->> 1))) AS stranded,
      c.version AS version, c.owner_id AS ownerId, c.region_id AS regionId, c.first_purchase_on AS firstPurchaseOn,
      CAST(c.net_spend AS TEXT) AS netSpend, CAST(c.net_spend_year AS TEXT) AS netSpendYear,
      c.active_months AS activeMonths,
      (SELECT json_group_array(json_array(since, region_id)) FROM customer_regions WHERE customer_id = c.id) AS stays
    FROM change_rows AS r CROSS JOIN customers AS c ON c.id = r.row_id
    WHERE r.change_id = ${target.change} AND r.entity = 'customer'`,
  )
  const [rows, merged] = await Promise.all([standing, readMerged(service, target)])
  const { keep, remove, restore } = sortedOut('customer', rows)
  const states = restore.map(({ id, stays, before }) => {
    const { regions, ...values } = found.parse(JSON.parse(before))
    return { id, values, stored: { history: new Map(stays) }, history: new Map(regions) }
  })
  return {
    statements: [
      ...stillAsRead(service, customers, [...remove, ...restore]),
      ...(remove.length > 0 ? removals(service, remove) : []),
      ...historyWrites(states),
      ...updateRows(
        service,
        customers,
        states.map(state => ({ id: state.id, ...columnsOf(state), ...nameForms(state.values.name) })),
      ),
    ],
    told: [
      ...remove.map(({ id, ownerId, regionId }) => ({
        entity: 'customer' as const,
        rowId: id,
        before: { removed: true, ownerId, regionId },
      })),
      ...restore.map(({ id, ownerId, regionId, version }) => ({
        entity: 'customer' as const,
        rowId: id,
        before: { ownerId, regionId, version },
      })),
    ],
    removed: remove.map(({ id }) => id),
    restored: restore.length,
    kept: [
      ...keep,
      ...merged.map(({ id }) => ({ entity: 'customer' as const, rowId: id, reason: 'EDITED' as const })),
    ],
  }
}

/** Customers that the change wrote and that are others by now: what they were stands with the merge. */
const readMerged = (service: Service, { change }: Target) =>
  checkedRows(
    service.db.orm,
    z.object({ id: z.int() }),
    sql`SELECT r.row_id AS id FROM change_rows AS r CROSS JOIN customer_merges AS m
      ON m.merged_id = r.row_id AND m.undone_by IS NULL
    WHERE r.change_id = ${change} AND r.entity = 'customer'`,
  )

const removals = (service: Service, rows: readonly (Member & { id: number })[]) => [
  ...leaveCohorts(service, rows),
  ...tablesOf('PART').map(
    part => sql`DELETE FROM ${sql.identifier(part)} WHERE customer_id IN ${idsOf(rows)}`,
  ),
  sql`DELETE FROM customers WHERE id IN ${idsOf(rows)}`,
]
