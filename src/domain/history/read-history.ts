import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { startOfDay } from '../../lib/days.ts'
import { decodeId, type IdKind } from '../../lib/ids.ts'
import type { Entity } from '../changes/fields.ts'
import { type Action, changeKinds, fieldsToldBy } from '../changes/kinds.ts'
import { decodePlace, encodePlace } from '../feed/cursor.ts'
import { entityOf, type FeedEntity, feedEntities, idKindOf, scopeOfEntity } from '../feed/entities.ts'
import { told, toldOfEach } from '../feed/trail-sql.ts'
import { dayText, parse, setOf } from '../input/fields.ts'
import { personalKindOf } from '../personal-reads/kinds.ts'
import { type Actor, isShownCaller, requireScope, storedCaller } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { actionLabels } from '../wording/changes/action-labels.ts'
import { trailFieldLabel } from '../wording/changes/field-labels.ts'
import type { Spoken } from '../wording/language.ts'
import { say } from '../wording/say.ts'
import { readingOf } from '../writes/may-read.ts'
import { type Author, authorColumns, authorOf, authorRow } from './authors.ts'
import { scopeOfField, shownValue } from './forms.ts'

export const largestHistoryPage = 100
export const usualHistoryPage = 20

/** Changes that a page looks at, at most. */
const widestWindow = 2_000

/** A field that a change touched. */
export interface HistoryField {
  field: string
  /** For people; null of a field that no change tells of any more. */
  label: Spoken | null
  before: unknown
  after: unknown
  /** The caller may not read the values, or they were erased. */
  hidden: boolean
}

/** One change, as its trail tells it. */
export interface HistoryEntry {
  /** The number of the change. */
  id: number
  /** Names the change, for an undo, and the place behind it. */
  cursor: string
  action: string
  /** For people; null of an action that is not known any more. */
  label: Spoken | null
  description: string | null
  entity: FeedEntity
  recordId: number | null
  at: number
  /** The `caller` of the trail. */
  actor: string
  author: Author
  fields: HistoryField[]
  /** The number of the change that it takes back. */
  undoes: string | null
}

export interface HistoryPage {
  entries: HistoryEntry[]
  end: string | null
  hasNextPage: boolean
}

/** Days that a history may be of at once. */
export const mostHistoryDays = 31

const schema = z
  .strictObject({
    entities: setOf(z.enum(feedEntities), feedEntities.length).nullish(),
    from: dayText.nullish(),
    until: dayText.nullish(),
    of: z.string().max(100).nullish(),
    by: z.string().max(1_000).refine(isShownCaller, say('notCaller')).nullish(),
    after: z.string().max(100, say('foreignCursor')).nullish(),
    first: z
      .int()
      .min(1, say('pageSize', { max: largestHistoryPage }))
      .max(largestHistoryPage, say('pageSize', { max: largestHistoryPage }))
      .nullish(),
  })
  .refine(({ from, until }) => from == null || until != null, { path: ['until'], message: say('missing') })
  .refine(({ from, until }) => until == null || from != null, { path: ['from'], message: say('missing') })
  .refine(({ from, until }) => from == null || until == null || from <= until, {
    path: ['until'],
    message: say('untilBeforeFrom'),
  })
  .refine(({ from, until }) => from == null || until == null || until - from < mostHistoryDays, {
    path: ['until'],
    message: say('moreDays', { max: mostHistoryDays }),
  })
  .refine(({ of, by, from, until }) => of != null || by != null || from != null || until != null, {
    path: ['of'],
    message: say('missing'),
  })

const changedValue = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })

const detail = z.looseObject({
  fields: z.array(z.string()).optional(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  undoes: z.string().optional(),
})

export const historyRow = z.object({
  id: z.int(),
  mark: z.string(),
  at: z.int(),
  actor: z.string(),
  action: z.string(),
  entity: z.string(),
  entityId: z.int().nullable(),
  detail: json(detail).nullable(),
  /** What is kept apart of the personal fields. */
  values: json(z.array(changedValue)),
  told: z.int(),
})

const pageRow = historyRow.extend({ size: z.int(), ...authorRow.shape })

type HistoryRow = z.infer<typeof historyRow>

/**
 * Who changed what, before and after, the newest first: of one record, by one caller, or on some days of the workspace, or what
 * two or three of these have in common; of some kinds of records alone where they are said. As far as the actor's
 * scopes and reach go: a change of a record that lies outside is not told, and a value that it may not read is hidden.
 * A page may hold fewer entries than asked for and still say that there are more. One round trip.
 * @throws AuthorizationError for a record of a kind that the actor may not read, and for such a kind
 * @throws UserError `INVALID_INPUT`
 */
export async function readHistory(service: Service, input: unknown): Promise<HistoryPage> {
  const { of, by, after, first, entities, from, until } = parse(schema, input)
  const record = of == null ? null : recordOf(of)
  if (record) requireScope(service.actor, scopeOfEntity[entityOf[record.entity]])
  for (const entity of entities ?? []) requireScope(service.actor, scopeOfEntity[entity])
  const limit = first ?? usualHistoryPage
  const place = after == null ? null : decodePlace(after)
  const caller = by == null ? null : storedCaller(by)
  const rows = await checkedRows(
    service.db.orm,
    pageRow,
    historyOf(
      service.actor,
      { record, caller, days: daysOf(service, from, until), entities: entities ?? feedEntities },
      place?.change ?? null,
      limit,
    ),
  )
  const seen = rows.filter(row => row.told === told.AS_IT_IS)
  const shown = seen.slice(0, limit)
  for (const row of shown) noteValues(service, row)
  const entries = shown.map(row => entryOf(service.actor, row))
  const cut = rows[0]?.size === widestWindow
  const last = seen.length > limit ? seen[limit - 1] : rows.at(-1)
  return {
    entries,
    end: last ? encodePlace({ change: last.id, mark: last.mark, within: null }) : (after ?? null),
    hasNextPage: seen.length > limit || cut,
  }
}

/** What a history is of. */
interface Asked {
  record: Recorded | null
  caller: string | null
  /** The first instant, and the first behind. */
  days: { start: number; end: number } | null
  entities: readonly FeedEntity[]
}

function daysOf(
  { workspace: { timeZone } }: Service,
  from: number | null | undefined,
  until: number | null | undefined,
): Asked['days'] {
  return from == null || until == null
    ? null
    : { start: startOfDay(from, timeZone), end: startOfDay(until + 1, timeZone) }
}

interface Recorded {
  entity: Entity
  id: number
}

const storedKinds = Object.keys(entityOf) as Entity[]

const entityOfKind = new Map<IdKind, Entity>(
  storedKinds.flatMap(entity => {
    const kind = idKindOf[entityOf[entity]]
    return kind ? [[kind, entity] as const] : []
  }),
)

/** @throws UserError `INVALID_INPUT` for an id of something that the trail tells nothing of */
function recordOf(text: string): Recorded {
  const decoded = decodeId(text)
  const entity = decoded && entityOfKind.get(decoded.kind)
  if (!decoded || !entity) throw invalid(['of'], say('notRecord'))
  return { entity, id: decoded.id }
}

/** The changes of many rows that are still kept, one after another by the primary key. */
const changesOfMany = ({ entity, id }: Recorded): SQL => sql`
  WITH RECURSIVE many(id) AS (
    SELECT min(change_id) FROM change_rows
    UNION ALL
    SELECT (SELECT min(change_id) FROM change_rows WHERE change_id > many.id) FROM many WHERE many.id IS NOT NULL)
  SELECT many.id FROM many CROSS JOIN change_rows AS r
    ON r.change_id = many.id AND r.entity = ${entity} AND r.row_id = ${id}`

/** The changes as `c`: those of the record, of the caller, or else of the days that are asked for. */
function trailOf({ record, caller, days, entities }: Asked): SQL {
  const kinds = storedKinds.filter(kind => entities.includes(entityOf[kind]))
  const asked = [
    ...(caller === null ? [] : [sql`actor = ${caller}`]),
    // Days have an end: whatever they hold may be looked at for the few that are of a kind.
    ...(days === null
      ? []
      : [
          sql`at >= ${days.start} AND at < ${days.end}
            AND entity IN (SELECT value FROM json_each(${JSON.stringify(kinds)}))`,
        ]),
  ]
  const also = asked.length === 0 ? sql`true` : sql.join(asked, sql` AND `)
  if (record)
    return sql`
      SELECT * FROM changes WHERE entity = ${record.entity} AND entity_id = ${record.id} AND ${also}
      UNION ALL
      SELECT id, token, at, actor, action, ${record.entity}, ${record.id}, request_id, NULL FROM changes
      WHERE id IN (${changesOfMany(record)}) AND NOT (entity = ${record.entity} AND entity_id IS ${record.id}) AND ${also}`
  // Days long ago would else be looked for through all that came since.
  const index = sql.raw(days === null ? 'changes_actor' : 'changes_at')
  return sql`SELECT * FROM changes INDEXED BY ${index} WHERE ${also}`
}

function historyOf(actor: Actor, asked: Asked, before: number | null, limit: number): SQL {
  const readable = asked.entities.filter(entity => actor.scopes.has(scopeOfEntity[entity]))
  const behind = before === null ? sql`true` : sql`id < ${before}`
  return sql`
    SELECT page.*, ${authorColumns(sql`page.actor`)} FROM (
      SELECT ${historyColumns}, ${toldOfEach(actor, readable)} AS told, count(*) OVER () AS size,
        lead(c.id) OVER (ORDER BY c.id DESC) AS next
      FROM (SELECT * FROM (${trailOf(asked)}) WHERE ${behind} ORDER BY id DESC LIMIT ${widestWindow}) AS c) AS page
    WHERE told = ${told.AS_IT_IS} OR next IS NULL
    ORDER BY id DESC LIMIT ${limit + 2}`
}

/** Of a change as `c`, but `told`. */
export const historyColumns: SQL = sql`
  c.id, substr(c.token, 1, 6) AS mark, c.at, c.actor, c.action, c.entity, c.entity_id AS entityId, c.detail,
  (SELECT json_group_array(json_object('field', field, 'before', json(before), 'after', json(after)))
    FROM change_values WHERE change_id = c.id) AS "values"`

const wordsFor: Readonly<Record<string, Spoken>> = actionLabels

const isAction = (name: string): name is Action => Object.hasOwn(changeKinds, name)
const isEntity = (name: string): name is Entity => Object.hasOwn(entityOf, name)

function entryOf(actor: Actor, row: z.infer<typeof pageRow>): HistoryEntry {
  const { id, mark, action, entity, detail } = row
  if (!isEntity(entity)) throw new Error(`A change of "${entity}", which is no entity`)
  return {
    id,
    cursor: encodePlace({ change: id, mark, within: null }),
    action,
    label: wordsFor[action] ?? null,
    description: isAction(action) ? changeKinds[action].description : null,
    entity: entityOf[entity],
    recordId: row.entityId,
    ...{ at: row.at, actor: row.actor, author: authorOf(actor, row) },
    fields: fieldsOf(row).map(value => shownTo(actor, row, entity, value)),
    undoes: detail?.undoes ?? null,
  }
}

/** Notes what the trail answers of a person: of a record of a customer's it counts the record. */
function noteValues({ actor, personal }: Service, { entity, entityId, values }: HistoryRow): void {
  if (!isEntity(entity) || entityId === null || values.length === 0) return
  const reading = readingOf[entity]
  if (!reading.includes('customers:personal') || !reading.every(scope => actor.scopes.has(scope))) return
  const kinds = values.map(({ field }) =>
    entity === 'customer' ? (personalKindOf('customers', columnOf(field)) ?? 'TEXT') : 'TEXT',
  )
  personal.note(kinds, entityId)
}

/** As the database names it. */
const columnOf = (field: string) => field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** What a change touched, in stored form; undefined where an erasure took it away. */
export function fieldsOf({
  detail,
  values,
}: Pick<HistoryRow, 'detail' | 'values'>): { field: string; before?: unknown; after?: unknown }[] {
  const apart = new Map(values.map(value => [value.field, value]))
  const [before, after] = [detail?.before ?? {}, detail?.after ?? {}]
  return (detail?.fields ?? []).map(field => {
    const kept = apart.get(field)
    if (kept) return kept
    if (field in before || field in after)
      return { field, before: before[field] ?? null, after: after[field] ?? null }
    return { field }
  })
}

function shownTo(
  { scopes }: Actor,
  { action, values }: HistoryRow,
  entity: Entity,
  value: { field: string; before?: unknown; after?: unknown },
): HistoryField {
  const { field } = value
  const label = trailFieldLabel(entity, field)
  const scope = scopeOfField(field)
  const isPersonal =
    values.some(kept => kept.field === field) ||
    !isAction(action) ||
    fieldsToldBy(action)[field] === 'PERSONAL'
  const mayRead =
    (!isPersonal || readingOf[entity].every(needed => scopes.has(needed))) &&
    (scope === null || scopes.has(scope))
  if (!mayRead || !('before' in value)) return { field, label, before: null, after: null, hidden: true }
  return {
    ...{ field, label },
    before: shownValue(field, value.before),
    after: shownValue(field, value.after),
    hidden: false,
  }
}
