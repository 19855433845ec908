import { hmacHex } from '../../lib/hmac.ts'
import { conflict, type Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** What a person is known by, in the form in which it is stored and compared. */
export type Identifier =
  | { kind: 'EMAIL' | 'PHONE'; value: string }
  | { kind: 'EXTERNAL_ID'; source: string; externalId: string }

/** An identifier, and where the input says it. */
export interface Said {
  identifier: Identifier
  path: Issue['path']
}

export const emailSaid = (value: string, path: Said['path']): Said => ({
  identifier: { kind: 'EMAIL', value },
  path,
})

export const phoneSaid = (value: string, path: Said['path']): Said => ({
  identifier: { kind: 'PHONE', value },
  path,
})

export const keySaid = (
  { source, externalId }: { source: string; externalId: string },
  path: Said['path'],
): Said => ({
  identifier: { kind: 'EXTERNAL_ID', source, externalId },
  path,
})

/** An identifier as a tombstone holds it. */
export interface Mark {
  kind: Identifier['kind']
  mark: string
}

const textOf = (identifier: Identifier): string =>
  identifier.kind === 'EXTERNAL_ID'
    ? JSON.stringify([identifier.source, identifier.externalId])
    : identifier.value

export const markOf = (secret: string, identifier: Identifier): Mark => ({
  kind: identifier.kind,
  mark: hmacHex(secret, `${identifier.kind} ${textOf(identifier)}`),
})

/** Tells one secret from another, and nothing of either. */
export const fingerprintOf = (secret: string): string => hmacHex(secret, 'SECRET').slice(0, 16)

/**
 * The secret of the Worker.
 * @throws UserError `CONFLICT` with reason `NO_SECRET`
 */
export function requireSecret({ tombstoneSecret }: Service, path: Issue['path']): string {
  if (tombstoneSecret === null) throw conflict(path, say('noTombstoneSecret'), { reason: 'NO_SECRET' })
  return tombstoneSecret
}
