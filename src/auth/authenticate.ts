import type { SQL } from 'drizzle-orm'
import * as z from 'zod'
import { checked } from '../database/checked-rows.ts'
import type { Query } from '../database/hrana/batch.ts'
import type { Actor } from '../domain/service/actor.ts'
import type { Spending } from '../domain/service/points.ts'
import type { Workspace } from '../domain/service/service.ts'
import { noWorkspace } from '../domain/workspace/read-workspace.ts'

/** Somebody, and the workspace that was read in the same statement. */
export interface Identity {
  actor: Actor
  workspace: Workspace
}

/** How full the caller's bucket of cost points was, and when; when it was last used, `Infinity` where that is not kept. */
export interface Use {
  level: number
  levelAt: number
  lastUsedAt: number | null
}

const useRow = z.tuple([z.unknown(), z.int(), z.int(), z.int().nullable()]).rest(z.unknown())

/** Of a row of a text, `level`, `level_at`, `last_used_at`. */
export function useIn(row: readonly unknown[]): Use {
  const [, level, levelAt, lastUsedAt] = checked(useRow, row)
  return { level, levelAt, lastUsedAt }
}

/** Who follows what a request changes, behind its answer. */
export interface Followers {
  webhooks: boolean
  segments: boolean
}

/** In a look-up, behind what it finds of the caller: whether there are webhooks to be told, and whether segments. */
export const followersInSql =
  'EXISTS (SELECT 1 FROM webhooks WHERE paused_because IS NULL) + 2 * EXISTS (SELECT 1 FROM segments)'

/** Of a row of a look-up. */
export function followersIn(row: readonly unknown[]): Followers {
  const found = Number(row.at(-1))
  return { webhooks: found % 2 === 1, segments: found >= 2 }
}

/** What the database has to say of a credential that looks good by itself. */
export interface Lookup {
  /** The same for the same credential, and for none that may do something else. */
  key: string
  /**
   * Answers one text, which is the same for as long as the identity is, behind it what `useOf` reads, and at the end what
   * `followersIn` does.
   */
  query: Query
  /** What the database keeps of the caller's use, from the row that the query, or `spend`, answered. */
  useOf(row: readonly unknown[]): Use
  /**
   * A write that adds points to what is kept of the caller's use, and answers it as the query does. Sent twice, where
   * nobody knows whether it was applied, it adds them twice: the caller gets a little less, once.
   */
  spend(spending: Spending): SQL
  /**
   * @param found the text, null where there is no workspace
   * @param now in milliseconds
   * @throws BadCredential
   */
  identityOf(found: string | null, now: number): Identity
}

/**
 * A credential that a strategy recognises as its own kind but refuses. The reason goes to the log only: every
 * refusal looks the same from outside.
 */
export class BadCredential extends Error {
  override readonly name = 'BadCredential'
}

/** A credential that was good, and is refused until somebody lets it go on: whoever holds it is told so. */
export class FrozenCredential extends Error {
  override readonly name = 'FrozenCredential'
}

/** What is found of a credential is not what was remembered: whatever it was answered meanwhile is void. */
export class CredentialChanged extends Error {
  override readonly name = 'CredentialChanged'
}

/** Whoever could say whether the credential is good cannot be reached. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

/** Null: not my kind of credential. Throws BadCredential: mine, but not good. */
export type Strategy = (credential: string) => Promise<Lookup | null>

/**
 * What to look up of the sender of a request, by its `Authorization: Bearer …` header.
 * @throws BadCredential, ProviderUnavailable
 */
export async function lookupOf(header: string, strategies: readonly Strategy[]): Promise<Lookup> {
  const credential = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(header.trim())?.[1]
  if (credential === undefined) throw new BadCredential('not a bearer credential')
  for (const strategy of strategies) {
    const lookup = await strategy(credential)
    if (lookup) return lookup
  }
  throw new BadCredential('no strategy knows this kind of credential')
}

/** What a lookup found, as its strategy knows it. */
export function readFound<Row>(row: z.ZodType<Row>, found: string | null): Row {
  if (found === null) throw new Error(noWorkspace)
  return checked(row, JSON.parse(found))
}
