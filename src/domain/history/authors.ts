import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Actor } from '../service/actor.ts'

export type AuthorKind = 'API_KEY' | 'TOKEN' | 'NIGHT' | 'OPERATOR'

/** Who did something, as far as whoever reads it may know. */
export interface Author {
  kind: AuthorKind
  /** Of the staff member, else of the key; null where there is neither, or the reader may not know. */
  name: string | null
  keyId: number | null
  staffId: number | null
}

export const authorRow = z.object({
  actor: z.string(),
  keyId: z.int().nullable(),
  keyName: z.string().nullable(),
  staffId: z.int().nullable(),
  staffName: z.string().nullable(),
})

/** The key of a `caller`; null for who came without one. */
const keyOf = (caller: SQL) => sql`iif(${caller} LIKE 'key:%', CAST(substr(${caller}, 5) AS INTEGER), NULL)`

/** Whom a `caller` acts for now; null for who acts for nobody. */
const staffOf = (caller: SQL, column: 'id' | 'name') => sql`(
  SELECT s.${sql.identifier(column)} FROM staff_members AS s WHERE s.id = (CASE
    WHEN ${caller} LIKE 'key:%' THEN (SELECT staff_id FROM api_keys WHERE id = ${keyOf(caller)})
    WHEN ${caller} LIKE 'token:%' THEN (
      SELECT id FROM staff_members WHERE subject = substr(${caller}, instr(${caller}, '|') + 1)) END))`

/** What is known of a `caller` of the trail, beside it. */
export const authorColumns = (caller: SQL): SQL => sql`
  ${keyOf(caller)} AS keyId, (SELECT name FROM api_keys WHERE id = ${keyOf(caller)}) AS keyName,
  ${staffOf(caller, 'id')} AS staffId, ${staffOf(caller, 'name')} AS staffName`

/** The author of a change: a name of staff takes `staff:read`, that of a key `api-keys:read`. */
export function authorOf({ scopes }: Actor, author: z.infer<typeof authorRow>): Author {
  const { keyId, staffId } = author
  const staffName = scopes.has('staff:read') ? author.staffName : null
  const keyName = scopes.has('api-keys:read') ? author.keyName : null
  return { kind: kindOf(author.actor), name: staffName ?? keyName, keyId, staffId }
}

function kindOf(caller: string): AuthorKind {
  if (caller.startsWith('key:')) return 'API_KEY'
  if (caller.startsWith('token:')) return 'TOKEN'
  return caller === 'night' ? 'NIGHT' : 'OPERATOR'
}
