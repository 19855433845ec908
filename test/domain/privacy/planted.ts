import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import { customerUpdateJobs } from '../../../src/database/tables/customers/customer-update-jobs.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { type Holding, holdings } from '../../../src/domain/holdings/holdings.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { ownedBy } from '../../../src/domain/owners/owned-by.ts'
import { rowsOfPerson } from '../../../src/domain/privacy/person-rows.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { commit } from '../../../src/domain/writes/commit.ts'
import { mutate } from '../../../src/domain/writes/mutate.ts'
import { firstVersion } from '../../../src/domain/writes/versions.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { fresh, type TestService } from '../../support/service.ts'
import { smallWorld, type World } from '../../support/world.ts'

/** A value that stands nowhere else, in one personal column of one person's rows. */
export interface Planted {
  column: string
  /** As it is stored, or a part of the text that is. */
  value: string | number
  /** As a document of the API writes it. */
  written: string
}

/** What full-text tables hold they made of other columns. */
const indexes = ['customer_search', 'customer_search_parts']

const personalColumns: [table: string, column: string][] = Object.entries<Holding>(holdings)
  .filter(([table]) => !indexes.includes(table))
  .flatMap(([table, { cleared = [], removed = [] }]) =>
    [...cleared, ...removed].map((column): [string, string] => [table, column]),
  )

/** Gives the first customer of a small world rows in every table that can hold something personal of it. */
async function everywhere(service: TestService, world: World): Promise<number> {
  const { customer } = world
  const customerId = decodeId(customer)?.id ?? 0
  const { customerId: same } = await createCustomer(fresh(service), {
    ...{ name: 'Khách 0', externalIds: [{ source: 'till', externalId: 'T-9' }] },
  })
  await mergeCustomers(fresh(service), { survivor: customer, merged: encodeId('customer', same) })
  await recordConsent(fresh(service), { customer, purpose: 'CARE', given: true, evidence: 'On paper' })
  await setOverride(fresh(service), { customer, level: 3, reason: 'A friend', until: world.day(30) })
  await setOverrides(fresh(service), {
    ...{ segment: world.segment, customers: [customer], membership: 'IN', reason: 'A friend' },
  })
  await correctInteraction(fresh(service), {
    ...{ id: world.interaction, reason: 'Misheard', patch: { subject: 'About the roof', body: 'It leaks' } },
  })
  const file = customerImport(fresh(service), { source: 'shop' })
  await file.chunk([{ line: 2, fields: { externalId: '1', name: 'Nguyễn Thị Khách' } }])
  await mutate(
    fresh(service),
    { field: 'customerUpdate', payload: {}, key: 'once', position: 0 },
    updateCustomer,
    { id: customer, patch: { gender: 'FEMALE', birthDate: '1990-02-03', attributes: { pet: 'Miu' } } },
  )
  const job = {
    id: service.newId(),
    ...{ filter: { email: { equals: 'k0@example.com' } }, patch: { tagsAdd: ['VIP'] } },
    ...{ state: 'COMPLETED' as const, failure: null, ...ownedBy(service.actor) },
    ...{ matching: 1, matchingExact: true, place: 1, changed: 1, unchanged: 0, refused: 0, refusals: [] },
    ...{ progressAt: service.now, ...firstVersion(service) },
  }
  const writer = fresh(service)
  await commit(
    writer,
    { action: 'customer-update-job.start', entityId: job.id, after: job },
    [writer.db.orm.insert(customerUpdateJobs).values(job)],
    null,
  )
  return customerId
}

/** Writes a value of its own into every personal column of the person's rows, past all verbs. */
export async function plantedPerson(
  service: TestService,
): Promise<{ world: World; customerId: number; planted: Planted[] }> {
  const world = await smallWorld(service)
  const customerId = await everywhere(service, world)
  const session = service.database.session()
  const planted: Planted[] = []
  const statements: SQL[] = []
  for (const [at, [table, column]] of personalColumns.entries()) {
    const own = rowsOfPerson.find(one => getTableName(one.table) === table)
    if (!own) throw new Error(`Nothing says which rows of ${table} are a person's.`)
    const named = Object.values(getTableColumns(own.table)).find(({ name }) => name === column)
    const where = own.where([customerId])
    const rows = await session.orm.all(sql`SELECT 1 FROM ${own.table} WHERE ${where} LIMIT 1`)
    if (rows.length === 0) throw new Error(`The person has no row in ${table}.`)
    const token = `zq${at}x${table}${column}`.replaceAll('_', '')
    // A flag, or a number of a few, stands for nobody: it goes with its row.
    if (named?.dataType === 'boolean' || narrow.has(`${table}.${column}`)) continue
    const isDay = named?.dataType === 'number'
    const day = 9_001 + at
    planted.push({
      column: `${table}.${column}`,
      value: isDay ? day : token,
      written: isDay ? formatDay(day) : token,
    })
    statements.push(
      planting(own.table, { column, json: named?.dataType === 'json', where }, isDay ? day : token),
    )
  }
  // What tells whose rows are is overwritten last.
  const telling = (table: string) => ['idempotency', 'customer_update_jobs'].includes(table)
  const inOrder = [...statements.keys()].toSorted(
    (a, b) => Number(telling(personalColumns[b]?.[0] ?? '')) - Number(telling(personalColumns[a]?.[0] ?? '')),
  )
  for (const index of inOrder) {
    const statement = statements[index]
    if (statement) await session.write([statement])
  }
  return { world, customerId, planted }
}

/** One row of each: others of the table have a unique value beside it. JSON keeps what else it holds. */
function planting(
  table: (typeof rowsOfPerson)[number]['table'],
  { column, json, where }: { column: string; json: boolean; where: SQL },
  value: string | number,
): SQL {
  const name = sql.identifier(column)
  const set = json
    ? sql`CASE WHEN json_type(${name}) = 'object' THEN json_set(${name}, '$.planted', ${value})
        WHEN json_type(${name}) = 'array' THEN json_insert(${name}, '$[#]', ${value}) ELSE json_quote(${value}) END`
    : sql`${value}`
  return sql`UPDATE ${table} SET ${name} = ${set} WHERE ${where} AND ${sql.raw(oneOf(getTableName(table)))}`
}

const keyOf = (table: string) => (table === 'customer_external_ids' ? 'external_id' : 'id')

const narrow = new Set([
  ...['occasions.month', 'occasions.day', 'occasions.year', 'preferences.source', 'preferences.confidence'],
])

/** What the trail keeps of names and addresses stays: it tells who the person was. */
const keptApart: Record<string, string> = {
  change_values: "field NOT IN ('name', 'email', 'phone', 'value')",
  ...Object.fromEntries(
    [
      'customer_external_ids',
      'channel_reachability',
      'contact_points',
      'postal_addresses',
      'interactions',
      'feedback',
      'follow_ups',
    ].map(table => [
      table,
      `${keyOf(table)} = (SELECT min(${keyOf(table)}) FROM ${table} AS one WHERE one.customer_id = ${table}.customer_id)`,
    ]),
  ),
}

const oneOf = (table: string) => keptApart[table] ?? 'true'
