import type { Actor } from '../domain/service/actor.ts'
import type { Workspace } from '../domain/service/service.ts'

/** Somebody, and the workspace that was read in the same round trip. */
export interface Identity {
  actor: Actor
  workspace: Workspace
}

/**
 * A credential that a strategy recognises as its own kind but refuses. The reason goes to the log only: every
 * refusal looks the same from outside.
 */
export class BadCredential extends Error {
  override readonly name = 'BadCredential'
}

/** Whoever could say whether the credential is good cannot be reached. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

/** Null: not my kind of credential. Throws BadCredential: mine, but not good. */
export type Strategy = (credential: string) => Promise<Identity | null>

/**
 * Who sends the request, by its `Authorization: Bearer …` header.
 * @throws BadCredential, ProviderUnavailable
 */
export async function authenticate(header: string, strategies: readonly Strategy[]): Promise<Identity> {
  const credential = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(header.trim())?.[1]
  if (credential === undefined) throw new BadCredential('not a bearer credential')
  for (const strategy of strategies) {
    const identity = await strategy(credential)
    if (identity) return identity
  }
  throw new BadCredential('no strategy knows this kind of credential')
}
