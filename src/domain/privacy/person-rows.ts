import { getTableColumns, getTableName, is, type SQL, sql } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { relational } from '../../database/relations.ts'
import { encodeId } from '../../lib/ids.ts'
import { fieldsOf } from '../changes/fields.ts'
import { changeKinds } from '../changes/kinds.ts'
import { heldTables, holdingOf } from '../holdings/holdings.ts'

/** A table that holds something of customers, with the name under which the house knows it. */
export interface HoldingTable {
  name: string
  table: SQLiteTable
}

/** By which a person was recorded, the one that stands first. */
export type CustomerIds = readonly number[]

/** The rows of one person in a table, as a predicate over its columns. */
type Rows = (ids: CustomerIds) => SQL

const tables: readonly HoldingTable[] = Object.entries(relational).flatMap(([name, table]) =>
  is(table, SQLiteTable) ? [{ name, table }] : [],
)

/** Tables whose rows say whose they are. A view repeats what tables hold. */
const ofCustomers = tables.filter(
  ({ name, table }) => holdingOf(getTableName(table)).refers?.customer_id && name !== 'timelineEntries',
)

/** Tables of rows that keep their id wherever they go. */
const byId = heldTables.filter(({ key }) => key?.length === 1 && key[0] === 'id').map(({ table }) => table)

/** The ids of a customer: its own, and those of whom it goes on for since merges that stand. */
export const readCustomerIds = (id: number | SQL): SQL => sql`
  WITH RECURSIVE one(id) AS (
    SELECT ${id}
    UNION SELECT m.merged_id FROM one CROSS JOIN customer_merges AS m ON m.survivor_id = one.id AND m.undone_by IS NULL)
  SELECT json_group_array(id) FROM one`

const listed = (ids: CustomerIds): SQL => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`

const isOf = (ids: CustomerIds): SQL => sql`customer_id IN ${listed(ids)}`

const rows = (table: SQLiteTable, ids: CustomerIds, column: string) =>
  sql`SELECT ${sql.raw(column)} FROM ${table} WHERE ${isOf(ids)}`

/** Rows that went to another customer by a merge; after it was undone the trail alone may still have some. */
const goneElsewhere = (ids: CustomerIds): SQL => sql`SELECT r.key ->> 0 FROM customer_merges AS m
  CROSS JOIN customer_merge_rows AS r ON r.merge_id = m.id
  WHERE m.merged_id IN ${listed(ids)}
    AND r.holding IN (SELECT value FROM json_each(${JSON.stringify(byId)}))`

/** Rows of another customer that were the person's while the two were taken for one. */
const takenBack = (ids: CustomerIds): SQL => sql`SELECT r.key ->> 0 FROM customer_merges AS m
  CROSS JOIN customer_merge_rows AS r ON r.merge_id = m.id
  WHERE m.survivor_id IN ${listed(ids)} AND m.undone_by IS NOT NULL AND m.merged_id NOT IN ${listed(ids)}
    AND r.holding IN (SELECT value FROM json_each(${JSON.stringify(byId)}))`

/** The ids of all that is a person's own: of the customer and of its rows that have ids. */
const idsOfPerson = (ids: CustomerIds): SQL =>
  sql`(SELECT value AS id FROM json_each(${JSON.stringify(ids)}) UNION ALL ${sql.join(
    ofCustomers
      .filter(({ table }) => 'id' in getTableColumns(table))
      .map(({ table }) => rows(table, ids, 'id')),
    sql` UNION ALL `,
  )} UNION ALL ${goneElsewhere(ids)})`

/** What rows can be of that one change takes away: then the trail alone says whose they were. */
const removable = Object.entries(changeKinds).flatMap(([action, { entity }]) =>
  action.endsWith('.remove') && 'customerId' in fieldsOf[entity] ? [entity] : [],
)

/** The changes that tell of a person. */
const changesOfPerson: Rows = ids => sql`(entity_id IN ${idsOfPerson(ids)}
  OR entity IN (SELECT value FROM json_each(${JSON.stringify(removable)}))
    AND detail ->> '$.before.customerId' IN ${listed(ids)} AND entity_id NOT IN (${takenBack(ids)}))`

const changesOf = (ids: CustomerIds): SQL => sql`(SELECT id FROM changes WHERE ${changesOfPerson(ids)})`

/** What the trail keeps of it: what somebody was called and reached by before. */
const former = (ids: CustomerIds): SQL => sql`
  SELECT side.value ->> '$' AS value FROM change_values AS v
  CROSS JOIN json_each(json_array(v.before, v.after)) AS side
  WHERE v.change_id IN ${changesOf(ids)} AND v.field IN ('name', 'email', 'phone', 'value')
    AND side.value IS NOT NULL`

/** What a person is or was called and reached by, each as a text of a column `value`. */
const identifiers = (ids: CustomerIds): SQL => sql`(
  SELECT value FROM json_each(${JSON.stringify(ids.map(id => encodeId('customer', id)))})
  UNION ALL SELECT said.value FROM customers AS c CROSS JOIN json_each(json_array(c.name, c.email, c.phone)) AS said
    WHERE c.id IN ${listed(ids)} AND said.value IS NOT NULL
  UNION ALL SELECT value FROM contact_points WHERE ${isOf(ids)}
  UNION ALL SELECT external_id FROM customer_external_ids WHERE ${isOf(ids)}
  UNION ALL ${former(ids)})`

/** Shorter texts are parts of others by chance. */
const telling = 4

/** Whether a JSON column names a person: by a whole text, or by a part of one that is long enough to tell. */
const names = (column: string, ids: CustomerIds): SQL => sql`EXISTS (
  SELECT 1 FROM json_tree(${sql.raw(column)}) AS node CROSS JOIN ${identifiers(ids)} AS own
  WHERE node.type = 'text' AND (lower(node.atom) = lower(own.value)
    OR length(node.atom) >= ${telling} AND instr(lower(own.value), lower(node.atom)) > 0
    OR length(own.value) >= ${telling} AND instr(lower(node.atom), lower(own.value)) > 0))`

/** Tables that are not kept by customer. */
const apart: Readonly<Record<string, Rows>> = {
  customers: ids => sql`id IN ${listed(ids)}`,
  changes: changesOfPerson,
  changeValues: ids => sql`change_id IN ${changesOf(ids)}`,
  changeRows: ids => sql`(row_id IN ${idsOfPerson(ids)} OR before ->> '$.customerId' IN ${listed(ids)})`,
  customerMerges: ids => sql`(undone_by IS NULL AND survivor_id IN ${listed(ids)})`,
  customerMergeRows: ids => sql`merge_id IN (
    SELECT id FROM customer_merges WHERE undone_by IS NULL AND survivor_id IN ${listed(ids)})`,
  // A revision follows its interaction: one of a customer that both were for a while may be the other one's.
  interactionRevisions: ids => sql`(interaction_id IN (SELECT id FROM interactions WHERE ${isOf(ids)})
    OR ${isOf(ids)} AND NOT EXISTS (SELECT 1 FROM interactions WHERE id = interaction_id))`,
  idempotency: ids => sql`EXISTS (
    SELECT 1 FROM json_tree(outcome) AS node WHERE node.atom IN ${idsOfPerson(ids)})`,
  customerUpdateJobs: ids => sql`(${names('filter', ids)} OR ${names('patch', ids)})`,
}

/** Which rows of each table are one person's. The indexes of the search hold no row. */
export const rowsOfPerson: readonly (HoldingTable & { where: Rows })[] = [
  ...tables.flatMap(one => {
    const where = apart[one.name]
    return where ? [{ ...one, where }] : []
  }),
  ...ofCustomers.flatMap(one => (apart[one.name] ? [] : [{ ...one, where: isOf }])),
]
