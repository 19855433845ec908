import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { parse, setOf } from '../input/fields.ts'
import { type Actor, requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { decodePlace, encodePlace, markOf, type Place } from './cursor.ts'
import {
  actionOf,
  entityOf,
  type FeedAction,
  type FeedEntity,
  feedEntities,
  scopeOfEntity,
} from './entities.ts'
import { forgottenUpTo } from './kept.ts'
import { type Part, partRow, partsOf, startKey } from './parts-sql.ts'
import { type TrailRow, told, trailBehind, trailRow } from './trail-sql.ts'

export const largestFeedPage = 100
export const usualFeedPage = 20

/** Changes that a page of a caller who is not told of all looks at, at most. */
const widestWindow = 2_000
/** Changes of many rows that a page reads, at most. */
const mostMany = 8

/** One thing that happened to one record. */
export interface FeedEntry {
  cursor: string
  entity: FeedEntity
  action: FeedAction
  /** In milliseconds: when the change was written; of what a night moved, when the night ended. */
  at: number
  /** The `caller` of the trail. */
  actor: string
  /** Null for what has no id of its own. */
  recordId: number | null
  /** Of joining and leaving one. */
  segmentId: number | null
}

export interface FeedPage {
  entries: FeedEntry[]
  /** Behind all that the page looked at: also where it holds nothing. */
  end: string
  hasNextPage: boolean
}

const schema = z.strictObject({
  after: z.string().max(100, say('foreignCursor')).nullish(),
  first: z
    .int()
    .min(1, say('pageSize', { max: largestFeedPage }))
    .max(largestFeedPage, say('pageSize', { max: largestFeedPage }))
    .nullish(),
  entities: setOf(z.enum(feedEntities), feedEntities.length).optional(),
})

const boundsRow = z.object({ forgotten: z.int(), forgottenMark: z.string(), mark: z.string() })

/**
 * What was changed behind a cursor, in the order in which it was committed, as far as the actor's scopes and reach go: an
 * entry per record, also of changes that tell of many, and what nights moved behind the end of the night. A record that
 * left the actor's reach is one entry more, `REMOVED`. A page may hold fewer entries than asked for, even none, and
 * still say that there are more: then the actor is told little of what was looked at.
 * One round trip; two where a change of many rows is met.
 * @throws AuthorizationError for an entity by its name that the actor may not read: others are left out
 * @throws UserError `INVALID_INPUT`, with the code `CURSOR_EXPIRED` where changes behind the cursor are not kept any more
 */
export async function readChanges(service: Service, input: unknown): Promise<FeedPage> {
  const { after, first, entities } = parse(schema, input)
  const { actor, db } = service
  for (const entity of entities ?? []) requireScope(actor, scopeOfEntity[entity])
  const readable = (entities ?? feedEntities).filter(entity => actor.scopes.has(scopeOfEntity[entity]))
  const limit = first ?? usualFeedPage
  const place = after == null ? null : decodePlace(after)
  const all = actor.reach === 'WORKSPACE' && readable.length === feedEntities.length
  const window = all ? limit + 1 : widestWindow
  const from =
    place === null ? forgottenUpTo(service.now) : sql`${place.within ? place.change - 1 : place.change}`
  const [[bounds], trail] = await Promise.all([
    checkedRows(
      db.orm,
      boundsRow,
      sql`SELECT forgotten, ${markOf(sql`forgotten`)} AS forgottenMark, ${markOf(place?.change ?? 0)} AS mark
        FROM (SELECT ${forgottenUpTo(service.now)} AS forgotten)`,
    ),
    checkedRows(db.orm, trailRow, trailBehind(from, window, readable, actor, Object.keys(partsOf))),
  ])
  if (!bounds) throw new Error('A SELECT without a row')
  const { forgotten, forgottenMark, mark } = bounds
  const isGone = place && (place.change < forgotten || (place.change === forgotten && place.within))
  if (isGone || (place && place.mark !== mark)) throw invalid(['after'], say('cursorExpired'))
  const start = place ?? { change: forgotten, mark: forgottenMark, within: null }
  const cut = trail[0]?.size === window
  return gather(service, { start, trail, cut, readable, limit })
}

/** The cursor behind the newest change: what is read from there on is new. */
export async function newestCursor({ db }: Service): Promise<string> {
  const [row] = await checkedRows(
    db.orm,
    z.object({ change: z.int(), mark: z.string() }),
    sql`SELECT newest AS change, ${markOf(sql`newest`)} AS mark FROM (SELECT ifnull(max(id), 0) AS newest FROM changes)`,
  )
  if (!row) throw new Error('A SELECT without a row')
  return encodePlace({ ...row, within: null })
}

interface Found {
  start: Place
  trail: readonly TrailRow[]
  /** Whether more of the trail lies behind. */
  cut: boolean
  readable: readonly FeedEntity[]
  limit: number
}

/** A place that was looked at, and what the actor is told of it. */
interface Step {
  place: Place
  entry: Omit<FeedEntry, 'cursor'> | null
}

/** The page from the trail, with the rows of its first changes of many. */
async function gather(service: Service, found: Found): Promise<FeedPage> {
  const { start, limit } = found
  const { near, cut } = within(found)
  const walks = await Promise.all(
    near.map(row => (isMany(row) ? walkMany(service, row, found) : { steps: [stepOf(row)], cut: false })),
  )
  const entries: FeedEntry[] = []
  let end = start
  for (const walk of walks) {
    for (const { place, entry } of walk.steps) {
      if (entry && entries.length === limit) return { entries, end: encodePlace(end), hasNextPage: true }
      if (entry) entries.push({ ...entry, cursor: encodePlace(place) })
      end = place
    }
    if (walk.cut) return { entries, end: encodePlace(end), hasNextPage: true }
  }
  return { entries, end: encodePlace(end), hasNextPage: cut }
}

const isMany = ({ action }: TrailRow) => partsOf[action] !== undefined

/** Of the trail what one page can need: it ends behind as many entries as fit, or where too many changes are of many rows. */
function within({ trail, cut, limit }: Found): { near: readonly TrailRow[]; cut: boolean } {
  let [entries, many] = [0, 0]
  const end = trail.findIndex(row => {
    if (entries > limit || many === mostMany) return true
    if (isMany(row)) many += 1
    else if (row.told !== told.NOT) entries += 1
    return false
  })
  return end === -1 ? { near: trail, cut } : { near: trail.slice(0, end), cut: true }
}

function stepOf(row: TrailRow): Step {
  const { id, mark, at, actor, entityId } = row
  const action = actionOf(row.action)
  const entity = isEntity(row.entity) ? entityOf[row.entity] : null
  const isTold = action !== null && entity !== null && row.told !== told.NOT
  return {
    place: { change: id, mark, within: null },
    entry: isTold
      ? {
          ...{ entity, at, actor, recordId: entityId, segmentId: null },
          action: row.told === told.REMOVED ? 'REMOVED' : action,
        }
      : null,
  }
}

const isEntity = (name: string): name is keyof typeof entityOf => Object.hasOwn(entityOf, name)

async function walkMany(
  service: Service,
  row: TrailRow,
  { start, readable, limit }: Found,
): Promise<{ steps: Step[]; cut: boolean }> {
  const { actor, db } = service
  const behind = { change: row.id, mark: row.mark }
  const begun = start.within && start.change === row.id ? start.within : null
  const parts = (partsOf[row.action] ?? []).map((part, at) => ({ part, at }))
  const reads = await Promise.all(
    parts
      .filter(({ part, at }) => at >= (begun?.part ?? 0) && isTold(actor, part, readable))
      .map(async ({ part, at }) => {
        const key = begun?.part === at ? keyOf(begun.key) : startKey
        return { part, at, rows: await checkedRows(db.orm, partRow, part.rows(row, key, limit + 1, actor)) }
      }),
  )
  const steps: Step[] = []
  for (const { part, at, rows } of reads) {
    for (const one of rows) {
      const action = one.told === told.REMOVED ? 'REMOVED' : part.action(one)
      const { rowId, segmentId } = one
      steps.push({
        place: { ...behind, within: { part: at, key: [one.k1, one.k2, one.k3] } },
        entry:
          one.told === told.NOT
            ? null
            : {
                ...{ entity: part.entity, at: row.at, actor: row.actor, segmentId },
                action,
                recordId: rowId,
              },
      })
    }
    if (rows.length > limit) return { steps, cut: true }
  }
  return { steps: [...steps, { place: { ...behind, within: null }, entry: null }], cut: false }
}

const isTold = (actor: Actor, { entity, scope }: Part, readable: readonly FeedEntity[]) =>
  readable.includes(entity) && (scope === undefined || actor.scopes.has(scope))

const keyOf = ([a = startKey[0], b = 0, c = 0]: readonly number[]) => [a, b, c] as const
