import { decodeId, encodeId } from '../../lib/ids.ts'
import { say } from '../wording/say.ts'
import { AuthorizationError } from './errors.ts'
import { type Reach, type Scope, scopes } from './scopes.ts'

/**
 * Who acts. `caller` is stable over a credential's life (`key:12`, `token:<issuer>|<subject>`, `night`,
 * `operator` for whoever runs the scripts beside the database): idempotency keys and the audit trail are kept
 * under it. With reach `OWNED` the actor sees only the customers that its staff member owns, with `TEAM` also those in whose
 * care team it is, with `REGION` those who are in its `regions` and all within them; and what belongs to them. `expiresAt` (milliseconds) is when a key ends by itself; null for one that never does, and for anybody
 * who is no key.
 */
export interface Actor {
  kind: 'ANONYMOUS' | 'API_KEY' | 'TOKEN' | 'NIGHT' | 'OPERATOR'
  caller: string
  name: string
  scopes: ReadonlySet<Scope>
  reach: Reach
  /** Of reach `REGION`; else none. */
  regions: readonly number[]
  staffId: number | null
  expiresAt: number | null
}

export const anonymous: Actor = {
  kind: 'ANONYMOUS',
  caller: 'anonymous',
  name: 'anonymous',
  scopes: new Set(),
  reach: 'OWNED',
  regions: [],
  staffId: null,
  expiresAt: null,
}

/** Whoever works for the house itself and may do everything: the night, the operator. */
export const houseActor = (kind: 'NIGHT' | 'OPERATOR', caller: string): Actor => ({
  kind,
  caller,
  name: caller,
  scopes: new Set(scopes),
  reach: 'WORKSPACE',
  regions: [],
  staffId: null,
  expiresAt: null,
})

/** @throws AuthorizationError `UNAUTHENTICATED` without a credential, `FORBIDDEN` without the scope. */
export function requireScope(actor: Actor, scope: Scope): void {
  if (actor.kind === 'ANONYMOUS') throw new AuthorizationError('UNAUTHENTICATED', say('signIn'))
  if (!actor.scopes.has(scope)) throw missingScope(scope)
}

export const missingScope = (scope: Scope) =>
  new AuthorizationError('FORBIDDEN', say('needsScope', { scope }))

/** The `caller` of whoever signs in with the key. */
export const callerOfKey = (id: number) => `key:${id}`

/** A stored `caller` as the public interface names it: a key by its id, anybody else as stored. */
export function publicCaller(caller: string): string {
  const key = /^key:(\d+)$/.exec(caller)?.[1]
  return key === undefined ? caller : encodeId('apiKey', Number(key))
}

/** How the public interface names callers: a key, somebody with a token, the night, the operator. */
const shownCaller = /^(?:night|operator|token:[^|]+\|.+)$/s

/** Whether a text names a caller as the public interface does, be there such a one or not. */
export const isShownCaller = (text: string): boolean =>
  decodeId(text)?.kind === 'apiKey' || shownCaller.test(text)

/** The reverse of `publicCaller`. */
export function storedCaller(shown: string): string {
  const key = decodeId(shown)
  return key?.kind === 'apiKey' ? callerOfKey(key.id) : shown
}
