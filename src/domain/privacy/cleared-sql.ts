import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { fieldsOf } from '../changes/fields.ts'
import { tradeKind } from '../facts/purchases.ts'
import { holdingOf } from '../holdings/holdings.ts'
import { type CustomerIds, type HoldingTable, rowsOfPerson } from './person-rows.ts'

type Rows = HoldingTable & { where: (ids: CustomerIds) => SQL }

const rowsIn = (table: string): Rows => {
  const found = rowsOfPerson.find(one => getTableName(one.table) === table)
  if (!found) throw new Error(`Nothing says which rows of ${table} are a person's.`)
  return found
}

/** What says nothing: null, or what stands in a column that is never null. */
function nothing({ notNull, dataType, default: usual }: SQLiteColumn): SQL {
  if (!notNull) return sql`NULL`
  if (dataType === 'json') return Array.isArray(usual) ? sql`'[]'` : sql`'{}'`
  return sql`''`
}

/** What a table's cleared columns are set to. */
function emptied({ table }: HoldingTable): SQL[] {
  const { cleared = [] } = holdingOf(getTableName(table))
  return Object.values(getTableColumns(table))
    .filter(({ name }) => cleared.includes(name))
    .map(column => sql`${sql.identifier(column.name)} = ${nothing(column)}`)
}

/** Rows that go: those of tables of which the holdings say so. */
const removal = ({ table, where }: Rows, ids: CustomerIds): SQL =>
  sql`DELETE FROM ${table} WHERE ${where(ids)}`

/** Of the entities whose rows are a customer's: what their stored forms hold. */
const ofCustomers = Object.entries(fieldsOf).filter(
  ([entity, fields]) => entity === 'customer' || 'customerId' in fields,
)
const personal = ofCustomers.flatMap(([, fields]) =>
  Object.entries(fields).flatMap(([name, privacy]) => (privacy === 'PERSONAL' ? [name] : [])),
)
const plain = [
  ...ofCustomers.flatMap(([, fields]) =>
    Object.entries(fields).flatMap(([name, privacy]) => (privacy === 'PLAIN' ? [name] : [])),
  ),
  // What rows have besides what is told of them.
  ...['id', 'day', 'synthetic', 'createdAt', 'updatedAt', 'version', 'changeId', 'removed'],
]

/** A row as it stood, in JSON, without what is personal: that is null; of what nobody knows nothing is kept. */
const depersonalised = (column: string): SQL => sql`(
  SELECT json_group_object(part.key, CASE
    WHEN part.key IN (SELECT value FROM json_each(${JSON.stringify(personal)})) THEN NULL
    WHEN part.type IN ('array', 'object') THEN json(part.value) ELSE part.value END)
  FROM json_each(${sql.identifier(column)}) AS part
  WHERE part.key IN (SELECT value FROM json_each(${JSON.stringify([...personal, ...plain])})))`

const mergesOf = (ids: CustomerIds): SQL =>
  sql`(merged_id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) OR survivor_id IN (SELECT value FROM json_each(${JSON.stringify(ids)})))`

/** Tables that are emptied in a way of their own. */
const apart: Readonly<Record<string, (ids: CustomerIds) => SQL>> = {
  change_rows: ids => sql`UPDATE change_rows SET before = ${depersonalised('before')}
    WHERE ${rowsIn('change_rows').where(ids)} AND before IS NOT NULL`,
  interaction_revisions: ids => sql`UPDATE interaction_revisions SET reason = NULL,
    before = ${depersonalised('before')}
    WHERE (${rowsIn('interaction_revisions').where(ids)}
      OR customer_id IN (SELECT value FROM json_each(${JSON.stringify(ids)})))`,
  // The trail of those whom the person was merged into for a while told of both.
  change_values:
    ids => sql`DELETE FROM change_values WHERE ${rowsIn('change_values').where(ids)} OR change_id IN (
    SELECT told.value FROM customer_merges CROSS JOIN json_each(json_array(change_id, undone_by)) AS told
    WHERE undone_by IS NOT NULL AND ${mergesOf(ids)})`,
  // Those that were undone hold something of both, too.
  customer_merges: ids => sql`DELETE FROM customer_merges WHERE ${mergesOf(ids)}`,
  customer_merge_rows: ids => sql`DELETE FROM customer_merge_rows WHERE merge_id IN (
    SELECT id FROM customer_merges WHERE ${mergesOf(ids)})`,
  // The keys of sales stay, for the books.
  interactions: ids =>
    sql`UPDATE interactions SET ${sql.join(
      [
        ...emptied(rowsIn('interactions')),
        ...['source', 'source_given', 'external_id', 'external_id_given'].map(
          column =>
            sql`${sql.identifier(column)} = iif(${tradeKind('kind')}, ${sql.identifier(column)}, NULL)`,
        ),
      ],
      sql`, `,
    )} WHERE ${rowsIn('interactions').where(ids)}`,
  // Without what it asks for a job would go on with everybody.
  customer_update_jobs: ids => sql`UPDATE customer_update_jobs SET
    ${sql.join(emptied(rowsIn('customer_update_jobs')), sql`, `)},
    state = iif(state = 'RUNNING', 'CANCELLED', state), version = version + 1
    WHERE ${rowsIn('customer_update_jobs').where(ids)}`,
}

/** Jobs are found by what the trail keeps, and most rows by what these last ones hold. */
const order = [
  ...['customer_update_jobs', ''],
  ...['contact_points', 'customer_external_ids', 'customer_merge_rows', 'customer_merges'],
]

const placeOf = (table: string) => (order.includes(table) ? order.indexOf(table) : order.indexOf(''))

/** The trail of jobs that named the person has the same as they. */
const trailOfJobs = (ids: CustomerIds): SQL => sql`DELETE FROM change_values WHERE change_id IN (
  SELECT id FROM changes WHERE entity = 'customer-update-job'
    AND entity_id IN (SELECT id FROM customer_update_jobs WHERE ${rowsIn('customer_update_jobs').where(ids)}))`

/**
 * The statements that take from every table what it holds of a person, as the holdings say: those first whose rows are
 * found by what others hold. The row of the customer is the caller's to write.
 */
export function clearing(ids: CustomerIds): SQL[] {
  const statements = rowsOfPerson
    .map(rows => ({ rows, table: getTableName(rows.table) }))
    .filter(({ table }) => table !== 'customers')
    .toSorted((a, b) => placeOf(a.table) - placeOf(b.table))
    .flatMap(({ rows, table }) => {
      const own = apart[table]
      if (own) return [own(ids)]
      if (holdingOf(table).removed) return [removal(rows, ids)]
      const empty = emptied(rows)
      return empty.length > 0
        ? [sql`UPDATE ${rows.table} SET ${sql.join(empty, sql`, `)} WHERE ${rows.where(ids)}`]
        : []
    })
  return [trailOfJobs(ids), ...statements]
}

/** What a customer's own row is emptied to. */
export const emptyCustomer = (): SQL[] => emptied(rowsIn('customers'))
