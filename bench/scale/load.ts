import { type SQL, sql } from 'drizzle-orm'
import { UNKNOWN_SINCE } from '../../src/domain/customers/region-history.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { commit, thisChange } from '../../src/domain/writes/commit.ts'
import { startOfDay } from '../../src/lib/days.ts'
import { searchForm, vietnameseSortKey } from '../../src/lib/text.ts'
import { withoutIndexes } from './indexes.ts'
import { type Happening, type Person, person, provinceShares } from './people.ts'
import { provinces, type World } from './world.ts'

/** The `source` of all that is generated. */
export const source = 'bench'

/** Customers of one transaction, an audit row with it. */
const customersAtOnce = 2_500
/** Rows whose JSON stays well below what one bound value may hold. */
const rowsAtOnce = 20_000

export interface Scale {
  customers: number
  seed: number
  /** The last day with facts, a day number. */
  lastDay: number
}

/** Customers and interactions as an import leaves them, before their first night. */
export async function loadPeople(
  service: Service,
  world: World,
  { customers, seed, lastDay }: Scale,
  onProgress: (done: number) => void,
): Promise<number> {
  let ends = 0
  const cumulative = provinceShares(provinces).map(share => {
    ends += share
    return ends
  })
  let interactions = 0
  const filled = ['customers', 'customer_external_ids', 'customer_regions', 'interactions']
  await withoutIndexes(service.db, filled, async () => {
    let writing: Promise<unknown> = Promise.resolve()
    for (let at = 0; at < customers; at += customersAtOnce) {
      const size = Math.min(customersAtOnce, customers - at)
      const people = Array.from({ length: size }, (_, index) =>
        person(seed, at + index, lastDay, cumulative, world.staff.length),
      )
      const { statements, rows } = insertPeople(service, world, people, at)
      // The next batch is made while the database stores this one.
      await writing
      onProgress(at)
      const detail = { source, created: size, updated: 0, regions: 0 }
      writing = commit(service, { action: 'customer.import', detail }, statements, null)
      interactions += rows
    }
    await writing
  })
  return interactions
}

function insertPeople(service: Service, world: World, people: readonly Person[], first: number) {
  const ids = people.map(() => service.newId())
  const placed = (place: number | undefined) =>
    place === undefined ? null : (world.provinces[place] ?? null)
  const customers = people.map((one, at) => [
    ids[at],
    one.name,
    ...namesOf(one.name),
    one.gender,
    one.birthDate,
    one.acquisitionSource,
    one.owner === null ? null : world.staff[one.owner],
    placed(one.region ?? undefined),
    first + at + 1,
    startOfDay(one.joinedOn, service.workspace.timeZone),
  ])
  const regions = people.flatMap((one, at) => {
    const now = placed(one.region ?? undefined)
    if (now === null) return []
    if (one.before === null) return [[ids[at], UNKNOWN_SINCE, now]]
    return [
      [ids[at], UNKNOWN_SINCE, placed(one.before.region)],
      [ids[at], one.before.until, now],
    ]
  })
  const interactions = people.flatMap((one, at) =>
    one.history.map(happening => interactionRow(service, ids[at] ?? 0, happening)),
  )
  const statements: SQL[] = [
    insertCustomers(JSON.stringify(customers)),
    insertConsents(JSON.stringify(customers)),
    sql`
      INSERT INTO customer_external_ids (source, external_id, customer_id)
      SELECT ${source}, 'C' || (value ->> 9), value ->> 0 FROM json_each(${JSON.stringify(customers)})`,
    sql`
      INSERT INTO customer_regions (customer_id, since, region_id, change_id)
      SELECT value ->> 0, value ->> 1, value ->> 2, ${thisChange} FROM json_each(${JSON.stringify(regions)})`,
  ]
  for (let at = 0; at < interactions.length; at += rowsAtOnce)
    statements.push(insertInteractions(JSON.stringify(interactions.slice(at, at + rowsAtOnce))))
  return { statements, rows: interactions.length }
}

const insertCustomers = (rows: string) => sql`
  INSERT INTO customers (id, kind, name, sort_name, folded_name, gender, birth_date, acquisition_source, owner_id,
    region_id, email, phone, preferred_channels, forbidden_channels, attributes, lifecycle, purchase_days, net_spend,
    net_spend_year, created_at, updated_at, version, change_id)
  SELECT value ->> 0, 'PERSON', value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
    value ->> 7, value ->> 8, 'customer' || (value ->> 9) || '@example.com',
    '+849' || substr('0000000' || (value ->> 9), -8), '[]', '[]', '{}', 'PROSPECT', 0, 0, 0, value ->> 10,
    value ->> 10, 1, ${thisChange}
  FROM json_each(${rows})`

/** Everybody consents to care, so that the queue has work. */
const insertConsents = (rows: string) => sql`
  INSERT INTO consents (id, customer_id, purpose, given, at, actor, change_id)
  SELECT value ->> 0, value ->> 0, 'CARE', 1, value ->> 10, 'bench', ${thisChange} FROM json_each(${rows})`

/** What a row of `insertInteractions` holds. */
export const interactionRow = (service: Service, customer: number, happening: Happening) => {
  const { day, time, kind, amount, cost, score, cancelled } = happening
  const instant = startOfDay(day, service.workspace.timeZone) + time
  return [customer, instant, service.newId(), day, kind, amount, cost, score, cancelled ? 1 : 0]
}

/** Rows of `interactionRow`; what a kind says by itself, SQL adds. */
export const insertInteractions = (rows: string) => sql`
  INSERT INTO interactions (customer_id, occurred_at, id, day, kind, amount, cost, score, cancelled, channel,
    direction, stage, subject, source, external_id, created_at, updated_at, version, change_id)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8,
    CASE value ->> 4 WHEN 'CALL' THEN 'PHONE' WHEN 'EMAIL' THEN 'EMAIL' WHEN 'VISIT' THEN 'IN_PERSON' ELSE 'WEBSITE' END,
    CASE WHEN value ->> 4 IN ('CALL', 'EMAIL', 'VISIT') THEN 'OUTBOUND' ELSE 'INBOUND' END,
    CASE value ->> 4 WHEN 'INQUIRY' THEN 'BEFORE_SALE' WHEN 'PURCHASE' THEN 'DURING_SALE' ELSE 'AFTER_SALE' END,
    (value ->> 4) || ' ' || (value ->> 2), ${source}, 'X' || (value ->> 2), value ->> 1, value ->> 1, 1, ${thisChange}
  FROM json_each(${rows})`

const known = new Map<string, [string, string]>()

/** The sort and search forms: there are fewer names than customers. */
function namesOf(name: string): [string, string] {
  const forms = known.get(name) ?? [vietnameseSortKey(name), searchForm(name)]
  known.set(name, forms)
  return forms
}
