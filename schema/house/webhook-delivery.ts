import type {
  deliveryFailures,
  deliveryStates,
  webhookDeliveries,
} from '../../src/database/tables/house/webhooks.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { deliveryList } from '../../src/domain/webhooks/list.ts'
import { builder, described } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, noun } from '../kernel/noun.ts'
import { idField } from '../kernel/record.ts'

type DeliveryRow = typeof webhookDeliveries.$inferSelect

const State = builder.enumType('WebhookDeliveryState', {
  description: 'How far a delivery is.',
  values: described<(typeof deliveryStates)[number]>({
    PENDING: 'It waits for its first attempt or for the next one.',
    DELIVERED: 'The receiver took it, with a status of 200 to 299.',
    GIVEN_UP: 'The last attempt failed, some 75 hours after the first.',
  }),
})

const Failure = builder.enumType('WebhookDeliveryFailure', {
  description: 'Why the last attempt came to nothing.',
  values: described<(typeof deliveryFailures)[number]>({
    STATUS: 'The receiver answered another status.',
    REDIRECT: 'The receiver wanted it sent elsewhere, which is not done.',
    TIMEOUT: 'The receiver did not answer in time.',
    CONNECTION: 'Nobody could be reached at the address.',
    ADDRESS: 'The address is none that may be sent to.',
    DOCUMENT: 'The query could not be answered: it does not fit the schema any more.',
    BUDGET: 'The owner had not the cost points that the query takes: it waits for them, which is no attempt.',
  }),
})

const Delivery = builder.objectRef<DeliveryRow>('WebhookDelivery')
export const deliveryNoun = noun(
  'webhookDelivery',
  listed({ type: Delivery, scope: 'webhooks:read', source: deliveryList }),
)

Delivery.implement({
  description: 'A change on its way to a webhook, or what became of it. What was sent is not kept.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'webhookDelivery'),
    type: t.exposeString('type', { description: 'What happened, such as `customer.updated`.' }),
    record: t.exposeID('record', { nullable: true, description: 'The id of the record; null of a policy.' }),
    segment: t.exposeID('segment', {
      nullable: true,
      description: 'The id of the segment that was joined or left.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When the change was written.' }),
    by: t.string({
      description: 'Who did it, as `by` of a change.',
      needs: { columns: ['actor'] },
      resolve: ({ actor }) => publicCaller(actor),
    }),
    state: t.expose('state', { type: State, description: 'How far it is.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    nextAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Of what waits: not tried before.',
      needs: { columns: ['state', 'nextAt'] },
      resolve: ({ state, nextAt }) => (state === 'PENDING' ? nextAt : null),
    }),
    attemptedAt: t.expose('attemptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last tried.',
    }),
    failure: t.expose('failure', {
      type: Failure,
      nullable: true,
      description: 'Why that came to nothing; null where it did not.',
    }),
    status: t.exposeInt('status', { nullable: true, description: 'The status that was answered then.' }),
    bytes: t.exposeInt('bytes', { nullable: true, description: 'The size of the message.' }),
    milliseconds: t.exposeInt('milliseconds', { nullable: true, description: 'How long the receiver took.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it began to wait.' }),
  }),
})

export const { args: deliveryArgs } = listInputs(deliveryList, {
  tell: {
    id: 'Its id.',
    type: 'What happened.',
    record: 'To which record, by its id.',
    state: { description: 'How far it is.', values: State },
    status: 'The status that was last answered.',
    createdAt: 'When it began to wait.',
  },
  unordered: 'The newest first when not said.',
})
