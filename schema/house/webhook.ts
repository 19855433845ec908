import type { webhookPauses, webhooks } from '../../src/database/tables/house/webhooks.ts'
import { feedActions, feedEntities } from '../../src/domain/feed/entities.ts'
import { keptDays } from '../../src/domain/feed/kept.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { createWebhook, mostWebhooks } from '../../src/domain/webhooks/create-webhook.ts'
import { filtered, filtersAsReadBy } from '../../src/domain/webhooks/filters.ts'
import { webhookList } from '../../src/domain/webhooks/list.ts'
import { redeliver } from '../../src/domain/webhooks/redeliver.ts'
import { longestOverlap, rotateSecret, usualOverlap } from '../../src/domain/webhooks/rotate-secret.ts'
import { testWebhook } from '../../src/domain/webhooks/test-webhook.ts'
import { updateWebhook } from '../../src/domain/webhooks/update-webhook.ts'
import { builder, described } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { filterRef, listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, relationPage } from '../kernel/noun.ts'
import { idField, versionField } from '../kernel/record.ts'
import { ChangeAction, ChangeEntity } from './change-enums.ts'
import { deliveryArgs, deliveryNoun } from './webhook-delivery.ts'

type WebhookRow = typeof webhooks.$inferSelect

const Pause = builder.enumType('WebhookPause', {
  description: 'Why nothing is sent.',
  values: described<(typeof webhookPauses)[number]>({
    ASKED: 'Somebody paused it.',
    OWNER_REVOKED: 'The key that owns it was revoked, or is none that there is.',
    OWNER_EXPIRED: 'The key that owns it has come to its end.',
    OWNER_FROZEN: 'The key that owns it was frozen because it read unusually much.',
    OWNER_LEFT:
      'The staff member that its owner stands for does not work here any more, or signs in otherwise.',
    FILTERS_REFUSED:
      'Its filters ask for what its owner may not read any more, or for what can be asked no longer.',
    ENDPOINT_GONE: 'The receiver answered 410: it wants nothing any more.',
    CURSOR_EXPIRED: `It lay still for so long that changes were forgotten meanwhile, after ${keptDays} days. Resumed, it goes on with what comes then.`,
  }),
})

const Webhook = builder.objectRef<WebhookRow>('Webhook')
export const webhookNoun = noun(
  'webhook',
  listed({ type: Webhook, scope: 'webhooks:read', source: webhookList }),
)

Webhook.implement({
  description: 'An address that is told of changes. The secret itself is shown once, when it is made.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'webhook'),
    name: t.exposeString('name', { description: 'What it is for.' }),
    url: t.exposeString('url', { description: 'Where messages are sent.' }),
    entities: t.field({
      type: [ChangeEntity],
      description: 'Changes of these are told.',
      needs: { columns: ['entities'] },
      resolve: ({ entities }) => feedEntities.filter(entity => entities.includes(entity)),
    }),
    actions: t.field({
      type: [ChangeAction],
      description: 'Only these of them; all where it is empty.',
      needs: { columns: ['actions'] },
      resolve: ({ actions }) => feedActions.filter(action => actions.includes(action)),
    }),
    document: t.exposeString('document', {
      nullable: true,
      description: 'The query whose answer is sent as `data`; null where no data is sent.',
    }),
    filters: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'Only records of which these filters hold are told, in the shape of `WebhookFiltersInput`, as they were given, with `(personal)` for what is asked of fields that you may not read; null for all.',
      needs: { columns: ['filters'] },
      resolve: ({ filters }, _args, { service }) => filters && filtersAsReadBy(filters, service.actor),
    }),
    active: t.boolean({
      description: 'Whether it is at work.',
      needs: { columns: ['pausedBecause'] },
      resolve: ({ pausedBecause }) => pausedBecause === null,
    }),
    pausedBecause: t.expose('pausedBecause', {
      type: Pause,
      nullable: true,
      description: 'Why it is not at work.',
    }),
    owner: t.string({
      description:
        'With whose rights it is told: the id of a key, or `token:<issuer>|<subject>`. Whoever changes or resumes it becomes the owner.',
      needs: { columns: ['owner'] },
      resolve: ({ owner }) => publicCaller(owner),
    }),
    oldSecretUntil: t.expose('oldSecretUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until then the secret before the last one signs too; null where there was none.',
    }),
    failures: t.exposeInt('failures', { description: 'Failed attempts since the last one that was taken.' }),
    probeAt: t.expose('probeAt', {
      type: 'DateTime',
      nullable: true,
      description: 'While its receiver fails, nothing is tried before; null where it does not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    version: versionField(t),
  }),
})

relationPage(webhookNoun, 'deliveries', {
  of: deliveryNoun,
  description: `What was sent and what waits, the newest first. Kept for ${keptDays} days.`,
  args: deliveryArgs,
})

const { args: webhookArgs } = listInputs(webhookList, {
  tell: {
    id: 'Its id.',
    name: 'Its name.',
    pausedBecause: { description: 'Why it is not at work; empty while it is.', values: Pause },
    owner: 'Whose it is, written as in `owner` of a webhook.',
    createdAt: 'When it was made.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By the instant of its making when not said.',
})

builder.queryFields(t => ({
  webhook: oneById(t, webhookNoun, {
    description: 'One webhook by id; null when there is none within your reach.',
    id: 'Id of a webhook.',
  }),
  webhooks: listOf(t, webhookNoun, {
    description: 'All webhooks, paused ones too; where you see only some customers, your own.',
    args: webhookArgs,
  }),
}))

const documentText =
  'A query, at most 20,000 characters, answered with your rights whenever a message is sent: its answer is `data`. It may take the variables `$id` (of the record; null of a policy), `$segment` (that was joined or left; else null), `$type` and `$at`.'

const filtersInput = builder.inputType('WebhookFiltersInput', {
  description:
    'Narrows what a webhook tells: of each of these, changes of records for which its filter holds, as lists take it. Each is allowed where the webhook tells of it, and takes the scopes of what it asks. It is asked when a change is told first, with the rights that the owner has then; `REMOVED` is always told, because there is nothing left to ask.',
  fields: t =>
    Object.fromEntries(
      Object.entries(filtered).map(([name, { entity, table }]) => [
        name,
        t.field({ type: filterRef(table), description: `Of changes of \`${entity}\`.` }),
      ]),
    ),
})

mutation('webhookCreate', {
  description: `Makes a webhook: what changes from now on is sent to an address, signed by Standard Webhooks, with the rights that you have whenever it is sent. At most ${mostWebhooks} in a workspace.`,
  scope: 'webhooks:write',
  input: builder.inputType('WebhookCreateInput', {
    description: 'Where changes are told, and which.',
    fields: t => ({
      name: t.string({ required: true, description: 'What it is for, at most 100 characters.' }),
      url: t.string({
        required: true,
        description: 'Where messages are sent: https on port 443, on the public internet.',
      }),
      entities: t.field({
        type: [ChangeEntity],
        required: true,
        description: 'Changes of these are told; each takes the scope that reads it.',
      }),
      actions: t.field({ type: [ChangeAction], description: 'Only these of them; all when not said.' }),
      document: t.string({ description: documentText }),
      filters: t.field({
        type: filtersInput,
        description: 'Only of records for which these hold; all when not said.',
      }),
    }),
  }),
  verb: createWebhook,
  payload: t => ({
    webhook: changed(t, webhookNoun, made => made.webhookId),
    secret: t.exposeString('secret', {
      nullable: true,
      description:
        'By it messages are verified. Shown this once: a replay under the same `Idempotency-Key` answers null.',
    }),
  }),
})

const WebhookPatch = builder.inputType('WebhookPatch', {
  description: 'What to change: absent leaves a value, null clears it, a list replaces the whole list.',
  fields: t => ({
    name: t.string({ description: 'What it is for; cannot be cleared.' }),
    url: t.string({ description: 'Where messages are sent; cannot be cleared.' }),
    entities: t.field({ type: [ChangeEntity], description: 'Changes of these are told.' }),
    actions: t.field({ type: [ChangeAction], description: 'Only these of them; [] for all.' }),
    document: t.string({ description: documentText }),
    filters: t.field({
      type: filtersInput,
      description: 'Only of records for which these hold; null for all.',
    }),
    active: t.boolean({
      description:
        'False pauses it; true resumes it, and sends what changed meanwhile, as far as that is still told. Cannot be cleared.',
    }),
  }),
})

mutation('webhookUpdate', {
  description:
    'Changes, pauses or resumes a webhook. Whoever does more than to pause it becomes its owner, and needs the scopes of what it tells.',
  scope: 'webhooks:write',
  input: updateInput('WebhookUpdateInput', { of: 'webhook', patch: WebhookPatch }),
  verb: updateWebhook,
  payload: t => ({ webhook: changed(t, webhookNoun, made => made.webhookId) }),
})

mutation('webhookSecretRotate', {
  description: 'Gives a webhook another secret. For some hours messages are signed by both.',
  scope: 'webhooks:write',
  input: builder.inputType('WebhookSecretRotateInput', {
    description: 'Whose secret, and for how long the old one is good too.',
    fields: t => ({
      id: t.id({ required: true, description: 'The webhook.' }),
      overlapHours: t.int({
        description: `For so many hours the old secret signs too, 0 to ${longestOverlap}; ${usualOverlap} when not said.`,
      }),
    }),
  }),
  verb: rotateSecret,
  payload: t => ({
    webhook: changed(t, webhookNoun, made => made.webhookId),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The new one. Shown this once: a replay under the same `Idempotency-Key` answers null.',
    }),
  }),
})

mutation('webhookTest', {
  description: 'Has a webhook send a message of the type `webhook.test`, which tells of no change.',
  scope: 'webhooks:write',
  input: builder.inputType('WebhookTestInput', {
    description: 'Which webhook to try.',
    fields: t => ({ id: t.id({ required: true, description: 'The webhook.' }) }),
  }),
  verb: testWebhook,
  payload: t => ({ delivery: changed(t, deliveryNoun, made => made.deliveryId) }),
})

mutation('webhookRedeliver', {
  description:
    'Has a delivery sent again, whatever became of it, with what its query answers now. Its id stays, so a receiver can tell it from another message.',
  scope: 'webhooks:write',
  input: builder.inputType('WebhookRedeliverInput', {
    description: 'Which delivery to send again.',
    fields: t => ({ id: t.id({ required: true, description: 'The delivery.' }) }),
  }),
  verb: redeliver,
  payload: t => ({
    webhook: changed(t, webhookNoun, made => made.webhookId),
    delivery: changed(t, deliveryNoun, made => made.deliveryId),
  }),
})
