import { and, eq, gt, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { touches } from '../../database/tables/care/touches.ts'
import type { Channel } from '../../database/tables/customers/channels.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { channelReachability } from '../../database/tables/customers/profile.ts'
import type { Change } from '../changes/change.ts'
import { standingCustomer } from '../reach/standing.ts'
import type { Service } from '../service/service.ts'
import { guard } from '../writes/commit.ts'
import { firstVersion, inOrder, nextVersion, unchanged } from '../writes/versions.ts'

interface Closing {
  statements: Statement[]
  changes: Change[]
}

const nothing: Closing = { statements: [], changes: [] }

/** What is known of a channel as a whole of a customer. */
const readReachability = ({ db }: Service, customerId: number, channel: Channel) =>
  db.orm
    .select()
    .from(channelReachability)
    .where(
      and(
        eq(channelReachability.customerId, standingCustomer(customerId)),
        eq(channelReachability.channel, channel),
        eq(channelReachability.subchannel, ''),
      ),
    )

/** A touch that reached a customer by a channel after an instant, if any did. */
const readReached = ({ db }: Service, customerId: number, channel: Channel, after: number) =>
  db.orm
    .select({ id: touches.id })
    .from(interactions)
    .innerJoin(touches, eq(touches.interactionId, interactions.id))
    .where(
      and(
        eq(interactions.customerId, customerId),
        gt(interactions.occurredAt, after),
        eq(touches.channel, channel),
      ),
    )
    .limit(1)

/**
 * Closes a channel by which nothing arrives any more, until somebody says otherwise. What was said of it, or arrived by
 * it, after the bounce holds; what is closed for good stays as it is; of many that close one at once the first does.
 */
export async function closeChannel(
  service: Service,
  customerId: number,
  channel: Channel,
  bouncedAt: number,
): Promise<Closing> {
  const [[current], reached] = await inOrder([
    Promise.resolve(readReachability(service, customerId, channel)),
    Promise.resolve(readReached(service, customerId, channel, bouncedAt)),
  ])
  if (reached.length > 0 || (current && current.updatedAt > bouncedAt)) return nothing
  if (current && !current.reachable && current.expiresAt === null) return nothing
  if (isClosing(service, customerId, channel)) return nothing
  const said = { reachable: false, expiresAt: null, reason: 'BOUNCED' } as const
  const { orm } = service.db
  if (current) {
    const { set, after } = nextVersion(service, current, said)
    const row = eq(channelReachability.id, current.id)
    return {
      statements: [
        unchanged(service, channelReachability, row, current.version),
        orm.update(channelReachability).set(set).where(row),
      ],
      changes: [{ action: 'channel-reachability.update', entityId: current.id, before: current, after }],
    }
  }
  const row = {
    ...{ id: service.newId(), customerId, channel, subchannel: '', ...said },
    ...firstVersion(service),
  }
  const isNew = sql`NOT EXISTS (SELECT 1 FROM ${channelReachability}
    WHERE ${channelReachability.customerId} = ${customerId} AND ${channelReachability.channel} = ${channel}
      AND ${channelReachability.subchannel} = '')`
  return {
    statements: [guard(service, isNew), orm.insert(channelReachability).values(row)],
    changes: [{ action: 'channel-reachability.add', entityId: row.id, after: row }],
  }
}

/** Whether another of many reports closes it with the same write. */
function isClosing({ gathering }: Service, customerId: number, channel: Channel): boolean {
  if (!gathering) return false
  const key = `reachability ${JSON.stringify([customerId, channel])}`
  if (gathering.claimed.has(key)) return true
  gathering.claimed.set(key, customerId)
  return false
}
