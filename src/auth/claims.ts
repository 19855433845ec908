import type { JWTHeaderParameters, JWTPayload } from 'jose'
import type { Reach } from '../domain/service/scopes.ts'
import { decodeId } from '../lib/ids.ts'
import { BadCredential } from './authenticate.ts'

/** Clocks of the identity provider and of this service may differ by so many seconds. */
export const clockTolerance = 30

/** What a verified token says of its bearer. */
export interface Claims {
  subject: string
  /** Words of the provider, known scopes and others. */
  scopes: readonly string[]
  reach: Reach
  /** Ids, of reach `REGION`; else none. */
  regions: readonly number[]
}

/**
 * Reads the claims of a token whose signature, issuer, audience and expiry are verified. A claim that would narrow
 * what the token opens and is not understood refuses it.
 * @param now in milliseconds
 * @throws BadCredential
 */
export function readClaims(header: JWTHeaderParameters, claims: JWTPayload, now: number): Claims {
  requireAccessToken(header, claims)
  if (claims.iat !== undefined && claims.iat > now / 1_000 + clockTolerance)
    throw new BadCredential('token from the future')
  if (typeof claims.sub !== 'string' || claims.sub === '') throw new BadCredential('token without a subject')
  return { subject: claims.sub, scopes: scopesOf(claims), ...sightOf(claims) }
}

/** Claims of an ID token (OpenID Connect Core 2, 3.3.2.11) and of a logout token, which open nothing. */
const otherTokens = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events']

/**
 * Access tokens say so in their type (RFC 9068), or are JWTs of no type that have no mark of another kind.
 * Providers mark the kind in the claims, too: `typ` (Keycloak), `token_use` (Cognito).
 */
function requireAccessToken(header: JWTHeaderParameters, claims: JWTPayload): void {
  const type = header.typ === undefined ? 'jwt' : String(header.typ).toLowerCase()
  const kind = type.replace(/^application\//, '')
  if (kind !== 'at+jwt' && kind !== 'jwt') throw new BadCredential(`token of the type "${kind.slice(0, 40)}"`)
  if (claims.typ !== undefined && claims.typ !== 'Bearer')
    throw new BadCredential('token of another kind: typ')
  if (claims.token_use !== undefined && claims.token_use !== 'access')
    throw new BadCredential('token of another kind: token_use')
  // Whoever carries it must also prove to hold a key (RFC 7800), which nobody asks here.
  if (claims.cnf !== undefined) throw new BadCredential('token bound to a key: cnf')
  const mark = kind === 'jwt' && otherTokens.find(name => claims[name] !== undefined)
  if (mark) throw new BadCredential(`token of another kind: ${mark}`)
}

const reachOf: ReadonlyMap<unknown, Reach> = new Map<unknown, Reach>([
  [undefined, 'WORKSPACE'],
  ['workspace', 'WORKSPACE'],
  ['owned', 'OWNED'],
  ['team', 'TEAM'],
  ['region', 'REGION'],
])

const ours: ReadonlySet<string> = new Set(['holdfast_reach', 'holdfast_regions'])

const mostRegions = 50

function sightOf(claims: JWTPayload): Pick<Claims, 'reach' | 'regions'> {
  const stranger = Object.keys(claims).find(name => name.startsWith('holdfast_') && !ours.has(name))
  if (stranger !== undefined) throw new BadCredential(`token with an unknown claim: ${stranger.slice(0, 60)}`)
  const reach = reachOf.get(claims.holdfast_reach)
  if (reach === undefined) throw new BadCredential('token with an unknown reach')
  const regions = regionsOf(claims.holdfast_regions)
  if ((reach === 'REGION') !== regions.length > 0)
    throw new BadCredential('token whose regions do not go with its reach')
  return { reach, regions }
}

function regionsOf(claim: unknown): number[] {
  if (claim === undefined) return []
  const said = typeof claim === 'string' ? claim.split(' ') : claim
  if (!isTextList(said) || said.length > mostRegions)
    throw new BadCredential('token whose regions are no list of ids')
  return said.map(text => {
    const region = decodeId(text)
    if (region?.kind !== 'region') throw new BadCredential('token with a region that is no id of one')
    return region.id
  })
}

function scopesOf({ scope, permissions }: JWTPayload): readonly string[] {
  if (scope !== undefined && typeof scope !== 'string')
    throw new BadCredential('token whose scope is no text')
  const listed = permissions === undefined || isTextList(permissions) ? permissions : null
  if (listed === null) throw new BadCredential('token whose permissions are no list of texts')
  return scope === undefined ? (listed ?? []) : scope.split(' ')
}

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')
