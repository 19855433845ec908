import { sql } from 'drizzle-orm'
import { checkedRows } from '../../../database/checked-rows.ts'
import type { Statement } from '../../../database/client.ts'
import { segments } from '../../../database/tables/care/segments.ts'
import type { Condition } from '../../filters/condition.ts'
import type { Service } from '../../service/service.ts'
import { commit, guard, isGuardFailure, StaleRead } from '../../writes/commit.ts'
import { judgeAmong, type Moves, movesRow, storeJudgement } from '../members-sql.ts'
import { behind, segmentsIn } from '../rules/memberships.ts'
import { tablesRead } from '../rules/reads.ts'
import { storedRule } from '../rules/rule.ts'
import type { RuledSegment } from '../rules/stored.ts'
import { changedRow, changesBehind, customersChanged, tablesWritten, windowRow } from './changed-sql.ts'

/** Changes that are looked at together, and customers whom one statement judges. */
const atOnce = { changes: 20, customers: 2_000 }

interface Followed extends RuledSegment {
  condition: Condition
  reads: ReadonlySet<string>
  /** Whose members it asks about. */
  asks: readonly number[]
}

/**
 * Brings the members of segments up to date with what has changed since: who was changed, by those rules that read what
 * was changed of them, as of today. One round trip where nothing concerns a rule, two more where somebody may move, and
 * as many again for each segment that asks about others. May be killed at any point, and run beside another: what was
 * not noted as followed is followed again. Night's changes are not followed, since it judges everybody.
 * @param milliseconds it begins no further changes behind so many
 * @returns how many customers joined or left
 */
export async function followChanges(
  service: Service,
  clock: () => number,
  milliseconds = 20_000,
): Promise<number> {
  const begun = clock()
  let moved = 0
  do {
    const step = await followSome({ ...service, now: clock() })
    moved += step.moved
    if (!step.more) break
  } while (clock() - begun < milliseconds)
  return moved
}

async function followSome(service: Service): Promise<{ moved: number; more: boolean }> {
  const { orm } = service.db
  const [[window], changed, stored] = await Promise.all([
    checkedRows(orm, windowRow, changesBehind(atOnce.changes)),
    checkedRows(orm, changedRow, customersChanged(atOnce.changes)),
    orm.select({ id: segments.id, rule: segments.rule }).from(segments).orderBy(segments.id),
  ])
  if (!window || window.size === 0) return { moved: 0, more: false }
  const more = window.size === atOnce.changes
  const all = stored.map(({ id, rule }) => followedOf(service, id, rule))
  const concerned = all.filter(segment => customersOf(segment, changed).length > 0)
  const turn = new Turn(service, window)
  try {
    if (concerned.length === 0) {
      // Few changes that concern nobody are looked at again: cheaper than to note each.
      if (more) await turn.end()
      return { moved: 0, more }
    }
    const everybody = [...new Set(concerned.flatMap(segment => customersOf(segment, changed)))]
    for (let start = 0; start < everybody.length; start += atOnce.customers) {
      const some = new Set(everybody.slice(start, start + atOnce.customers))
      for (const group of groupsOf(all, concerned)) {
        await turn.take(group, segment => customersOf(segment, changed).filter(id => some.has(id)))
      }
    }
    await turn.end()
    return { moved: turn.moved, more }
  } catch (error) {
    // Another one is following: it goes on.
    if (error instanceof StaleRead || isGuardFailure(error)) return { moved: turn.moved, more: false }
    throw error
  }
}

type Changed = readonly { entity: string; customers: readonly number[] }[]

function followedOf({ workspace }: Service, id: number, rule: unknown): Followed {
  const condition = storedRule(rule, workspace)
  return {
    ...{ id, rule: JSON.stringify(rule), condition, reads: tablesRead(condition) },
    asks: segmentsIn(condition).map(one => one.id),
  }
}

/** Whom of the changed customers a segment may judge another way than before. */
const customersOf = ({ reads }: Followed, changed: Changed): number[] => [
  ...new Set(
    changed.flatMap(({ entity, customers }) =>
      (tablesOf.get(entity) ?? []).some(table => reads.has(table)) ? customers : [],
    ),
  ),
]

const tablesOf = new Map<string, readonly string[]>(Object.entries(tablesWritten))

/** Segments that can be judged together: all that ask about no others, then one by one those that do, each behind what it asks about. */
function groupsOf(all: readonly Followed[], concerned: readonly Followed[]): Followed[][] {
  const order = [
    ...behind(
      new Map(all.map(({ id, asks }) => [id, asks])),
      concerned.map(({ id }) => id),
    ),
  ]
  const asking = order.flatMap(id => concerned.filter(one => one.id === id && one.asks.length > 0))
  return [concerned.filter(one => one.asks.length === 0), ...asking.map(one => [one])].filter(
    group => group.length > 0,
  )
}

/** What one follower writes: each write is void once another one has written. */
class Turn {
  moved = 0
  #turn: number
  readonly #service: Service
  readonly #window: { from: number; to: number }

  constructor(service: Service, { turn, ...window }: { turn: number; from: number; to: number }) {
    this.#service = service
    this.#turn = turn
    this.#window = window
  }

  /** Judges and moves. */
  async take(group: readonly Followed[], customersOf: (segment: Followed) => number[]): Promise<void> {
    const { db, today: asOf, now, workspace } = this.#service
    const judged = await Promise.all(
      group.map(async segment => {
        const ids = JSON.stringify(customersOf(segment))
        const statement = judgeAmong(segment.id, segment.condition, { asOf, ...workspace }, ids)
        const [moves] = await checkedRows(db.orm, movesRow, statement)
        return { segment, joined: sizeOf(moves?.joining), left: sizeOf(moves?.leaving), moves }
      }),
    )
    const moving = judged.filter(({ joined, left }) => joined + left > 0)
    if (moving.length === 0) return
    const joined = moving.reduce((sum, one) => sum + one.joined, 0)
    const left = moving.reduce((sum, one) => sum + one.left, 0)
    await commit(
      this.#service,
      { action: 'segment.follow', detail: { joined, left } },
      [
        ...this.#next(this.#window.from),
        ...moving.flatMap(({ segment, moves }) => (moves ? storeJudgement(segment, moves, now) : [])),
      ],
      null,
    )
    this.moved += joined + left
  }

  /** Notes what was followed. */
  async end(): Promise<void> {
    await this.#service.db.write(this.#next(this.#window.to))
  }

  #next(changeId: number): Statement[] {
    const turn = this.#turn++
    return [
      guard(this.#service, sql`ifnull((SELECT turn FROM segment_following), 0) = ${turn}`),
      sql`INSERT INTO segment_following (id, change_id, turn) VALUES (1, ${changeId}, ${turn + 1})
        ON CONFLICT DO UPDATE SET change_id = excluded.change_id, turn = excluded.turn`,
    ]
  }
}

const sizeOf = (list: Moves['joining'] = '[]'): number => JSON.parse(list).length
