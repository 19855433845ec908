import { getTableColumns, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { type FeedEntity, scopeOfEntity } from '../feed/entities.ts'
import type { FeedEntry } from '../feed/read-changes.ts'
import {
  campaignTable,
  competitorTable,
  consentTable,
  customerTable,
  exposureTable,
  followUpTable,
  interactionTable,
  snapshotTable,
} from '../fields/tables.ts'
import { holding, requireScopesOf } from '../filters/apply.ts'
import type { Condition } from '../filters/condition.ts'
import type { FieldTable } from '../filters/field.ts'
import { costOfCondition, readCondition } from '../filters/read.ts'
import { asReadBy, hidden } from '../filters/told-filter.ts'
import type { Actor } from '../service/actor.ts'
import { type Issue, invalid } from '../service/errors.ts'
import type { Service, Workspace } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** By whose rows changes can be narrowed, under the name that a filter has in the input. */
export const filtered = {
  campaign: { entity: 'CAMPAIGN', table: campaignTable },
  competitor: { entity: 'COMPETITOR', table: competitorTable },
  consent: { entity: 'CONSENT', table: consentTable },
  customer: { entity: 'CUSTOMER', table: customerTable },
  exposure: { entity: 'EXPOSURE', table: exposureTable },
  followUp: { entity: 'FOLLOW_UP', table: followUpTable },
  interaction: { entity: 'INTERACTION', table: interactionTable },
  snapshot: { entity: 'SNAPSHOT', table: snapshotTable },
} as const satisfies Record<string, { entity: FeedEntity; table: FieldTable }>

type Filtered = (typeof filtered)[keyof typeof filtered]

/** Filters as they were given, each in the shape that lists of its rows take. */
export type Filters = Readonly<Record<string, unknown>>

/** A question of a column; and what a filter may cost at most, as queries are counted. */
const cost = { question: 20, most: 5_000 }

export const filtersField = z.strictObject(
  Object.fromEntries(Object.keys(filtered).map(name => [name, z.unknown().optional()])),
)

/** Those that are said, with what they are about. */
const saidIn = (filters: Filters): (Filtered & { name: string; raw: unknown })[] =>
  Object.entries(filtered).flatMap(([name, of]) =>
    filters[name] === undefined ? [] : [{ name, ...of, raw: filters[name] }],
  )

/** Filters as a caller is shown them: without what they ask of what it may not read. */
export const filtersAsReadBy = (filters: Filters, { scopes }: Actor): Filters =>
  Object.fromEntries(
    saidIn(filters).map(({ name, entity, table, raw }) => [
      name,
      scopes.has(scopeOfEntity[entity]) ? asReadBy(table, raw, scopes) : hidden,
    ]),
  )

function readFilter(table: FieldTable, raw: unknown, workspace: Workspace, path: Issue['path']): Condition {
  const condition = readCondition(table, raw, workspace, path)
  if (!condition) throw invalid(path, say('emptyCondition'))
  return condition
}

/**
 * Checks that filters can be asked by the actor, of entities that are told.
 * @throws AuthorizationError for what the actor may not read
 * @throws UserError `INVALID_INPUT` under `path`
 */
export function requireFilters(
  service: Service,
  filters: Filters,
  entities: readonly string[],
  path: Issue['path'],
): void {
  for (const { name, entity, table, raw } of saidIn(filters)) {
    const at = [...path, name]
    if (!entities.includes(entity)) throw invalid(at, say('filterOfUntold', { entity }))
    const condition = readFilter(table, raw, service.workspace, at)
    requireScopesOf(service, condition)
    const costs = costOfCondition(table, raw, cost.question)
    if (costs > cost.most) throw invalid(at, say('filterCost', { cost: costs, max: cost.most }))
  }
}

const idRow = z.object({ id: z.int() })

/**
 * The entries whose records are, at this moment and within the actor's reach, what the filters ask for; and those of
 * which nothing is asked, or nothing can be, because the record is gone. The actor may ask them (`requireFilters`).
 */
export async function matching(
  service: Service,
  filters: Filters,
  entries: readonly FeedEntry[],
): Promise<FeedEntry[]> {
  const { db, workspace } = service
  const asked = await Promise.all(
    saidIn(filters).map(async ({ entity, table, raw }) => {
      const ids = entries.flatMap(entry => (entry.entity === entity ? (entry.recordId ?? []) : []))
      const condition = readFilter(table, raw, workspace, [])
      const rows = await checkedRows(
        db.orm,
        idRow,
        sql`SELECT id FROM ${table.table} WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
          AND ${holding(service, condition, getTableColumns(table.table))}`,
      )
      return { entity, ids: new Set(rows.map(({ id }) => id)) }
    }),
  )
  return entries.filter(({ entity, action, recordId }) => {
    const filter = asked.find(one => one.entity === entity)
    return !filter || action === 'REMOVED' || (recordId !== null && filter.ids.has(recordId))
  })
}
