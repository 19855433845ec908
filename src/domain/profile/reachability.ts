import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import { channelReachability } from '../../database/tables/customers/profile.ts'
import { parseInstant } from '../../lib/days.ts'
import { idOf, label } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { firstVersion } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

type Row = typeof channelReachability.$inferSelect

const same = ({ customerId, channel, subchannel }: Pick<Row, 'customerId' | 'channel' | 'subchannel'>) =>
  and(
    eq(channelReachability.customerId, customerId),
    eq(channelReachability.channel, channel),
    eq(channelReachability.subchannel, subchannel),
  )

const expiry = ({ workspace }: Service) =>
  z.string().transform((value, context) => {
    const instant = parseInstant(value, workspace.timeZone)
    if (instant !== null) return instant
    context.addIssue({ code: 'custom', message: say('notInstant') })
    return z.NEVER
  })

/** Whether a customer can be reached by a channel, and until when that holds: as a window that closes. */
export const reachabilityVerbs = partVerbs({
  table: channelReachability,
  kind: 'channelReachability',
  most: 50,
  said: service =>
    z.strictObject({
      ...{ customer: idOf('customer'), channel: z.enum(channels), subchannel: label(60).nullish() },
      ...{ reachable: z.boolean(), expiresAt: expiry(service).nullish() },
    }),
  patch: service =>
    z.strictObject({ reachable: z.boolean().optional(), expiresAt: expiry(service).nullish() }),
  read: ({ db }, where) => db.orm.select().from(channelReachability).where(where),
  made(service, key, { channel, subchannel, reachable, expiresAt }) {
    const row = {
      ...key,
      ...{ channel, subchannel: subchannel ?? '', reachable, expiresAt: expiresAt ?? null, reason: null },
      ...firstVersion(service),
    }
    return {
      statement: service.db.orm.insert(channelReachability).values(row),
      change: { action: 'channel-reachability.add', entityId: row.id, after: row },
      taken: {
        'channel_reachability.customer_id': {
          ...{ path: ['channel'], saying: say('knownReachability') },
          ...{ kind: 'channelReachability', scope: 'customers:read' },
          holder: () =>
            service.db.orm.select({ id: channelReachability.id }).from(channelReachability).where(same(row)),
        },
      },
    }
  },
  patched: (_service, change) => ({ ...change, ...(change.reachable !== undefined && { reason: null }) }),
  updated: (before, after) => ({ action: 'channel-reachability.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'channel-reachability.remove', entityId: before.id, before }),
})
