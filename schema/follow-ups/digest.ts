import { digestText } from '../../src/domain/digest/digest-text.ts'
import {
  type DigestItem,
  type digestActions,
  digestLimits,
  readStaffDigest,
  type StaffDigest,
} from '../../src/domain/digest/read-digest.ts'
import { followedAtMost, goneFrom } from '../../src/domain/digest/risk-rose.ts'
import { customerNoun } from '../customers/customer.ts'
import { feedbackNoun } from '../feedback/feedback-item.ts'
import { staffNoun } from '../house/staff.ts'
import { builder, described } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { followUpNoun } from './follow-up.ts'
import { Reason, Text } from './reason.ts'

const Action = builder.enumType('DigestAction', {
  description: 'The one thing to do about it.',
  values: described<(typeof digestActions)[number]>({
    WORK_ON_FOLLOW_UP: 'Something waits in the queue: do `followUp`.',
    ANSWER_FEEDBACK: 'Answer `feedback`, by `feedbackAnswer`.',
    PROMISE_FOLLOW_UP: 'Nothing waits in the queue: plan a contact by `followUpCreate`, if one is due.',
  }),
})

const Item = builder.objectRef<DigestItem>('DigestItem').implement({
  description: 'One customer, the most pressing of what changed, and one thing to do about it.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ customerId }) => customerId, 'Who.'),
    reason: t.field({
      type: Reason,
      description:
        'What changed, by `code`, the most pressing first: `FEEDBACK_OVERDUE`, `BECAME_VULNERABLE`, `VALUE_AT_RISK_ROSE`, `LAPSES`, `LOST`, `WON_BACK`, `SEGMENT_JOINED`.',
      resolve: item => item,
    }),
    text: t.field({
      type: Text,
      description: 'The same as a sentence.',
      resolve: (item, _args, { service }) => digestText(item, service.workspace),
    }),
    action: t.expose('action', { type: Action, description: 'What to do.' }),
    followUp: referenced(t, followUpNoun, ({ followUpId }) => followUpId, 'What waits in the queue.'),
    feedback: referenced(t, feedbackNoun, ({ feedbackId }) => feedbackId, 'What to answer.'),
  }),
})

const Digest = builder.objectRef<StaffDigest>('StaffDigest').implement({
  description: 'What changed of the customers of one staff member, beyond noise.',
  fields: t => ({
    staffMember: referenced(t, staffNoun, ({ staffId }) => staffId, 'Whose customers.'),
    from: t.expose('from', { type: 'Date', description: 'The first day that counts.' }),
    items: t.expose('items', {
      type: [Item],
      description: `One for each customer, the most pressing kind first, then who spent most in 365 days; at most ${digestLimits.items}.`,
      complexity: { field: 1, multiplier: digestLimits.items },
    }),
    leftOff: t.exposeInt('leftOff', {
      description: 'Customers of whom something changed besides those shown; of each kind 100 are looked at.',
    }),
  }),
})

builder.queryField('staffDigest', t =>
  t.field({
    type: Digest,
    nullable: true,
    description: `What changed since a day of the customers whom a staff member owns, or in whose care team it is. Told are: feedback whose time ran out (needs \`feedback:read\`); who is newly in the VS of a campaign that runs or ended lately (needs \`vulnerability:read\`); whose value at risk rose because the customer is by now gone with ${goneFrom} per cent or more, of the ${followedAtMost} who spent most; who began to lapse, was lost or came back; who joined a segment whose rule was not set meanwhile (needs \`segments:read\`). Nobody restricted but for feedback. Null when you stand for nobody and name nobody.`,
    authScopes: { scope: 'follow-ups:read' },
    args: {
      staff: t.arg.id({ description: 'Whose; your own when not said. Another takes `staff:read`.' }),
      from: t.arg({
        type: 'Date',
        description: `The first day that counts, at most ${digestLimits.days} days ago; yesterday when not said.`,
      }),
    },
    complexity: 400,
    resolve: (_root, args, { service }) => readStaffDigest(service, args),
  }),
)
