import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { isSame } from '../../lib/canonical.ts'
import { joinCohorts } from '../cohorts/leave-cohorts.ts'
import { nameForms } from '../customers/new-customer.ts'
import { keyText } from '../customers/references.ts'
import { currentRegion } from '../customers/region-history.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { endings } from '../privacy/endings.ts'
import { unscored } from '../privacy/limits.ts'
import { isWithin, teamBefore } from '../reach/customers.ts'
import { moveLevels, noPlaces } from '../relationships/levels-sql.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { dropBeside } from './beside.ts'
import { giveBackEmployers } from './employers.ts'
import { giveBackAll, type RowConflict, readConflicts } from './give-back-sql.ts'
import { mayReadField, mayReadRows } from './may-read.ts'
import { storedColumns } from './merge-customers.ts'
import { type CustomerRow, readWhole, toldOf } from './read-pair.ts'
import type { Undoing } from './since-sql.ts'
import { mergedFields, reviewed } from './united.ts'

const schema = z.strictObject({
  id: idOf('customerMerge'),
  /** Of the survivor. */
  expectedVersion,
  dryRun: z.boolean().nullish(),
})

/** A field of the survivor that somebody changed since: it stays. */
export interface FieldConflict {
  reason: 'FIELD'
  field: (typeof mergedFields)[number]
}

export interface Unmerge {
  mergeId: number
  survivorId: number
  restoredId: number
  conflicts: (RowConflict | FieldConflict)[]
}

/**
 * Takes two customers apart again who had been merged: the merged one stands by itself as it was, with the rows that
 * were its own, and the survivor loses what it had got. What was changed or added since is lost by nobody: it is told,
 * and stays with the survivor or goes along. The night that follows makes the figures those of two customers.
 * @throws UserError `INVALID_INPUT` where it is undone already, or the survivor was merged into another one since;
 * `NOT_FOUND`; `CONFLICT` on `expectedVersion`
 */
export async function unmergeCustomers(service: Service, input: unknown): Promise<Unmerge> {
  requireScope(service.actor, 'customers:write')
  requireScope(service.actor, 'customers:read')
  const { id, expectedVersion, dryRun } = parse(schema, input)
  const merge = await readMerge(service, id)
  const undoing: Undoing = { ...merge, mergeId: id, now: service.now }
  const [survivor, rows] = await Promise.all([
    readWhole(service, sql`${merge.survivor}`),
    readConflicts(service, undoing),
  ])
  const { actor } = service
  if (!survivor && actor.reach === 'WORKSPACE') throw invalid(['id'], say('laterMerge'))
  if (!survivor || !merge.reached) throw notFound(['id'], 'customerMerge')
  if (merge.undoneBy !== null) throw invalid(['id'], say('mergeUndone'))
  requireVersion(survivor.row, 'customer', expectedVersion)

  const { patch, conflicts } = withoutMerged(survivor.row, merge)
  const history = new Map(survivor.history)
  for (const { since, regionId } of merge.stays) if (history.get(since) === regionId) history.delete(since)
  const given = new Set(merge.externalIds.map(keyText))
  const externalIds = survivor.externalIds.filter(key => !given.has(keyText(key)))
  const asked = askedSince(survivor.row, merge)
  const next = nextVersion(service, survivor.row, {
    ...patch,
    ...{ regionId: currentRegion(history), ...reviewed(survivor.row, patch, service.today) },
  })
  const result: Unmerge = {
    mergeId: id,
    survivorId: merge.survivor,
    restoredId: merge.merged,
    conflicts: [
      ...conflicts.filter(({ field }) => mayReadField(actor, field)),
      ...rows.filter(({ kind }) => mayReadRows(actor, kind)),
    ],
  }
  if (dryRun) return result
  const ofSurvivor = eq(customers.id, merge.survivor)
  const back = survivor.externalIds.filter(key => given.has(keyText(key)))
  return commit(
    service,
    [
      {
        action: 'customer.restore',
        entityId: merge.merged,
        after: toldOf(merge.before, new Map(merge.ownStays.map(stay => [stay.since, stay.regionId])), back),
        detail: { merge: id, from: merge.survivor },
      },
      {
        action: 'customer.unmerge',
        entityId: merge.survivor,
        before: toldOf(survivor.row, survivor.history, survivor.externalIds),
        after: toldOf(next.after, history, externalIds),
        detail: { merge: id, restored: merge.merged },
      },
    ],
    [
      guard(service, sql`EXISTS (SELECT 1 FROM customer_merges WHERE id = ${id} AND undone_by IS NULL)`),
      unchanged(service, customers, ofSurvivor, survivor.row.version),
      sql`INSERT INTO change_rows (change_id, entity, row_id, before)
        SELECT ${thisChange}, 'customer', id, json_object('ownerId', owner_id, 'regionId', region_id, 'version', version,
          'careTeam', (SELECT json_group_array(staff_id) FROM care_team_members WHERE customer_id = customers.id))
        FROM customers WHERE id = ${merge.survivor}`,
      restoredRow(service, id, survivor.row, asked),
      ...joinCohorts([merge.member]),
      ...giveBackAll(undoing),
      ...giveBackEmployers(undoing),
      // What the merge had kept back is not done with whom the two have been restricted for since.
      ...(asked.some(({ at }) => at === 'restrictedAt') ? endings(service, merge.merged) : []),
      ...(asked.length > 0 ? unscored(service, merge.before) : []),
      service.db.orm.update(customers).set(next.set).where(ofSurvivor),
      dropBeside(undoing, [next.after, merge.before]),
      ...moveLevels(
        JSON.stringify([merge.survivor, merge.merged].sort((a, b) => a - b)),
        noPlaces,
        service.today,
        thisChange,
      ),
      ...untold(undoing, merge),
      sql`UPDATE customer_merges SET undone_by = ${thisChange}, undone_at = ${service.now} WHERE id = ${id}`,
    ],
    result,
  )
}

const limits = [
  { at: 'restrictedAt', reason: 'restrictionReason' },
  { at: 'scoringObjectedAt', reason: 'scoringObjectionReason' },
] as const

/**
 * What the trail of the survivor said of the other one while they were one: whoever sees the survivor alone shall not
 * read it, nor does it go with the survivor when that one asks for what is kept of it. The other one's own trail has it.
 */
function untold({ survivor, change }: Undoing, { before, survivorBefore }: Merge): SQL[] {
  const values = (['name', 'email', 'phone', 'birthDate'] as const)
    .filter(field => before[field] !== null && before[field] !== survivorBefore[field])
    .map(field => [field, before[field]])
  const lists = (['attributes', 'tags'] as const).filter(field => Object.keys(before[field]).length > 0)
  return [
    sql`DELETE FROM change_values WHERE change_id IN (${change}, ${thisChange})`,
    sql`DELETE FROM change_values WHERE change_id IN (
        SELECT id FROM changes WHERE entity = 'customer' AND entity_id = ${survivor} AND id > ${change})
      AND (field IN (SELECT value FROM json_each(${JSON.stringify(lists)}))
        OR EXISTS (SELECT 1 FROM json_each(${JSON.stringify(values)}) AS own WHERE own.value ->> 0 = field
          AND (own.value ->> 1 = before ->> '$' OR own.value ->> 1 = after ->> '$')))`,
  ]
}

/** What somebody asked for while the two were one: it holds for both. */
const askedSince = (current: CustomerRow, { before, result }: Merge) =>
  limits.filter(({ at }) => before[at] === null && current[at] !== null && current[at] !== result[at])

/**
 * The merged customer's row as it stood, as its next version.
 * @param asked the limits of which the row of the survivor says what holds by now
 */
function restoredRow(
  service: Service,
  mergeId: number,
  survivor: CustomerRow,
  asked: ReturnType<typeof askedSince>,
) {
  const columns = getTableColumns(customers)
  const stamps = new Map<string, SQL>([
    ...asked
      .flatMap(({ at, reason }) => [at, reason])
      .map(name => [columns[name].name, sql`${survivor[name]}`] as const),
    ['version', sql`(m.merged ->> '$.version') + 1`],
    ['updated_at', sql`${service.now}`],
    ['change_id', thisChange],
  ])
  return sql`INSERT INTO customers (${sql.join(
    storedColumns.map(column => sql.identifier(column)),
    sql`, `,
  )}) SELECT ${sql.join(
    storedColumns.map(column => stamps.get(column) ?? sql.raw(`m.merged ->> '$.${column}'`)),
    sql`, `,
  )} FROM customer_merges AS m WHERE m.id = ${mergeId}`
}

const storedRow = json(z.record(z.string(), z.unknown()))

const stay = z.object({ since: z.int(), regionId: z.int() })

const mergeRow = z.object({
  merged: z.int(),
  survivor: z.int(),
  change: z.int(),
  at: z.int(),
  undoneBy: z.int().nullable(),
  before: storedRow,
  reached: z.int().transform(within => within === 1),
  survivorBefore: storedRow,
  result: storedRow,
  stays: json(z.array(stay)),
  ownStays: json(z.array(stay)),
  externalIds: json(z.array(z.object({ source: z.string(), externalId: z.string() }))),
  // What the cohorts count.
  firstPurchaseOn: z.int().nullable(),
  netSpend: z.string(),
  netSpendYear: z.string(),
  activeMonths: z.string(),
})

const staysOf = (id: number, moved: 0 | 1 | null) => sql`(
  SELECT json_group_array(json_object('since', row ->> '$.since', 'regionId', row ->> '$.region_id'))
  FROM customer_merge_rows WHERE merge_id = ${id} AND holding = 'customer_regions' AND (${moved} IS NULL OR moved = ${moved}))`

async function readMerge(service: Service, id: number) {
  const [row] = await checkedRows(
    service.db.orm,
    mergeRow,
    sql`
    SELECT merged_id AS merged, survivor_id AS survivor, change_id AS change, at, undone_by AS undoneBy,
      merged AS before, survivor AS survivorBefore, result, ${staysOf(id, 1)} AS stays, ${staysOf(id, null)} AS ownStays,
      (SELECT json_group_array(json_object('source', key ->> 0, 'externalId', key ->> 1))
        FROM customer_merge_rows WHERE merge_id = ${id} AND holding = 'customer_external_ids') AS externalIds,
      ${isWithin(service.actor, { ownerId: sql`merged ->> '$.owner_id'`, regionId: sql`merged ->> '$.region_id'`, team: teamBefore(sql`${id}`) })} IS TRUE AS reached,
      merged ->> '$.first_purchase_on' AS firstPurchaseOn, CAST(merged ->> '$.net_spend' AS TEXT) AS netSpend,
      CAST(merged ->> '$.net_spend_year' AS TEXT) AS netSpendYear, merged ->> '$.active_months' AS activeMonths
    FROM customer_merges WHERE id = ${id}`,
  )
  if (!row) throw notFound(['id'], 'customerMerge')
  const { before, survivorBefore, result, firstPurchaseOn, netSpend, netSpendYear, activeMonths, ...merge } =
    row
  return {
    ...merge,
    before: rowOf(before),
    survivorBefore: rowOf(survivorBefore),
    result: rowOf(result),
    member: { firstPurchaseOn, netSpend, netSpendYear, activeMonths },
  }
}

/** A stored row by the names of its properties. Sums that pass 2^53 are not exact in it: nothing here reads them. */
function rowOf(stored: Record<string, unknown>): CustomerRow {
  const entries = Object.entries<SQLiteColumn>(getTableColumns(customers)).map(([name, column]) => {
    const value = stored[column.name]
    return [name, value == null ? null : column.mapFromDriverValue(value)]
  })
  return Object.fromEntries(entries)
}

type Merge = Awaited<ReturnType<typeof readMerge>>

/** The survivor's row without what the merge gave it. What somebody wrote since stays, and is told. */
function withoutMerged(current: CustomerRow, { survivorBefore, result }: Merge) {
  const conflicts: FieldConflict[] = []
  const patch: Partial<CustomerRow> = {}
  for (const field of mergedFields) {
    const column = field === 'owner' ? 'ownerId' : field
    if (isSame(survivorBefore[column], result[column])) continue
    if (isSame(current[column], result[column])) Object.assign(patch, { [column]: survivorBefore[column] })
    else {
      conflicts.push({ reason: 'FIELD', field })
      if (field === 'attributes')
        patch.attributes = givenBack(current.attributes, survivorBefore.attributes, result.attributes)
    }
  }
  // What only the merged customer asked for goes back with it.
  for (const { at, reason } of limits)
    if (survivorBefore[at] === null && current[at] !== null && isSame(current[at], result[at]))
      Object.assign(patch, { [at]: null, [reason]: null })
  return { patch: { ...patch, ...(patch.name === undefined ? {} : nameForms(patch.name)) }, conflicts }
}

type Attributes = CustomerRow['attributes']

/** Name by name: what still says what the merge made of it says again what it said before. */
function givenBack(current: Attributes, before: Attributes, result: Attributes): Attributes {
  const names = new Set([...Object.keys(current), ...Object.keys(before)])
  const entries = [...names].flatMap(name => {
    const value = isSame(current[name] ?? null, result[name] ?? null) ? before[name] : current[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}
