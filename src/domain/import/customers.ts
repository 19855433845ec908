import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { customerExternalIds, customerRegions, customers } from '../../database/tables/customers/customers.ts'
import { regions } from '../../database/tables/customers/regions.ts'
import { changeRows } from '../../database/tables/house/changes.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { type Identifying, vietnameseSortKey } from '../../lib/text.ts'
import { keyColumns } from '../customers/find.ts'
import { nameForms, newCustomerRow } from '../customers/new-customer.ts'
import { currentRegion, type RegionHistory, withRegion } from '../customers/region-history.ts'
import { employed } from '../customers/update-customer.ts'
import { check } from '../input/issue-words.ts'
import { newRegionCode } from '../regions/input.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import type { Identifier } from '../tombstones/marks.ts'
import { anyErased, erasedAmong } from '../tombstones/refuse-erased.ts'
import { say } from '../wording/say.ts'
import { commit, guard } from '../writes/commit.ts'
import { type Ahead, nothingAhead } from './ahead.ts'
import { attributeFamily, withAttributes } from './attribute-cells.ts'
import { begin, importSettings, storeRows } from './begin.ts'
import { insertRows, packedRow, stillAsRead, unpackRow, updateRows } from './bulk.ts'
import {
  type CustomerPatch,
  type CustomerRow,
  type CustomerValues,
  customerColumns,
  customerRowReader,
  newcomer,
} from './customer-rows.ts'
import { type Recording, recording } from './recording.ts'
import {
  type Applied,
  applyRows,
  Fault,
  type Import,
  type Imported,
  type Read,
  readRows,
  type Tally,
} from './rows.ts'

const schema = z.strictObject({ ...importSettings, createRegions: z.boolean().default(false) })

/**
 * Starts an import of customers, upserted by (`source`, external id). What a row leaves out keeps its stored
 * value; of several rows of one customer each lays its fields over the ones before. A row with a region adds
 * to the region history. `region` is a code; unknown ones are created under `createRegions`.
 * @throws AuthorizationError
 * @throws UserError `INVALID_INPUT`
 */
export function customerImport(service: Service, input: unknown): Import {
  const settings = begin(service, 'customers:write', schema, input)
  if (settings.createRegions) requireScope(service.actor, 'regions:write')
  const read = customerRowReader(service)
  const ahead = settings.dryRun ? nothingAhead<State>() : null
  const told = recording(service, { entity: 'CUSTOMER', ...settings })
  return {
    ...{ id: told.id, open: told.open, end: told.end },
    dryRun: settings.dryRun,
    chunk(rows) {
      return storeRows(readRows(rows, importedCustomers, read), part =>
        importChunk(service, settings, part, told, ahead),
      )
    },
  }
}

export const importedCustomers: Imported = {
  scope: 'customers:write',
  settings: schema,
  columns: customerColumns,
  required: ['externalId'],
  family: attributeFamily,
  begin: customerImport,
}

interface State {
  id: number
  /** The one by which the chunk first met the customer. */
  externalId: Identifying
  /** Null for a customer that this chunk creates. */
  version: number | null
  /** Whether an employment says that it is of its kind; looked up where a row says a kind. */
  keepsKind: boolean
  stored: { values: CustomerValues; history: RegionHistory }
  values: CustomerValues
  history: RegionHistory
}

async function importChunk(
  service: Service,
  settings: z.output<typeof schema>,
  rows: readonly Read<CustomerRow>[],
  told: Recording,
  ahead: Ahead<State> | null,
): Promise<Tally> {
  const known = await readKnown(
    service,
    settings.source,
    rows.flatMap(one => ('row' in one ? [one.row] : [])),
    ahead,
  )
  const isErased = known.anyErased ? await erasedAmong(service, identifiersOf(settings.source, rows)) : null
  const newRegions = new Map<string, NewRegion>()

  function regionId(code: Identifying): number {
    const found = known.regions.get(code.key) ?? newRegions.get(code.key)?.id
    if (found !== undefined) return found
    if (!settings.createRegions) throw new Fault('region', say('noRegionCode'))
    const checked = check(newRegionCode, code.key)
    if ('issues' in checked) throw new Fault('region', checked.issues[0].saying)
    const id = service.newId()
    newRegions.set(code.key, { id, code })
    return id
  }

  function ownerId(owner: string): number {
    const found = known.staff.get(owner)
    if (found === undefined) throw new Fault('owner', say('noStaffEmail'))
    return found
  }

  function apply(row: CustomerRow): Applied {
    const erased =
      isErased && identifiersIn(settings.source, row).find(([, identifier]) => isErased(identifier))
    if (erased) throw new Fault(erased[0], say('erasedIdentifier'))
    const state = known.states.get(row.externalId.key) ?? unknownCustomer(service, row.externalId)
    const { values, history } = state
    const owner = row.owner == null ? row.owner : ownerId(row.owner)
    if (row.region === null && currentRegion(history) !== null) throw new Fault('region', say('notClearable'))
    const region = row.region == null ? null : regionId(row.region)
    const turns = row.values.kind !== undefined && row.values.kind !== values.kind
    if (turns && state.keepsKind) throw new Fault('kind', say('stillEmployed'))

    state.values = laidOver(values, {
      ...row.values,
      ownerId: owner,
      ...(row.attributes && { attributes: withAttributes(values.attributes, row.attributes) }),
    })
    if (region !== null) {
      state.history = withRegion(history, region, row.regionSince, service.today)
    }
    const created = !known.states.has(row.externalId.key)
    known.states.set(row.externalId.key, state)
    const same = sameValues(values, state.values) && sameHistory(history, state.history)
    return { did: created ? 'created' : same ? 'unchanged' : 'updated', asStored: () => isAsStored(state) }
  }

  const tally = applyRows(rows, apply)()
  const changed = [...new Set(known.states.values())].filter(state => !isAsStored(state))
  if (ahead) foresee(ahead, changed, newRegions)
  else if (changed.length > 0 || newRegions.size > 0)
    await write(service, settings.source, changed, newRegions, tally, told)
  else told.note(tally)
  return tally
}

function foresee(ahead: Ahead<State>, changed: readonly State[], regions: ReadonlyMap<string, NewRegion>) {
  for (const [code, { id }] of regions) ahead.regions.set(code, id)
  for (const state of changed) {
    const { id, externalId, version, values, history } = state
    if (version === null) ahead.ids.set(externalId.key, id)
    ahead.states.set(id, { ...state, version: (version ?? 0) + 1, stored: { values, history } })
  }
}

function laidOver(values: CustomerValues, patch: CustomerPatch): CustomerValues {
  const named = Object.entries(patch).filter(([, value]) => value !== undefined)
  return { ...values, ...Object.fromEntries(named) }
}

const unknownCustomer = (service: Service, externalId: Identifying): State => ({
  id: service.newId(),
  externalId,
  version: null,
  keepsKind: false,
  stored: { values: newcomer, history: new Map() },
  values: newcomer,
  history: new Map(),
})

const isAsStored = ({ version, stored, values, history }: State) =>
  version !== null && sameValues(stored.values, values) && sameHistory(stored.history, history)

function sameValues(a: CustomerValues, b: CustomerValues): boolean {
  if (a === b) return true
  for (const key in a) {
    if (a[key as keyof CustomerValues] !== b[key as keyof CustomerValues]) return false
  }
  return true
}

function sameHistory(a: RegionHistory, b: RegionHistory): boolean {
  if (a === b) return true
  return a.size === b.size && [...a].every(([since, region]) => b.get(since) === region)
}

/** What a row says that a person may have been known by, by the field that says it. */
const identifiersIn = (source: Identifying, { externalId, values }: CustomerRow): [string, Identifier][] => [
  ['externalId', { kind: 'EXTERNAL_ID', source: source.key, externalId: externalId.key }],
  ...(values.email ? [['email', { kind: 'EMAIL', value: values.email }] satisfies [string, Identifier]] : []),
  ...(values.phone ? [['phone', { kind: 'PHONE', value: values.phone }] satisfies [string, Identifier]] : []),
]

const identifiersOf = (source: Identifying, rows: readonly Read<CustomerRow>[]): Identifier[] =>
  rows.flatMap(one =>
    'row' in one ? identifiersIn(source, one.row).map(([, identifier]) => identifier) : [],
  )

interface Known {
  states: Map<string, State>
  /** Region ids by code. */
  regions: Map<string, number>
  /** Staff ids by e-mail. */
  staff: Map<string, number>
  anyErased: boolean
}

const foundRow = z.object({ externalId: z.string(), packed: z.string(), keepsKind: z.int() })

const stayRow = z.object({ externalId: z.string(), since: z.int(), region: z.int() })

const namedRow = z.object({ name: z.string(), id: z.int() })

/** Everything that the rows refer to, in one round trip. */
async function readKnown(
  service: Service,
  { key: source }: Identifying,
  rows: readonly CustomerRow[],
  ahead: Ahead<State> | null,
): Promise<Known> {
  const { orm } = service.db
  const wanted = (values: Iterable<string | null | undefined>) =>
    JSON.stringify([...new Set(values)].filter(value => value != null))
  const keepsKind = rows.some(({ values }) => values.kind !== undefined)
    ? sql`EXISTS (${employed(sql`c.id`)})`
    : sql`0`
  const theirs = sql`json_each(${wanted(rows.map(row => row.externalId.key))}) AS wanted
    CROSS JOIN customer_external_ids AS key ON key.source = ${source} AND key.external_id = wanted.value`
  const [found, histories, regionIds, staffIds, someErased] = await Promise.all([
    checkedRows(
      orm,
      foundRow,
      sql`
      SELECT key.external_id AS externalId, ${packedRow(customers, 'c')} AS packed, ${keepsKind} AS keepsKind
      FROM ${theirs} CROSS JOIN customers AS c ON c.id = key.customer_id`,
    ),
    checkedRows(
      orm,
      stayRow,
      sql`
      SELECT key.external_id AS externalId, r.since AS since, r.region_id AS region
      FROM ${theirs} CROSS JOIN customer_regions AS r ON r.customer_id = key.customer_id`,
    ),
    checkedRows(
      orm,
      namedRow,
      sql`
      SELECT regions.code AS name, regions.id AS id FROM json_each(${wanted(rows.map(row => row.region?.key))}) AS wanted
      CROSS JOIN regions ON regions.code = wanted.value`,
    ),
    checkedRows(
      orm,
      namedRow,
      sql`
      SELECT staff_members.email AS name, staff_members.id AS id
      FROM json_each(${wanted(rows.map(row => row.owner))}) AS wanted
      CROSS JOIN staff_members ON staff_members.email = wanted.value`,
    ),
    anyErased(service),
  ])
  const historyOf = new Map<string, Map<number, number>>()
  for (const { externalId, since, region } of histories) {
    const history = historyOf.get(externalId) ?? new Map<number, number>()
    historyOf.set(externalId, history.set(since, region))
  }
  const states = new Map<string, State>()
  // Two external ids may name one customer, which must have one state.
  const byId = new Map<number, State>()
  for (const { externalId, packed, keepsKind } of found) {
    const row = unpackRow(customers, packed)
    const history = historyOf.get(externalId) ?? new Map<number, number>()
    const values = valuesOf(row)
    const { id, version } = row
    const state = byId.get(id) ??
      ahead?.states.get(id) ?? {
        id,
        externalId: { key: externalId, given: null },
        version,
        keepsKind: keepsKind === 1,
        stored: { values, history },
        values,
        history,
      }
    byId.set(id, state)
    states.set(externalId, state)
  }
  for (const { externalId } of rows) {
    const made = ahead?.states.get(ahead.ids.get(externalId.key) ?? '')
    if (made) states.set(externalId.key, made)
  }
  const regions = new Map([...(ahead?.regions ?? []), ...idsByName(regionIds)])
  return { states, regions, staff: idsByName(staffIds), anyErased: someErased }
}

interface Named {
  name: string
  id: number
}

const idsByName = (rows: readonly Named[]) => new Map(rows.map(({ name, id }) => [name, id]))

const valuesOf = (row: typeof customers.$inferSelect): CustomerValues => ({
  kind: row.kind,
  name: row.name,
  email: row.email,
  phone: row.phone,
  gender: row.gender,
  birthDate: row.birthDate,
  acquisitionSource: row.acquisitionSource,
  ownerId: row.ownerId,
  attributes: canonicalJson(row.attributes),
  tags: canonicalJson(row.tags),
  synthetic: row.synthetic,
})

const replacingRegion = sql`ON CONFLICT (customer_id, since)
  DO UPDATE SET region_id = excluded.region_id, change_id = excluded.change_id`

async function write(
  service: Service,
  source: Identifying,
  changed: readonly State[],
  newRegions: ReadonlyMap<string, NewRegion>,
  tally: Tally,
  told: Recording,
): Promise<void> {
  const { created, updated } = tally
  const known = changed.flatMap(state =>
    state.version === null ? [] : [{ ...state, version: state.version }],
  )
  const unknown = changed.filter(state => state.version === null)
  const turned = known.flatMap(({ id, stored, values }) => (stored.values.kind === values.kind ? [] : [id]))
  await commit(
    service,
    {
      action: 'customer.import',
      detail: { import: told.id, source: source.key, created, updated, regions: newRegions.size },
    },
    [
      ...stillAsRead(service, customers, known),
      ...(turned.length > 0
        ? [
            guard(
              service,
              sql`NOT EXISTS (${employed(sql`SELECT value FROM json_each(${JSON.stringify(turned)})`)})`,
            ),
          ]
        : []),
      ...insertRows(regions, newRegionRows(service, newRegions)),
      ...insertRows(
        customers,
        unknown.map(state => newCustomerRow(service, state.id, columnsOf(state))),
      ),
      ...insertRows(
        customerExternalIds,
        unknown.map(({ id, externalId }) => ({ ...keyColumns(source, externalId), customerId: id })),
      ),
      ...historyWrites(changed),
      ...updateRows(
        service,
        customers,
        known.map(state => ({ id: state.id, ...columnsOf(state), ...nameForms(state.values.name) })),
      ),
      ...promotions(known),
      ...told.along(tally),
      ...insertRows(changeRows, [
        ...[...newRegions.values()].map(({ id }) => ({ entity: 'region' as const, rowId: id, before: null })),
        ...changed.map(state => ({ entity: 'customer' as const, rowId: state.id, before: asItStood(state) })),
      ]),
    ],
    null,
  )
}

/** Of a primary e-mail or phone that a file clears the oldest other one takes the place. */
function promotions(changed: readonly State[]): SQL[] {
  return (['email', 'phone'] as const).flatMap(column => {
    const cleared = changed.flatMap(({ id, stored, values }) =>
      stored.values[column] !== null && values[column] === null ? [[id, stored.values[column]]] : [],
    )
    if (cleared.length === 0) return []
    const rows = sql`json_each(${JSON.stringify(cleared)})`
    return [
      sql`DELETE FROM contact_points WHERE (customer_id, value) IN (SELECT value ->> 0, value ->> 1 FROM ${rows})`,
      sql`UPDATE customers SET ${sql.identifier(column)} = (
          SELECT value FROM contact_points WHERE customer_id = customers.id AND kind = ${column.toUpperCase()}
          ORDER BY id LIMIT 1)
        WHERE id IN (SELECT value ->> 0 FROM ${rows})`,
    ]
  })
}

/** The statements that make stored histories of regions other ones. */
export function historyWrites(
  changed: readonly { id: number; stored: { history: RegionHistory }; history: RegionHistory }[],
): SQL[] {
  const moves = changed.flatMap(({ id, history, stored }) =>
    [...history]
      .filter(([since, regionId]) => stored.history.get(since) !== regionId)
      .map(([since, regionId]) => ({ customerId: id, since, regionId })),
  )
  const undone = changed.flatMap(({ id, history, stored }) =>
    [...stored.history.keys()].filter(since => !history.has(since)).map(since => [id, since]),
  )
  return [
    ...(undone.length > 0 ? [withoutRegions(undone)] : []),
    ...insertRows(customerRegions, moves, replacingRegion),
  ]
}

/** What the import may change of a customer; null for one that it creates. */
const asItStood = ({ version, stored: { values, history } }: State) =>
  version === null ? null : { ...values, version, regions: [...history] }

/** @param places pairs of a customer's id and the day since which it was there */
const withoutRegions = (places: readonly number[][]) => sql`DELETE FROM customer_regions
  WHERE (customer_id, since) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(places)}))`

export const columnsOf = ({ values, history }: Pick<State, 'values' | 'history'>) => ({
  ...values,
  attributes: JSON.parse(values.attributes) as Record<string, unknown>,
  tags: JSON.parse(values.tags) as string[],
  regionId: currentRegion(history),
})

interface NewRegion {
  id: number
  code: Identifying
}

const newRegionRows = (service: Service, news: ReadonlyMap<string, NewRegion>) =>
  [...news.values()].map(({ id, code: { key, given } }) => ({
    id,
    code: key,
    codeGiven: given,
    name: given ?? key,
    sortName: vietnameseSortKey(key),
    parentId: null,
    createdAt: service.now,
    updatedAt: service.now,
    version: 1,
  }))
