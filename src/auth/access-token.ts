import { sql } from 'drizzle-orm'
import { createRemoteJWKSet, errors, type JWTVerifyResult, jwtVerify } from 'jose'
import * as z from 'zod'
import { levelAfter } from '../domain/service/points.ts'
import { grantedScopes } from '../domain/service/roles.ts'
import { settingsInJson, workspaceOf, workspaceSettings } from '../domain/workspace/read-workspace.ts'
import type { TokenIssuer } from '../env.ts'
import {
  BadCredential,
  followersInSql,
  ProviderUnavailable,
  readFound,
  type Strategy,
  useIn,
} from './authenticate.ts'
import { clockTolerance, readClaims } from './claims.ts'

const lookup = `SELECT json_object(${settingsInJson},
    'staff', iif(s.id IS NULL, NULL, json_object('id', s.id, 'name', s.name, 'active', s.active))),
    ifnull(l.level, 0), ifnull(l.level_at, 0), NULL, ${followersInSql}
  FROM workspace LEFT JOIN staff_members s ON s.subject = ? LEFT JOIN token_levels l ON l.caller = ?`

const row = workspaceSettings.extend({
  staff: z.object({ id: z.int(), name: z.string(), active: z.int() }).nullable(),
})

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>()

/**
 * One key set per isolate, kept for ten minutes at most. A token that names an unknown key fetches it again, so that a
 * new key counts at once; once in this time, so that strangers with made-up keys cannot have it fetched at will.
 */
const refetchPause = 3_000

function keySetOf(url: string) {
  const known = keySets.get(url)
  if (known) return known
  const made = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 3_000,
    cooldownDuration: refetchPause,
  })
  keySets.set(url, made)
  return made
}

/**
 * Access tokens (JWT) of the configured identity provider. Claims read: `sub`; `scope` (words separated by
 * spaces) or else `permissions` (a list); `holdfast_reach` with `holdfast_regions`, which narrow to the customers that the
 * staff member with this `sub` owns or cares for, or to those of some regions.
 */
export const accessTokenStrategy =
  (issuer: TokenIssuer | null, now: number): Strategy =>
  async credential => {
    if (credential.split('.').length !== 3) return null
    if (!issuer) throw new BadCredential('token, but no identity provider is configured')
    const { protectedHeader, payload } = await verified(credential, issuer, now)
    const { subject, scopes, reach, regions } = readClaims(protectedHeader, payload, now)
    const caller = `token:${issuer.issuer}|${subject}`
    return {
      key: JSON.stringify([subject, scopes, reach, regions]),
      query: { sql: lookup, params: [subject, caller] },
      useOf: row => ({ ...useIn(row), lastUsedAt: Number.POSITIVE_INFINITY }),
      spend: spending => sql`
        INSERT INTO token_levels (caller, level, level_at) VALUES (${caller}, ${spending.spent}, ${spending.now})
        ON CONFLICT (caller) DO UPDATE SET level = ${levelAfter(spending)}, level_at = max(level_at, ${spending.now})
        RETURNING NULL, level, level_at, NULL`,
      identityOf(found) {
        const { staff, ...settings } = readFound(row, found)
        if (staff && staff.active !== 1) throw new BadCredential('token of somebody who left')
        return {
          actor: {
            kind: 'TOKEN',
            caller,
            name: staff?.name ?? subject,
            scopes: grantedScopes(scopes, reach),
            reach,
            regions,
            staffId: staff?.id ?? null,
            expiresAt: null,
          },
          workspace: workspaceOf(settings),
        }
      },
    }
  }

/** No key set, half a key set, no answer in time. */
const outages = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT'])

async function verified(token: string, issuer: TokenIssuer, now: number): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keySetOf(issuer.jwksUrl), {
      issuer: issuer.issuer,
      audience: issuer.audience,
      algorithms: issuer.algorithms,
      currentDate: new Date(now),
      clockTolerance,
      requiredClaims: ['exp', 'sub'],
    })
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError) || outages.has(cause.code))
      throw new ProviderUnavailable('The key set of the identity provider cannot be read.', { cause })
    throw new BadCredential(`token refused: ${cause.code}`, { cause })
  }
}
