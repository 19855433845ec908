import { getTableColumns, getTableName, is, type SQL, sql } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { relational } from '../../database/relations.ts'
import { encodeId } from '../../lib/ids.ts'
import { fieldsOf } from '../changes/fields.ts'
import { changeKinds } from '../changes/kinds.ts'
import { holdingOf } from '../holdings/holdings.ts'

/** A table that holds something of customers, with the name under which the house knows it. */
export interface HoldingTable {
  name: string
  table: SQLiteTable
}

/** The rows of one person in a table, as a predicate over its columns. */
type Rows = (customerId: number) => SQL

const tables: readonly HoldingTable[] = Object.entries(relational).flatMap(([name, table]) =>
  is(table, SQLiteTable) ? [{ name, table }] : [],
)

/** Tables whose rows say whose they are. A view repeats what tables hold. */
const ofCustomers = tables.filter(
  ({ name, table }) => holdingOf(getTableName(table)).refers?.customer_id && name !== 'timelineEntries',
)

/** The ids of a customer: its own, and those of whom it goes on for since merges that stand. */
const idsOfCustomer = (customerId: number): SQL => sql`(
  WITH RECURSIVE one(id) AS (
    SELECT ${customerId}
    UNION SELECT m.merged_id FROM one CROSS JOIN customer_merges AS m ON m.survivor_id = one.id AND m.undone_by IS NULL)
  SELECT id FROM one)`

const isOf = (customerId: number): SQL => sql`customer_id IN ${idsOfCustomer(customerId)}`

const rows = (table: SQLiteTable, customerId: number, column: string) =>
  sql`SELECT ${sql.raw(column)} FROM ${table} WHERE ${isOf(customerId)}`

/** The ids of all that is a person's own: of the customer and of its rows that have ids. */
const idsOfPerson = (customerId: number): SQL =>
  sql`(SELECT id FROM ${idsOfCustomer(customerId)} UNION ALL ${sql.join(
    ofCustomers
      .filter(({ table }) => 'id' in getTableColumns(table))
      .map(({ table }) => rows(table, customerId, 'id')),
    sql` UNION ALL `,
  )})`

/** What rows can be of that one change takes away: then the trail alone says whose they were. */
const removable = Object.entries(changeKinds).flatMap(([action, { entity }]) =>
  action.endsWith('.remove') && 'customerId' in fieldsOf[entity] ? [entity] : [],
)

/** The changes that tell of a person. */
const changesOfPerson: Rows = customerId => sql`(entity_id IN ${idsOfPerson(customerId)}
  OR entity IN (SELECT value FROM json_each(${JSON.stringify(removable)}))
    AND detail ->> '$.before.customerId' IN ${idsOfCustomer(customerId)})`

const changesOf = (customerId: number): SQL =>
  sql`(SELECT id FROM changes WHERE ${changesOfPerson(customerId)})`

/** What the trail keeps of it: what somebody was called and reached by before. */
const former = (customerId: number): SQL => sql`
  SELECT side.value ->> '$' AS value FROM change_values AS v
  CROSS JOIN json_each(json_array(v.before, v.after)) AS side
  WHERE v.change_id IN ${changesOf(customerId)} AND v.field IN ('name', 'email', 'phone', 'value')
    AND side.value IS NOT NULL`

/** What a person is or was called and reached by, each as a text of a column `value`. */
const identifiers = (customerId: number): SQL => sql`(
  SELECT ${encodeId('customer', customerId)} AS value
  UNION ALL SELECT name FROM customers WHERE id = ${customerId}
  UNION ALL SELECT email FROM customers WHERE id = ${customerId}
  UNION ALL SELECT phone FROM customers WHERE id = ${customerId}
  UNION ALL SELECT value FROM contact_points WHERE ${isOf(customerId)}
  UNION ALL SELECT external_id FROM customer_external_ids WHERE ${isOf(customerId)}
  UNION ALL ${former(customerId)})`

/** Shorter texts are parts of others by chance. */
const telling = 4

/** Whether a JSON column names a person: by a whole text, or by a part of one that is long enough to tell. */
const names = (column: string, customerId: number): SQL => sql`EXISTS (
  SELECT 1 FROM json_tree(${sql.raw(column)}) AS node CROSS JOIN ${identifiers(customerId)} AS own
  WHERE node.type = 'text' AND (lower(node.atom) = lower(own.value)
    OR length(node.atom) >= ${telling} AND instr(lower(own.value), lower(node.atom)) > 0
    OR length(own.value) >= ${telling} AND instr(lower(node.atom), lower(own.value)) > 0))`

/** Tables that are not kept by customer. */
const apart: Readonly<Record<string, Rows>> = {
  customers: customerId => sql`id = ${customerId}`,
  changes: changesOfPerson,
  changeValues: customerId => sql`change_id IN ${changesOf(customerId)}`,
  changeRows: customerId =>
    sql`(row_id IN ${idsOfPerson(customerId)} OR before ->> '$.customerId' IN ${idsOfCustomer(customerId)})`,
  customerMerges: customerId => sql`(undone_by IS NULL AND survivor_id IN ${idsOfCustomer(customerId)})`,
  customerMergeRows: customerId => sql`merge_id IN (
    SELECT id FROM customer_merges WHERE undone_by IS NULL AND survivor_id IN ${idsOfCustomer(customerId)})`,
  idempotency: customerId => sql`EXISTS (
    SELECT 1 FROM json_tree(outcome) AS node WHERE node.atom IN ${idsOfPerson(customerId)})`,
  customerUpdateJobs: customerId => sql`(${names('filter', customerId)} OR ${names('patch', customerId)})`,
}

/** Which rows of each table are one person's. The indexes of the search hold no row. */
export const rowsOfPerson: readonly (HoldingTable & { where: Rows })[] = [
  ...tables.flatMap(one => {
    const where = apart[one.name]
    return where ? [{ ...one, where }] : []
  }),
  ...ofCustomers.map(one => ({ ...one, where: isOf })),
]
