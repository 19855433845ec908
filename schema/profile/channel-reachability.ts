import type { channelReachability, reachabilityReasons } from '../../src/database/tables/customers/profile.ts'
import { channelReachabilityTable } from '../../src/domain/fields/tables.ts'
import { channelReachabilityList } from '../../src/domain/profile/lists.ts'
import { reachabilityVerbs } from '../../src/domain/profile/reachability.ts'
import { customerNoun } from '../customers/customer.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

const expiry = 'From then on it is not known any more; null while it holds until somebody says otherwise.'

const ReachabilityReason = builder.enumType('ReachabilityReason', {
  description: 'Why a channel is closed where no person said so.',
  values: described<(typeof reachabilityReasons)[number]>({
    BOUNCED: 'A sender reported that nothing arrives by it any more.',
  }),
})

export const ChannelReachability = builder
  .objectRef<typeof channelReachability.$inferSelect & OfCustomer>('ChannelReachability')
  .implement({
    description:
      'Whether a customer can be reached by a channel, and how long that holds: as a window for messages that closes.',
    interfaces: [Node],
    fields: t => ({
      ...recordFields(t, 'channelReachability'),
      customer: related(t, 'customer', customerNoun, 'Whose it is.'),
      channel: t.expose('channel', { type: Channel, description: 'By what.' }),
      subchannel: t.string({
        nullable: true,
        description: 'By which of its kind, as `Zalo`; null for the channel as a whole.',
        needs: { columns: ['subchannel'] },
        resolve: ({ subchannel }) => subchannel || null,
      }),
      reachable: t.exposeBoolean('reachable', { description: 'Whether it can be, or cannot.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: expiry }),
      reason: t.expose('reason', {
        type: ReachabilityReason,
        nullable: true,
        description: 'Why it cannot be, where no person said so; null where somebody did.',
      }),
    }),
  })

const holds = (t: InputFields) => t.field({ type: 'DateTime', description: expiry })

const add = builder.inputType('ChannelReachabilityAddInput', {
  description: 'Whether a customer can be reached by a channel.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    channel: t.field({ type: Channel, required: true, description: 'By what.' }),
    subchannel: t.string({ description: 'By which of its kind, at most 60 characters.' }),
    reachable: t.boolean({ required: true, description: 'Whether it can be, or cannot.' }),
    expiresAt: holds(t),
  }),
})

const patch = builder.inputType('ChannelReachabilityPatch', {
  description: patchDescription,
  fields: t => ({
    reachable: t.boolean({ description: 'Whether it can be, or cannot; cannot be cleared.' }),
    expiresAt: holds(t),
  }),
})

const scope = 'customers:read'

export const channelReachabilityNoun = customerPart({
  ...{ type: ChannelReachability, kind: 'channelReachability', of: 'reachability by a channel', scope },
  ...{ source: channelReachabilityList, field: 'reachability' },
  description: 'By which channels the customer can be reached or cannot, as far as anybody said.',
  order: (a, b) => a.id - b.id,
  rowsOf: customer => customer.reachability,
  ...{ add, patch, verbs: reachabilityVerbs },
})

filterInput(channelReachabilityTable, {
  ...recordTellings,
  channel: { description: 'By what.', values: Channel },
  subchannel: 'By which of its kind.',
  reachable: 'Whether the customer can be reached, or cannot.',
  expiresAt: 'From when on it is not known any more.',
})
