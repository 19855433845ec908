import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { bounces, touches, touchStates } from '../../database/tables/care/touches.ts'
import { type Channel, channels } from '../../database/tables/customers/channels.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { dayOfInstant, formatInstant, parseInstant } from '../../lib/days.ts'
import type { Change } from '../changes/change.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import type { contactKinds } from '../facts/contacts.ts'
import { idOf, label, parse } from '../input/fields.ts'
import { costText } from '../input/money.ts'
import { newContact } from '../interactions/contact.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, guard } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { firstVersion, found, inOrder } from '../writes/versions.ts'
import { closeChannel } from './close-channel.ts'

type Touch = typeof touches.$inferSelect
type State = Touch['state']

/** What a sender can say; what is planned and left out is the night's. */
export const reportedStates = [
  ...(['SENT', 'BOUNCED', 'INVITED', 'DELIVERED', 'OPENED', 'CLICKED', 'RESPONDED', 'CAME'] as const),
] as const satisfies readonly State[]

/** The customer has it: a mail that was only sent, or came back, is no contact. */
const reaching: ReadonlySet<State> = new Set<State>([
  ...(['INVITED', 'DELIVERED', 'OPENED', 'CLICKED', 'RESPONDED', 'CAME'] as const),
])
const answering: ReadonlySet<State> = new Set<State>(['RESPONDED', 'CAME'])

const contactBy: Partial<Record<Channel, (typeof contactKinds)[number]>> = {
  ...{ EMAIL: 'EMAIL', PHONE: 'CALL', CALL_CENTRE: 'CALL' },
  ...{ IN_PERSON: 'MEETING', RETAIL_AGENT: 'MEETING', RESELLER: 'MEETING' },
}

/** So long before its first day a campaign contacts nobody: who invites to an event does it earlier. */
const mostDaysAhead = 180

/** The slot of a monthly plan, as the night makes it: `2026-03`. */
const monthText = /^\d{4}-(0[1-9]|1[0-2])$/

const schema = ({ workspace }: Service) =>
  z.strictObject({
    ownCampaign: idOf('ownCampaign'),
    customer: idOf('customer'),
    // Of one without a slot a touch tells an empty one, and what it tells can be reported back.
    slot: z.preprocess(said => (said === '' ? null : said), label(40).nullish()),
    state: z.enum(reportedStates),
    channel: z.enum(channels).nullish(),
    bounce: z.enum(bounces).nullish(),
    occurredAt: z
      .string()
      .transform((value, context) => {
        const instant = parseInstant(value, workspace.timeZone)
        if (instant !== null) return instant
        context.addIssue({ code: 'custom', message: say('notInstant') })
        return z.NEVER
      })
      .nullish(),
    cost: costText(workspace).nullish(),
  })

/**
 * Keeps what a sender says of the touch of one customer by a campaign of the house, in a slot of it: once whatever how
 * often it is said, and what comes late takes nothing back. A touch that reached the customer is recorded as an outbound
 * contact, so that it counts for the limits of contacts. A hard bounce closes the channel for the customer, unless
 * something newer is known of it.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for campaign and customer; `CONFLICT` where the person was erased
 */
export async function reportTouch(
  service: Service,
  input: unknown,
): Promise<{ touchId: number; customerId: number }> {
  requireScope(service.actor, 'interactions:write')
  const said = parse(schema(service), input)
  if (said.bounce != null && said.state !== 'BOUNCED') throw invalid(['bounce'], say('bouncedOnly'))
  const { orm } = service.db
  const slot = said.slot ?? ''
  const [campaign, customerId, [current]] = await inOrder([
    found(orm.select().from(ownCampaigns).where(eq(ownCampaigns.id, said.ownCampaign)), 'ownCampaign', [
      'ownCampaign',
    ]),
    requireCustomer(service, said.customer, ['customer']),
    Promise.resolve(
      orm
        .select()
        .from(touches)
        .where(
          and(
            eq(touches.ownCampaignId, said.ownCampaign),
            eq(touches.customerId, standingCustomer(said.customer)),
            eq(touches.slot, slot),
          ),
        ),
    ),
  ])
  // Another slot would be a touch beside the planned one, which would stay due and be sent once more.
  if (!current && campaign.cadence === 'MONTHLY' && !monthText.test(slot))
    throw invalid(['slot'], say('monthOfPlan'))
  const channel = said.channel ?? current?.channel ?? campaign.channels[0]
  if (channel === undefined) throw invalid(['channel'], say('missing'))
  const occurredAt = said.occurredAt ?? service.now
  const day = dayOfInstant(occurredAt, service.workspace.timeZone)
  if (day > service.today) throw invalid(['occurredAt'], say('inFuture'))
  if (day < campaign.firstDay - mostDaysAhead)
    throw invalid(['occurredAt'], say('daysBeforeCampaign', { days: mostDaysAhead }))
  const goesOn = !current || touchStates.indexOf(said.state) > touchStates.indexOf(current.state)
  const state = goesOn ? said.state : current.state
  const closed = said.bounce === 'HARD' ? await closeChannel(service, customerId, channel, occurredAt) : null
  const contact =
    reaching.has(state) && !current?.interactionId
      ? newContact(service, {
          ...{ customerId, staffId: null, kind: contactBy[channel] ?? 'MESSAGE', channel },
          ...{ occurredAt: formatInstant(occurredAt), body: null, outcome: null },
        })
      : null
  const told = {
    ...{
      channel,
      state,
      leftOut: null,
      bounce: state === 'BOUNCED' ? worse(said.bounce, current?.bounce) : null,
    },
    touchedOn: current?.touchedOn ?? day,
    respondedOn: answering.has(state) ? (current?.respondedOn ?? day) : null,
    cost: said.cost ?? current?.cost ?? null,
    interactionId: contact?.row.id ?? current?.interactionId ?? null,
  }
  const beside: Statement[] = [
    ...(contact ? [orm.insert(interactions).values(contact.row)] : []),
    ...(closed?.statements ?? []),
  ]
  const changes: Change[] = [...(contact ? [contact.change] : []), ...(closed?.changes ?? [])]
  if (current)
    return updateRow(
      service,
      { table: touches, current, patch: told, beside, told: changes },
      (before, after) => ({ action: 'touch.report', entityId: current.id, before, after }),
      { touchId: current.id, customerId },
    )
  const row = {
    ...{ id: service.newId(), ownCampaignId: campaign.id, customerId, slot, plannedFor: null },
    ...told,
    ...firstVersion(service),
  }
  claimTouch(service, row)
  const isNew = sql`NOT EXISTS (SELECT 1 FROM ${touches} WHERE ${touches.ownCampaignId} = ${campaign.id}
    AND ${touches.customerId} = ${customerId} AND ${touches.slot} = ${slot})`
  return commit(
    service,
    [...changes, { action: 'touch.report', entityId: row.id, after: row }],
    [guard(service, isNew), ...beside, orm.insert(touches).values(row)],
    { touchId: row.id, customerId },
  )
}

/** Of two reports of one bounce the hard one holds, whichever comes first: it has closed the channel. */
const worse = (said: Touch['bounce'] | undefined, before: Touch['bounce'] | undefined): Touch['bounce'] =>
  said === 'HARD' || before === 'HARD' ? 'HARD' : (said ?? before ?? null)

/** Of many reports of a touch that nobody knows yet the first has it. */
function claimTouch(
  { gathering }: Service,
  { id, ownCampaignId, customerId, slot }: Pick<Touch, 'id' | 'ownCampaignId' | 'customerId' | 'slot'>,
): void {
  if (!gathering) return
  const key = `touch ${JSON.stringify([ownCampaignId, customerId, slot])}`
  if (gathering.claimed.has(key)) throw invalid(['customer'], say('twice'))
  gathering.claimed.set(key, id)
}
