import type { apiKeys } from '../../src/database/tables/house/api-keys.ts'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { apiKeyList } from '../../src/domain/api-keys/list.ts'
import { revokeApiKey } from '../../src/domain/api-keys/revoke-api-key.ts'
import { rotateApiKey } from '../../src/domain/api-keys/rotate-api-key.ts'
import { unfreezeApiKey } from '../../src/domain/api-keys/unfreeze-api-key.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, related, relationPage } from '../kernel/noun.ts'
import { idField } from '../kernel/record.ts'
import { type StaffRow, staffNoun } from './staff.ts'

type ApiKeyRow = typeof apiKeys.$inferSelect & { staff?: StaffRow | null; issuer?: ApiKeyRow | null }

export const Reach = builder.enumType('Reach', {
  description: 'Which customers a caller sees.',
  values: {
    WORKSPACE: { description: 'All of them.' },
    OWNED: { description: 'Only those that its staff member owns, and what belongs to them.' },
    TEAM: {
      description:
        'Only those that its staff member owns or in whose care team it is, and what belongs to them.',
    },
    REGION: { description: 'Only those who are in its regions or within them, and what belongs to them.' },
  } as const,
})

const ApiKey = builder.objectRef<ApiKeyRow>('ApiKey')
export const apiKeyNoun = noun('apiKey', listed({ type: ApiKey, scope: 'api-keys:read', source: apiKeyList }))

ApiKey.implement({
  description: 'A credential of a program. The key itself is shown once, when it is issued.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'apiKey'),
    name: t.exposeString('name', { description: 'What it is for.' }),
    hint: t.exposeString('hint', {
      description: 'The first characters, to tell keys apart.',
    }),
    scopes: t.exposeStringList('scopes', { description: 'What it may do.' }),
    reach: t.expose('reach', { type: Reach, description: 'What it sees.' }),
    regions: t.idList({
      description: 'Of reach `REGION`, the ids of the regions that it sees with all within them; else none.',
      needs: { columns: ['regions'] },
      resolve: ({ regions }) => regions.map(id => encodeId('region', id)),
    }),
    issuedBy: t.string({
      description:
        'Who issued it: the id of a key, `token:<issuer>|<subject>` of an access token, or `operator` beside the database.',
      needs: { columns: ['issuedBy'] },
      resolve: key => publicCaller(key.issuedBy),
    }),
    issuer: related(
      t,
      'issuer',
      apiKeyNoun,
      'The key by which it was issued, also one that has ended; null where `issuedBy` is no key.',
    ),
    staff: related(t, 'staff', staffNoun, 'The staff member it stands for.'),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From then on it is refused; null for never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since then it is refused; null while it is good.',
    }),
    frozenAt: t.expose('frozenAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Since then it is refused, with the code KEY_FROZEN, because it read unusually much; null while it is good. `apiKeyUnfreeze` lets it go on.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, at most about an hour ago of that; null for never.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was issued.',
    }),
  }),
})

const { args: apiKeyArgs } = listInputs(apiKeyList, {
  tell: {
    id: 'Its id.',
    name: 'Its name.',
    reach: { description: 'Whose customers it sees.', values: Reach },
    issuedBy: 'Who issued it, written as in `issuedBy` of a key.',
    staffMember: 'For whom it stands.',
    expiresAt: 'When it ends by itself.',
    revokedAt: 'When it was revoked.',
    frozenAt: 'When it was frozen.',
    lastUsedAt: 'When it was last used, to about an hour; empty for never.',
    createdAt: 'When it was issued.',
  },
  unordered: 'By issue when not said.',
})

relationPage(apiKeyNoun, 'issued', {
  of: apiKeyNoun,
  description: 'The keys that were issued by it, ended ones too; each of them has its own.',
  args: apiKeyArgs,
})

builder.queryField('apiKeys', t =>
  listOf(t, apiKeyNoun, { description: 'All keys, expired and revoked ones too.', args: apiKeyArgs }),
)

mutation('apiKeyIssue', {
  description:
    'Issues a key that reaches no further than you: some of your own scopes, no later end than your own key, the staff member that you stand for if there is one.',
  scope: 'api-keys:write',
  input: builder.inputType('ApiKeyIssueInput', {
    description: 'What the new key may do.',
    fields: t => ({
      name: t.string({ required: true, description: 'What it is for, at most 100 characters.' }),
      scopes: t.stringList({
        required: true,
        description: 'What it may do, such as `customers:read`, or roles such as `role:sales`: see `roles`.',
      }),
      reach: t.field({ type: Reach, description: 'What it sees; what you see when not said.' }),
      regions: t.idList({ description: 'With reach `REGION`, and only then: the regions, at most 50.' }),
      staff: t.id({
        description: 'The staff member it stands for; yours if you stand for one, and then no other.',
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description:
          'From then on it is refused. When not said, from the end of your own key on, or never if that has none.',
      }),
    }),
  }),
  verb: issueApiKey,
  payload: t => ({
    apiKey: changed(t, apiKeyNoun, made => made.apiKeyId),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The key. Shown this once: a replay under the same `Idempotency-Key` answers null.',
    }),
  }),
})

mutation('apiKeyRotate', {
  description:
    'Issues a key with the name and the rights of another, which ends after an overlap. It must reach no further than you. Webhooks and running jobs of that key are the new one’s from then on.',
  scope: 'api-keys:write',
  input: builder.inputType('ApiKeyRotateInput', {
    description: 'Which key to replace, and when it ends.',
    fields: t => ({
      id: t.id({ required: true, description: 'The key that ends. Keys that were issued with it stay.' }),
      overlapHours: t.int({
        required: true,
        description: 'For so long both are good, 0 to 720. An earlier end of the key stays.',
      }),
    }),
  }),
  verb: rotateApiKey,
  payload: t => ({
    apiKey: changed(t, apiKeyNoun, made => made.apiKeyId),
    old: changed(t, apiKeyNoun, made => made.oldId),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The new key. Shown this once: a replay under the same `Idempotency-Key` answers null.',
    }),
  }),
})

mutation('apiKeyRevoke', {
  description:
    'Ends a key at once and for good. The keys issued with it stay unless `descendants` is true: a key is replaced by one that it issued itself.',
  scope: 'api-keys:write',
  input: builder.inputType('ApiKeyRevokeInput', {
    description: 'Which key to end.',
    fields: t => ({
      id: t.id({ required: true, description: 'The key.' }),
      descendants: t.boolean({
        description:
          'True ends all keys issued with it too, and those issued with them, also when it is revoked already. False when not said.',
      }),
    }),
  }),
  verb: revokeApiKey,
  payload: t => ({ apiKey: changed(t, apiKeyNoun, made => made.apiKeyId) }),
})

mutation('apiKeyUnfreeze', {
  description:
    'Lets a key go on that was frozen because it read unusually much. One that is good stays as it is.',
  scope: 'api-keys:write',
  input: builder.inputType('ApiKeyUnfreezeInput', {
    description: 'Which key to let go on.',
    fields: t => ({ id: t.id({ required: true, description: 'The key.' }) }),
  }),
  verb: unfreezeApiKey,
  payload: t => ({ apiKey: changed(t, apiKeyNoun, made => made.apiKeyId) }),
})
