import { eq, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { leaveCohorts } from '../cohorts/leave-cohorts.ts'
import { currentRegion, type RegionHistory } from '../customers/region-history.ts'
import { requireUnerased } from '../customers/require-customer.ts'
import { isScored } from '../facts/scored.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { endings, readEnding, tellEndings } from '../privacy/endings.ts'
import { unscored } from '../privacy/limits.ts'
import { standingCustomer } from '../reach/standing.ts'
import { moveLevels, noPlaces } from '../relationships/levels-sql.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { keepBeside } from './beside.ts'
import { moveEmployers, worksAsOther } from './employers.ts'
import { mayReadField, mayReadRows } from './may-read.ts'
import { moveAll } from './move-sql.ts'
import { readWhole, toldOf } from './read-pair.ts'
import { customerColumnNames, type HeldKind, held, rowOf, type Sides, surveyedRows } from './tables.ts'
import { chosenFields, type MergedField, reviewed, united } from './united.ts'

const side = z.enum(['SURVIVOR', 'MERGED'])

const schema = z.strictObject({
  survivor: idOf('customer'),
  merged: idOf('customer'),
  prefer: z.strictObject(Object.fromEntries(chosenFields.map(field => [field, side.nullish()]))).nullish(),
  expectedVersion,
  mergedVersion: expectedVersion,
  dryRun: z.boolean().nullish(),
})

/** How many rows of a kind the merged customer had. */
export interface MovedRows {
  kind: HeldKind
  rows: number
  /** Those in whose place the survivor had one: it stays, and they are kept with the merge or closed. */
  givenWay: number
}

export interface Merge {
  /** Null of a dry run. */
  mergeId: number | null
  survivorId: number
  mergedId: number
  fields: MergedField[]
  moved: MovedRows[]
}

/**
 * Has one customer go on for two who are the same: what the other one was becomes the survivor's, and what has to give
 * way is kept with the merge, so that it can be undone. The id of the merged one leads to the survivor from then on. The
 * night that follows makes the figures those of one customer. What the caller may not read is not told of either: a guess
 * would show.
 * @throws UserError `INVALID_INPUT` where both are one already, and for a person and an organisation unless `prefer`
 * says which of them it is and no employment says otherwise; `NOT_FOUND`; `CONFLICT` on `expectedVersion` and `mergedVersion`
 */
export async function mergeCustomers(service: Service, input: unknown): Promise<Merge> {
  requireScope(service.actor, 'customers:write')
  requireScope(service.actor, 'customers:read')
  const { survivor, merged, prefer, dryRun, ...versions } = parse(schema, input)
  const [into, from] = [standingCustomer(survivor), standingCustomer(merged)]
  const [kept, gone, survey] = await Promise.all([
    readWhole(service, into),
    readWhole(service, from),
    readSurvey(service, into, from),
  ])
  if (!kept) throw notFound(['survivor'], 'customer')
  if (!gone) throw notFound(['merged'], 'customer')
  if (kept.row.id === gone.row.id) throw invalid(['merged'], say('sameCustomer'))
  requireUnerased(kept.row, ['survivor'])
  requireUnerased(gone.row, ['merged'])
  requireVersion(kept.row, 'customer', versions.expectedVersion)
  requireVersion(gone.row, 'customer', versions.mergedVersion)

  const chosen = Object.fromEntries(Object.entries(prefer ?? {}).filter(([, value]) => value != null))
  const { patch, fields } = united(kept.row, gone.row, chosen)
  if (kept.row.kind !== gone.row.kind && survey.worksAs[patch.kind])
    throw invalid(['prefer', 'kind'], say('stillEmployed'))
  const history: RegionHistory = new Map([...gone.history, ...kept.history])
  const next = nextVersion(service, kept.row, {
    ...patch,
    ...{ regionId: currentRegion(history), ...reviewed(kept.row, patch, service.today) },
  })
  const result = {
    ...{ survivorId: kept.row.id, mergedId: gone.row.id },
    fields: fields.filter(({ field }) => mayReadField(service.actor, field)),
    moved: movedRows(survey.counts).filter(({ kind }) => mayReadRows(service.actor, kind)),
  }
  if (dryRun) return { ...result, mergeId: null }

  const mergeId = service.newId()
  const { now, today } = service
  const move = { mergeId, survivor: kept.row.id, merged: gone.row.id, now, today }
  const limited = next.after.restrictedAt !== null
  const ending = limited ? [kept.row, gone.row].filter(row => row.restrictedAt === null) : []
  const ended = await Promise.all(ending.map(({ id }) => readEnding(service, id)))
  // Who leaves its segments has past ones, which it may not have had before.
  const tables = ending.length > 0 ? held : held.filter((_, at) => (survey.counts[at]?.[0] ?? 0) > 0)
  const ofSurvivor = eq(customers.id, move.survivor)
  const ofMerged = eq(customers.id, move.merged)
  const externalIds = [...kept.externalIds, ...gone.externalIds]
  return commit(
    service,
    [
      ...ended.flatMap(read => tellEndings(service, read)),
      {
        action: 'customer.merged-away',
        entityId: move.merged,
        before: toldOf(gone.row, gone.history, gone.externalIds),
        detail: { merge: mergeId, into: move.survivor },
      },
      {
        action: 'customer.merge',
        entityId: move.survivor,
        before: toldOf(kept.row, kept.history, kept.externalIds),
        after: toldOf(next.after, history, externalIds),
        detail: { merge: mergeId, merged: move.merged },
      },
    ],
    [
      unchanged(service, customers, ofSurvivor, kept.row.version),
      unchanged(service, customers, ofMerged, gone.row.version),
      ...(kept.row.kind === gone.row.kind
        ? []
        : [guard(service, sql`NOT ${worksAsOther(patch.kind, sql`${move.survivor}`, sql`${move.merged}`)}`)]),
      guard(
        service,
        sql`${surveyOf({ survivor: sql`${move.survivor}`, today }, sql`${move.merged}`)} = ${survey.text}`,
      ),
      ...leaveCohorts(service, [memberOf(gone.row)]),
      sql`INSERT INTO customer_merges (id, merged_id, survivor_id, merged, survivor, result, at, actor, change_id)
        SELECT ${mergeId}, ${move.merged}, ${move.survivor}, ${stored(move.merged)}, ${stored(move.survivor)}, '{}',
          ${service.now}, ${service.actor.caller}, ${thisChange}`,
      sql`INSERT INTO change_rows (change_id, entity, row_id, before)
        SELECT ${thisChange}, 'customer', id, json_object('ownerId', owner_id, 'regionId', region_id, 'version', version)
        FROM customers WHERE id = ${move.survivor}`,
      ...ending.flatMap(({ id }) => endings(service, id)),
      ...moveEmployers(move),
      ...moveAll(tables, move),
      sql`DELETE FROM customers WHERE id = ${move.merged}`,
      service.db.orm.update(customers).set(next.set).where(ofSurvivor),
      ...keepBeside(service, mergeId, next.after, [kept.row, gone.row]),
      ...(isScored(next.after) ? [] : unscored(service, kept.row)),
      ...moveLevels(JSON.stringify([move.survivor]), noPlaces, today, thisChange),
      sql`UPDATE customer_merges SET result = ${stored(move.survivor)} WHERE id = ${mergeId}`,
    ],
    { ...result, mergeId },
  )
}

/** What the cohorts count of a customer. */
export const memberOf = (row: typeof customers.$inferSelect) => ({
  id: row.id,
  firstPurchaseOn: row.firstPurchaseOn,
  netSpend: String(row.netSpend),
  netSpendYear: String(row.netSpendYear),
  activeMonths: JSON.stringify(row.activeMonths),
})

export const storedColumns = customerColumnNames(customers)

/** A customer's row by the names of its columns, in SQL alone: sums may pass 2^53. */
const stored = (id: number): SQL =>
  sql`(SELECT ${rowOf(storedColumns)} FROM customers AS t WHERE t.id = ${id})`

/** Rows of each table of `held`, and how many of them give way. */
const counts = z.array(z.tuple([z.int(), z.int()]))

type Counts = z.infer<typeof counts>

function surveyOf(sides: Sides, merged: SQL): SQL {
  const limited = sql`EXISTS (
    SELECT 1 FROM customers WHERE id IN (${sides.survivor}, ${merged}) AND restricted_at IS NOT NULL)`
  return sql`json_array(${sql.join(
    held.map(table => sql`json((${surveyedRows(table, merged, sides, limited)}))`),
    sql`, `,
  )})`
}

async function readSurvey(service: Service, survivor: SQL, merged: SQL) {
  const [row] = await checkedRows(
    service.db.orm,
    z.object({ text: z.string(), asPerson: z.int(), asOrganisation: z.int() }),
    sql`SELECT ${surveyOf({ survivor: sql`ids.survivor`, today: service.today }, sql`ids.merged`)} AS text,
      ${worksAsOther('PERSON', sql`ids.survivor`, sql`ids.merged`)} AS asPerson,
      ${worksAsOther('ORGANISATION', sql`ids.survivor`, sql`ids.merged`)} AS asOrganisation
      FROM (SELECT ${survivor} AS survivor, ${merged} AS merged) AS ids`,
  )
  const text = row?.text ?? '[]'
  const worksAs = { PERSON: row?.asPerson === 1, ORGANISATION: row?.asOrganisation === 1 }
  return { text, counts: json(counts).parse(text), worksAs }
}

const movedRows = (found: Counts): MovedRows[] =>
  held.flatMap(({ kind }, at) => {
    const [rows, givenWay] = found[at] ?? [0, 0]
    return rows === 0 ? [] : [{ kind, rows, givenWay }]
  })
