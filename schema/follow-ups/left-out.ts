import type { followUpsLeftOut } from '../../src/database/tables/care/follow-ups.ts'
import { followUpLeftOutList } from '../../src/domain/follow-ups/queue.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { Money } from '../house/money.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, related, relationPage } from '../kernel/noun.ts'
import { idField } from '../kernel/record.ts'
import { LeftOutReason, Tactic } from './enums.ts'

type LeftOutRow = typeof followUpsLeftOut.$inferSelect & { customer?: CustomerRow; owner?: StaffRow | null }

const LeftOut = builder.objectRef<LeftOutRow>('FollowUpLeftOut')
const leftOut = noun(
  'followUpLeftOut',
  listed({ type: LeftOut, scope: 'follow-ups:read', source: followUpLeftOutList }),
)

LeftOut.implement({
  description: 'That the newest night made no follow-up for a customer whom a tactic concerns, and why.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'followUpLeftOut'),
    tactic: t.expose('tactic', { type: Tactic, description: 'Of which tactic.' }),
    reason: t.expose('reason', { type: LeftOutReason, description: 'Why.' }),
    since: t.expose('since', {
      type: 'Date',
      description: 'The business day whose night left it out first, for this reason and occasion.',
    }),
    occasion: t.exposeString('occasion', { description: 'What it would have been about, for programs.' }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'By when it would have been due, as of `since`.' }),
    minutes: t.exposeInt('minutes', { description: 'What it would take of a day.' }),
    expectedGain: t.expose('expectedGain', {
      type: Money,
      nullable: true,
      description:
        'What it would bring, told anew when it moves by a fifth; null where something else stands in the way, or nobody can tell.',
    }),
    customer: related(t, 'customer', customerNoun, 'For whom.'),
    owner: related(t, 'owner', staffNoun, 'Who would do it.'),
  }),
})

const inputs = listInputs(followUpLeftOutList, {
  tell: {
    id: 'Its id.',
    tactic: { description: 'Of which tactic.', values: Tactic },
    reason: { description: 'Why.', values: LeftOutReason },
    since: 'Since which business day.',
    owner: 'Who would do it.',
    expectedGain: 'What it would bring.',
    customer: 'For whom.',
  },
  orderings: { BY_CUSTOMER: 'By customer, those known longest first.' },
  unordered: 'By customer, those known longest first, when not said.',
})

relationPage(customerNoun, 'followUpsLeftOut', {
  of: leftOut,
  description: 'Of which tactics the newest night left the customer out, and why.',
  args: inputs.args,
})

builder.queryField('followUpsLeftOut', t =>
  listOf(t, leftOut, {
    description: 'Whom of your reach the newest night left out of which tactic, and why.',
    args: inputs.args,
  }),
)
