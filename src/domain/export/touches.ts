import { sql } from 'drizzle-orm'
import { touches } from '../../database/tables/care/touches.ts'
import { touchList } from '../own-campaigns/touch-list.ts'
import { type Column, customerKeyOf, dayOf, idOf, instantOf, moneyOf, personal, plain } from './column.ts'
import type { Exported } from './exported.ts'

const ofCustomers = { scopes: ['customers:read'] } as const

const ofCampaign = (column: string) =>
  sql`(SELECT o.${sql.raw(column)} FROM own_campaigns AS o WHERE o.id = ${touches.ownCampaignId})`
const ofCustomer = (column: string) =>
  sql`(SELECT c.${sql.raw(column)} FROM customers AS c WHERE c.id = ${touches.customerId})`

/** What a sender needs stands in the row: whom, by what, and what is to be said. */
const columns: Readonly<Record<string, Column>> = {
  customer: idOf('customer', touches.customerId, ofCustomers),
  customerExternalId: customerKeyOf(touches.customerId, ofCustomers),
  name: plain(ofCustomer('name'), personal('NAME')),
  email: plain(ofCustomer('email'), personal('EMAIL')),
  phone: plain(ofCustomer('phone'), personal('PHONE')),
  ownCampaign: idOf('ownCampaign', touches.ownCampaignId),
  campaign: plain(ofCampaign('name')),
  offer: plain(ofCampaign('offer')),
  slot: plain(touches.slot),
  channel: plain(touches.channel),
  state: plain(touches.state),
  leftOut: plain(touches.leftOut),
  bounce: plain(touches.bounce),
  plannedFor: dayOf(touches.plannedFor),
  touchedOn: dayOf(touches.touchedOn),
  respondedOn: dayOf(touches.respondedOn),
  cost: moneyOf(touches.cost),
  interaction: idOf('interaction', touches.interactionId, { scopes: ['interactions:read'] }),
  createdAt: instantOf(touches.createdAt),
  updatedAt: instantOf(touches.updatedAt),
}

/** All touches of customers within reach, whatever became of them; those that are due are asked for by `filter`. */
export const exportedTouches: Exported = {
  of: 'touches',
  action: 'touch.export',
  kind: 'touch',
  scopes: ['campaigns:read'],
  list: touchList,
  customer: touches.customerId,
  walk: (after, most) => sql`SELECT id FROM touches WHERE id > ${after} ORDER BY id LIMIT ${most}`,
  on: sql`touches.id = walked.id`,
  columns,
}
