import { eq, type SQL, sql } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '../../database/tables/house/webhooks.ts'
import { webhookDeliveryTable, webhookTable } from '../fields/tables.ts'
import { ascending, descending, pageSource } from '../lists/page.ts'
import type { Actor } from '../service/actor.ts'

/** Which webhooks the actor sees; undefined when all. Who sees some customers sees the webhooks of its own alone. */
export const webhooksWithinReach = (actor: Actor): SQL | undefined =>
  actor.reach === 'WORKSPACE' ? undefined : eq(webhooks.owner, actor.caller)

/** All webhooks, paused ones too. */
export const webhookList = pageSource(webhooks, webhookTable, {
  usual: [ascending('createdAt')],
  within: ({ actor }, { owner }) =>
    actor.reach === 'WORKSPACE' ? undefined : sql`${owner} = ${actor.caller}`,
})

/** What was sent, or is to be. */
export const deliveryList = pageSource(webhookDeliveries, webhookDeliveryTable, {
  usual: [descending('createdAt')],
  within: ({ actor }, { webhookId }) =>
    actor.reach === 'WORKSPACE'
      ? undefined
      : sql`EXISTS (SELECT 1 FROM webhooks AS own WHERE own.id = ${webhookId} AND own.owner = ${actor.caller})`,
})
