import { eq } from 'drizzle-orm'
import type { Orm } from '../database/client.ts'
import { apiKeys } from '../database/tables/api-keys.ts'
import { staffMembers } from '../database/tables/staff.ts'
import { callerOfKey } from '../domain/service/actor.ts'
import { effectiveScopes } from '../domain/service/scopes.ts'
import { readWorkspace } from '../domain/workspace/read-workspace.ts'
import { isApiKey, looksLikeApiKey } from '../lib/api-key.ts'
import { sha256Hex } from '../lib/canonical.ts'
import { BadCredential, type Strategy } from './authenticate.ts'

/** API keys: looked up by hash, so a stolen database opens nothing and a revoked key ends at once. */
export const apiKeyStrategy =
  (orm: Orm, now: number): Strategy =>
  async credential => {
    if (!looksLikeApiKey(credential)) return null
    if (!isApiKey(credential)) throw new BadCredential('key with a wrong shape or checksum')
    const hash = await sha256Hex(credential)
    const [[key], workspace] = await Promise.all([
      orm
        .select({
          id: apiKeys.id,
          name: apiKeys.name,
          scopes: apiKeys.scopes,
          reach: apiKeys.reach,
          staffId: apiKeys.staffId,
          expiresAt: apiKeys.expiresAt,
          revokedAt: apiKeys.revokedAt,
          staffActive: staffMembers.active,
        })
        .from(apiKeys)
        .leftJoin(staffMembers, eq(staffMembers.id, apiKeys.staffId))
        .where(eq(apiKeys.hash, hash)),
      readWorkspace(orm),
    ])
    if (!key) throw new BadCredential('unknown key')
    if (key.revokedAt !== null) throw new BadCredential('revoked key')
    if (key.expiresAt !== null && key.expiresAt <= now) throw new BadCredential('expired key')
    if (key.staffId !== null && key.staffActive !== true) throw new BadCredential('key of somebody who left')
    return {
      actor: {
        kind: 'API_KEY',
        caller: callerOfKey(key.id),
        name: key.name,
        scopes: effectiveScopes(key.scopes, key.reach),
        reach: key.reach,
        staffId: key.staffId,
        expiresAt: key.expiresAt,
      },
      workspace,
    }
  }
