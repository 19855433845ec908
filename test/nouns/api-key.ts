import { apiKeys } from '../../src/database/tables/house/api-keys.ts'
import { apiKeyList } from '../../src/domain/api-keys/list.ts'
import { invalid, type Noun, small, storedIn } from './noun.ts'

const rows = storedIn(apiKeys)(id => ({
  ...{ id, name: 'Till', hint: 'hf_1', hash: `${id}`, scopes: ['customers:read'] },
  reach: 'OWNED',
  ...{
    issuedBy: 'operator',
    staffId: 1,
    expiresAt: 9,
    revokedAt: 8,
    createdAt: 1,
    lastUsedAt: 7,
    frozenAt: 6,
    level: 5,
    levelAt: 6,
    changeId: 0,
  },
}))

const varying = { createdAt: small, revokedAt: [...small, null] }

export const apiKey: Noun = {
  type: 'ApiKey',
  read: 'api-keys:read',
  write: 'api-keys:write',
  common: true,
  kind: 'apiKey',
  stored: rows,
  impersonal: ['ApiKeyIssuePayload.secret', 'ApiKeyRotatePayload.secret'],
  guarded: { staffMember: ['staff:read'] },
  lists: [
    {
      field: 'Query.apiKeys',
      source: apiKeyList,
      varying,
    },
    {
      field: 'ApiKey.issued',
      source: apiKeyList,
      parent: { kind: 'apiKey', id: 101 },
      beside: [rows.row(101), rows.row(102)],
      varying: { ...varying, issuedBy: ['key:101', 'key:102', 'operator'] },
      shown: row => row.issuedBy === 'key:101',
    },
  ],
  mutations: {
    apiKeyIssue: {
      action: 'api-key.issue',
      touches: ['name', 'scopes', 'reach', 'regions', 'staffId'],
      good: ({ staff, region }) => ({
        ...{ name: 'Laptop of Lan', scopes: ['customers:read'], staff },
        ...{ reach: 'REGION', regions: [region] },
      }),
      anew: true,
      refuses: [
        invalid('a scope that is none', 'scopes', () => ['everything'], 'scopes.0'),
        invalid('no scope', 'scopes', () => []),
        invalid('an end in the past', 'expiresAt', () => '2020-01-01T00:00:00Z'),
      ],
    },
    apiKeyRotate: {
      action: 'api-key.rotate',
      touches: ['expiresAt'],
      good: ({ otherApiKey }) => ({ id: otherApiKey, overlapHours: 24 }),
      anew: true,
      refuses: [invalid('an overlap of months', 'overlapHours', () => 1_000)],
    },
    apiKeyUnfreeze: {
      action: 'api-key.unfreeze',
      touches: ['frozenAt'],
      good: ({ frozenApiKey }) => ({ id: frozenApiKey }),
    },
    apiKeyRevoke: {
      action: 'api-key.revoke',
      touches: ['revokedAt'],
      good: ({ apiKey }) => ({ id: apiKey }),
    },
  },
}
