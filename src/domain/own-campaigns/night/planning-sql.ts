import { type SQL, sql } from 'drizzle-orm'
import type { Channel } from '../../../database/tables/customers/channels.ts'
import { whole } from '../../../database/whole.ts'
import { startOfDay } from '../../../lib/days.ts'
import { addressKnown } from '../../facts/addresses.ts'
import { asksToBeLeftAlone, type ConsentPurpose, consentsTo, wasAsked } from '../../facts/consent.ts'
import { contactKinds } from '../../facts/contacts.ts'
import type { Service } from '../../service/service.ts'

/** By what, and for what, a campaign contacts. */
export interface Addressing {
  channels: readonly Channel[]
  purpose: ConsentPurpose
}

/** Why somebody gets no touch at all, and none that is left out. */
export const barriers = [
  'ERASED',
  'RESTRICTED',
  'OPEN_REQUEST',
  'OPT_OUT',
  'NO_CONSENT',
  'UNREACHABLE',
] as const

/** Days without another contact before a monthly touch, and behind it [O]. */
const apartDays = 7

const lastSlot = 28

/**
 * The day of the month on which the customer `c` gets a monthly campaign: 1 to 28, so that each month has it. A step of
 * the minimal standard generator (Park and Miller 1988), which spreads ids that follow one another.
 */
export const slotOf = (campaignId: number): SQL =>
  sql`((((c.id % 2147483647) * 48271 + ${whole(campaignId % 2147483647)}) % 2147483647) % ${whole(lastSlot)} + 1)`

const customer = sql`c.id`

const isOpen = (
  { now, today }: Service,
  channel: Channel,
): SQL => sql`(${addressKnown(channel, today) ?? sql`1`}
  AND NOT EXISTS (SELECT 1 FROM json_each(c.forbidden_channels) AS no WHERE no.value = ${channel})
  AND NOT EXISTS (SELECT 1 FROM channel_reachability AS r WHERE r.customer_id = c.id AND r.channel = ${channel}
    AND r.subchannel = '' AND r.reachable = 0 AND (r.expires_at IS NULL OR r.expires_at > ${now})))`

/** The first channel of a campaign by which the customer `c` may and can be reached; NULL where there is none. */
export const reachableBy = (service: Service, { channels, purpose }: Addressing): SQL =>
  sql`CASE ${sql.join(
    channels.map(
      channel =>
        sql`WHEN ${consentsTo(customer, purpose, channel)} AND ${isOpen(service, channel)} THEN ${channel}`,
    ),
    sql` `,
  )} END`

/** Why the customer `c` is never planned, the first reason that applies; NULL where it may be. */
export function neverPlanned(service: Service, campaign: Addressing): SQL {
  const { channels, purpose } = campaign
  const any = (holds: (channel: Channel) => SQL) => sql`(${sql.join(channels.map(holds), sql` OR `)})`
  return sql`CASE
    WHEN c.erased_at IS NOT NULL THEN 'ERASED'
    WHEN c.restricted_at IS NOT NULL THEN 'RESTRICTED'
    WHEN ${asksToBeLeftAlone(customer)} THEN 'OPEN_REQUEST'
    WHEN NOT ${any(channel => consentsTo(customer, purpose, channel))}
      THEN iif(${any(channel => wasAsked(customer, purpose, channel))}, 'OPT_OUT', 'NO_CONSENT')
    WHEN ${reachableBy(service, campaign)} IS NULL THEN 'UNREACHABLE' END`
}

/** What a touch of the customer `c` on a day would come too near to; NULL where nothing does. */
export const inTheWay = ({ workspace }: Service, day: number): SQL => sql`CASE
  WHEN EXISTS (SELECT 1 FROM interactions AS i WHERE i.customer_id = c.id
    AND i.occurred_at >= ${startOfDay(day - apartDays + 1, workspace.timeZone)} AND i.cancelled = 0
    AND i.direction = 'OUTBOUND' AND i.kind IN ${contactKinds}) THEN 'CONTACT'
  WHEN EXISTS (SELECT 1 FROM touches AS x WHERE x.customer_id = c.id
    AND (x.touched_on > ${whole(day - apartDays)}
      OR (x.state = 'PLANNED' AND x.planned_for > ${whole(day - apartDays)}))) THEN 'CONTACT'
  WHEN EXISTS (SELECT 1 FROM follow_ups AS f WHERE f.customer_id = c.id
    AND f.state IN ('OPEN', 'CLAIMED') AND f.due_on < ${whole(day + apartDays)}) THEN 'FOLLOW_UP' END`
