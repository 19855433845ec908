import { eq } from 'drizzle-orm'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Orm } from '../database/client.ts'
import { staffMembers } from '../database/tables/staff.ts'
import { effectiveScopes } from '../domain/scopes.ts'
import { readWorkspace } from '../domain/workspace.ts'
import type { TokenIssuer } from '../env.ts'
import { BadCredential, ProviderUnavailable, type Strategy } from './authenticate.ts'

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>()

/** One key set per isolate: `jose` caches it and refetches when a token names an unknown key. */
function keySetOf(url: string) {
  const known = keySets.get(url)
  if (known) return known
  const made = createRemoteJWKSet(new URL(url), { timeoutDuration: 3_000 })
  keySets.set(url, made)
  return made
}

/**
 * Access tokens (JWT) of the configured identity provider. Claims read: `sub`; `scope` (words separated by
 * spaces) or `permissions` (a list); `holdfast_reach` = `owned` narrows to the customers that the staff member
 * with this `sub` owns.
 */
export const accessTokenStrategy =
  (orm: Orm, issuer: TokenIssuer | null, now: number): Strategy =>
  async credential => {
    if (credential.split('.').length !== 3) return null
    if (!issuer) throw new BadCredential('token, but no identity provider is configured')
    const claims = await verified(credential, issuer, now)
    if (typeof claims.sub !== 'string' || claims.sub === '')
      throw new BadCredential('token without a subject')
    const [[staff], workspace] = await Promise.all([
      orm
        .select({ id: staffMembers.id, name: staffMembers.name, active: staffMembers.active })
        .from(staffMembers)
        .where(eq(staffMembers.subject, claims.sub)),
      readWorkspace(orm),
    ])
    if (staff && !staff.active) throw new BadCredential('token of somebody who left')
    const reach = claims.holdfast_reach === 'owned' ? 'OWNED' : 'WORKSPACE'
    return {
      actor: {
        kind: 'TOKEN',
        caller: `token:${issuer.issuer}|${claims.sub}`,
        name: staff?.name ?? claims.sub,
        scopes: effectiveScopes(grantedScopes(claims), reach),
        reach,
        staffId: staff?.id ?? null,
        expiresAt: null,
      },
      workspace,
    }
  }

/** No key set, half a key set, no answer in time. */
const outages = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT'])

async function verified(token: string, issuer: TokenIssuer, now: number): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keySetOf(issuer.jwksUrl), {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: issuer.algorithms,
      currentDate: new Date(now),
      clockTolerance: 30,
      requiredClaims: ['exp', 'sub'],
    })
    return payload
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError) || outages.has(cause.code))
      throw new ProviderUnavailable('The key set of the identity provider cannot be read.', { cause })
    throw new BadCredential(`token refused: ${cause.code}`, { cause })
  }
}

function grantedScopes(claims: JWTPayload): string[] {
  if (typeof claims.scope === 'string') return claims.scope.split(' ')
  if (Array.isArray(claims.permissions)) return claims.permissions.filter(item => typeof item === 'string')
  return []
}
