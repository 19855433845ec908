import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { isInvisible } from '../../lib/text.ts'
import { parse, setOf, text } from '../input/fields.ts'
import { type Actor, requireScope } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { customerHits } from './customers-sql.ts'
import { type Match, matchOf, rankOf } from './marks.ts'
import {
  campaignHits,
  competitorHits,
  ownCampaignHits,
  segmentHits,
  staffHits,
  targetProfileHits,
} from './names-sql.ts'
import { type Question, questionOf } from './question.ts'

export const searchKinds = [
  'CUSTOMER',
  'STAFF_MEMBER',
  'SEGMENT',
  'TARGET_PROFILE',
  'OWN_CAMPAIGN',
  'CAMPAIGN',
  'COMPETITOR',
] as const

export type SearchKind = (typeof searchKinds)[number]

export interface SearchHit {
  kind: SearchKind
  id: number
  /** What it is called, or by what a customer was found whose name is missing or not for the caller. */
  title: string
  matched: Match
}

const scopeOf: Record<SearchKind, Scope> = {
  CUSTOMER: 'customers:read',
  STAFF_MEMBER: 'staff:read',
  SEGMENT: 'segments:read',
  TARGET_PROFILE: 'segments:read',
  OWN_CAMPAIGN: 'campaigns:read',
  CAMPAIGN: 'campaigns:read',
  COMPETITOR: 'competitors:read',
}

const hitsOf: Record<SearchKind, (question: Question, first: number, actor: Actor) => SQL> = {
  CUSTOMER: (question, first, actor) => customerHits(actor, question, first),
  STAFF_MEMBER: staffHits,
  SEGMENT: segmentHits,
  TARGET_PROFILE: targetProfileHits,
  OWN_CAMPAIGN: ownCampaignHits,
  CAMPAIGN: campaignHits,
  COMPETITOR: competitorHits,
}

export const mostHits = 100
export const usualHits = 20

const searchInput = z.strictObject({
  text: text(200),
  kinds: setOf(z.enum(searchKinds), searchKinds.length).optional(),
  first: z
    .int()
    .min(1)
    .max(mostHits)
    .nullish()
    .transform(first => first ?? usualHits),
})

const row = z.object({ kind: z.enum(searchKinds), id: z.int(), title: z.string(), mark: z.int() })

/**
 * What fits a text as somebody types it, the best first: a whole key, a name, beginnings of its words, the beginning of
 * a key, a part of either; of one rank all kinds in turn, customers by their last purchase and what they spent. One
 * statement; nothing for a text without anything to see.
 * @throws AuthorizationError for a kind by its name that the actor may not read: others are left out
 * @throws UserError `INVALID_INPUT`
 */
export async function search(
  service: Service,
  input: {
    text: string
    kinds?: readonly SearchKind[] | null | undefined
    first?: number | null | undefined
  },
): Promise<SearchHit[]> {
  const { actor, db, workspace } = service
  for (const kind of input.kinds ?? []) requireScope(actor, scopeOf[kind])
  if (isInvisible(input.text)) return []
  const { text, kinds, first } = parse(searchInput, input)
  const readable = (kinds ?? searchKinds).filter(kind => actor.scopes.has(scopeOf[kind]))
  if (readable.length === 0) return []
  const question = questionOf(text, workspace)
  const hits = readable.map(
    kind => sql`SELECT ${kind} AS kind, ${searchKinds.indexOf(kind)} AS place, hits.* FROM (
      ${hitsOf[kind](question, first, actor)}) AS hits`,
  )
  const rank = rankOf(sql`mark`)
  const found = await checkedRows(
    db.orm,
    row,
    sql`
      SELECT kind, id, title, mark FROM (
        SELECT *, row_number() OVER (
          PARTITION BY place, ${rank} ORDER BY recency DESC, weight DESC, id) AS turn
        FROM (${sql.join(hits, sql` UNION ALL `)}))
      ORDER BY ${rank}, turn, place LIMIT ${first}`,
  )
  if (actor.scopes.has('customers:personal'))
    for (const { kind, id } of found) if (kind === 'CUSTOMER') service.personal.note(['NAME'], id)
  return found.map(({ mark, ...hit }) => ({ ...hit, matched: matchOf(mark) }))
}
