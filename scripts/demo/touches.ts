import { formatDay } from '../../src/lib/days.ts'
import type { Api } from '../graphql.ts'
import { many, readAll } from './api.ts'
import { choice } from './overlay.ts'
import type { Span } from './work.ts'

/** What the sender of the demo's letters and mails reports of them. */

interface Planned {
  slot: string
  plannedFor: string
  channel: string
  customer: { id: string; externalIds: { externalId: string }[] } | null
  ownCampaign: { id: string }
}

const planned = `query ($after: String, $first: Int!, $until: Date!) {
  list: touches(
    filter: { state: { equals: PLANNED }, plannedFor: { until: { date: $until } } }, first: $first, after: $after
  ) {
    nodes { slot plannedFor channel customer { id externalIds { externalId } } ownCampaign { id } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** What was planned went out: of the mails few bounce and a third are opened, of the letters an eighth is answered. */
export async function reportTouches(api: Api, { upto }: Span): Promise<void> {
  const sent = (await readAll<Planned>(api, planned, { until: formatDay(upto) })).flatMap(
    ({ slot, plannedFor, channel, customer, ownCampaign }) => {
      if (!customer) return []
      const roll = choice(100, customer.externalIds[0]?.externalId ?? '', slot, 'touch')
      const said = {
        customer: customer.id,
        ownCampaign: ownCampaign.id,
        channel,
        ...(slot !== '' && { slot }),
      }
      return [{ roll, plannedFor, said, mail: channel === 'EMAIL' }]
    },
  )
  const report = (state: string, time: string, some: typeof sent, more: object = {}) =>
    many(
      api,
      `demo-touches-${state}-${time}-${upto}`,
      'ownCampaignTouchesReport',
      some.map(({ said, plannedFor }) => ({ ...said, ...more, state, occurredAt: `${plannedFor}T${time}` })),
    )
  const some = (mail: boolean, from: number, below = 100) =>
    sent.filter(touch => touch.mail === mail && touch.roll >= from && touch.roll < below)
  await report('SENT', '09:00:00', some(true, 0), { cost: '0.02' })
  await report('SENT', '10:00:00', some(false, 0), { cost: '0.85' })
  await report('BOUNCED', '09:01:00', some(true, 0, 3), { bounce: 'SOFT' })
  await report('OPENED', '19:00:00', some(true, 65))
  await report('CLICKED', '19:05:00', some(true, 90))
  await report('RESPONDED', '15:00:00', some(false, 88))
}
