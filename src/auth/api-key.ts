import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { callerOfKey } from '../domain/service/actor.ts'
import { levelAfter } from '../domain/service/points.ts'
import { effectiveScopes, reaches } from '../domain/service/scopes.ts'
import { settingsInJson, workspaceOf, workspaceSettings } from '../domain/workspace/read-workspace.ts'
import { isApiKey, looksLikeApiKey } from '../lib/api-key.ts'
import { sha256Hex } from '../lib/canonical.ts'
import {
  BadCredential,
  FrozenCredential,
  followersInSql,
  readFound,
  type Strategy,
  useIn,
} from './authenticate.ts'

const lookup = `SELECT json_object(${settingsInJson},
    'key', iif(k.id IS NULL, NULL, json_object('id', k.id, 'name', k.name, 'scopes', json(k.scopes), 'reach', k.reach,
      'regions', json(k.regions),
      'staffId', k.staff_id, 'staffActive', s.active, 'expiresAt', k.expires_at, 'revokedAt', k.revoked_at,
      'frozenAt', k.frozen_at))),
    ifnull(k.level, 0), ifnull(k.level_at, 0), k.last_used_at, ${followersInSql}
  FROM workspace LEFT JOIN api_keys k ON k.hash = ? LEFT JOIN staff_members s ON s.id = k.staff_id`

const row = workspaceSettings.extend({
  key: z
    .object({
      id: z.int(),
      name: z.string(),
      scopes: z.array(z.string()),
      reach: z.enum(reaches),
      regions: z.array(z.int()),
      staffId: z.int().nullable(),
      staffActive: z.int().nullable(),
      expiresAt: z.int().nullable(),
      revokedAt: z.int().nullable(),
      frozenAt: z.int().nullable(),
    })
    .nullable(),
})

/** API keys: looked up by hash, so a stolen database opens nothing and a revoked key ends at once. */
export const apiKeyStrategy: Strategy = async credential => {
  if (!looksLikeApiKey(credential)) return null
  if (!isApiKey(credential)) throw new BadCredential('key with a wrong shape or checksum')
  const hash = await sha256Hex(credential)
  return {
    key: hash,
    query: { sql: lookup, params: [hash] },
    useOf: useIn,
    spend: spending => sql`
      UPDATE api_keys
      SET level = ${levelAfter(spending)}, level_at = max(level_at, ${spending.now}),
        last_used_at = max(ifnull(last_used_at, 0), ${spending.now})
      WHERE hash = ${hash} RETURNING NULL, level, level_at, last_used_at`,
    identityOf(found, now) {
      const { key, ...settings } = readFound(row, found)
      if (!key) throw new BadCredential('unknown key')
      const { id, name, reach, regions, staffId, expiresAt } = key
      if (key.revokedAt !== null) throw new BadCredential('revoked key')
      if (expiresAt !== null && expiresAt <= now) throw new BadCredential('expired key')
      if (staffId !== null && key.staffActive !== 1) throw new BadCredential('key of somebody who left')
      if (key.frozenAt !== null) throw new FrozenCredential('frozen key')
      const scopes = effectiveScopes(key.scopes, reach)
      return {
        actor: { kind: 'API_KEY', caller: callerOfKey(id), name, scopes, reach, regions, staffId, expiresAt },
        workspace: workspaceOf(settings),
      }
    },
  }
}
