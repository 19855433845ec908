import type { feedback } from '../../src/database/tables/care/feedback.ts'
import { feedbackList, myFeedback, overdueFeedback } from '../../src/domain/feedback/list.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { Interaction, type InteractionRow, interactionNoun } from '../customers/interaction.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { idField, versionField } from '../kernel/record.ts'
import { Kind, Outcome, State } from './enums.ts'

export type FeedbackRow = typeof feedback.$inferSelect & {
  customer?: CustomerRow
  interaction?: InteractionRow
  owner?: StaffRow | null
  answer?: InteractionRow | null
  superior?: StaffRow | null
}

export const FeedbackItem = builder.objectRef<FeedbackRow>('FeedbackItem')
export const feedbackNoun = noun(
  'feedback',
  listed({ type: FeedbackItem, scope: 'feedback:read', source: feedbackList }),
)

FeedbackItem.implement({
  description:
    'What becomes of something that a customer said and that must not be left without an answer: one for each inbound complaint, feedback and survey score up to 6, made with the interaction.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'feedback'),
    kind: t.expose('kind', { type: Kind, description: 'What was said.' }),
    state: t.expose('state', { type: State, description: 'How far it is.' }),
    askedAt: t.expose('askedAt', { type: 'DateTime', description: 'When the customer said it.' }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      description:
        'By when it is to be answered: `askedAt` and the hours of the feedback policy, or what somebody set.',
    }),
    outcome: t.expose('outcome', {
      type: Outcome,
      nullable: true,
      description: 'What came of it; null until it is closed, and never after.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What came of it, in words. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    answeredAt: t.expose('answeredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was answered.',
    }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was closed.' }),
    escalatedAt: t.expose('escalatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When somebody, or the night because nobody answered in time, passed it on.',
    }),
    customer: related(t, 'customer', customerNoun, 'Who said it.'),
    interaction: related(t, 'interaction', interactionNoun, 'What was said.'),
    owner: related(
      t,
      'owner',
      staffNoun,
      "Who answers for it: the customer's owner when it came, else the stand-in of the policy, or who got it since. Null is a violation that `feedbackViolations` counts.",
    ),
    answer: related(t, 'answer', interactionNoun, 'The contact that answered it.'),
    escalatedTo: related(t, 'superior', staffNoun, 'Whom it was passed on to.'),
    version: versionField(t),
  }),
})

export const feedbackInputs = listInputs(feedbackList, {
  tell: {
    id: 'Its id.',
    kind: { description: 'What was said.', values: Kind },
    state: { description: 'How far it is.', values: State },
    outcome: { description: 'What came of it.', values: Outcome },
    owner: 'Who answers for it.',
    askedAt: { description: 'When the customer said it.', order: 'By the instant at which it was said.' },
    dueAt: { description: 'By when it is to be answered.', order: 'By the due time, the earliest first.' },
    answeredAt: 'When it was answered.',
    closedAt: 'When it was closed.',
    escalatedAt: 'When it was passed on.',
    escalatedTo: 'Whom it was passed on to.',
    customer: 'Who said it.',
    interaction: 'What was said.',
  },
  orderings: { STATE: 'By state in the order of the alphabet, within a state by the due time.' },
  unordered: 'The earliest due first when not said.',
})

relationPage(customerNoun, 'feedback', {
  of: feedbackNoun,
  description: 'What the customer said that must not be left without an answer, whatever became of it.',
  args: feedbackInputs.args,
})

builder.objectField(Interaction, 'feedback', t =>
  related(t, 'feedback', feedbackNoun, 'What becomes of it; null where it never asked for an answer.'),
)

builder.queryFields(t => ({
  feedbackItem: oneById(t, feedbackNoun, {
    description: 'One piece of feedback; null when there is none within your reach.',
    id: 'Id of feedback.',
  }),
  feedbackItems: listOf(t, feedbackNoun, {
    description: 'All feedback of the customers within your reach, whatever became of it.',
    args: feedbackInputs.args,
  }),
  overdueFeedback: listOf(
    t,
    { ...feedbackNoun, source: overdueFeedback },
    { description: 'Feedback that nobody answered in time, as of now.', args: feedbackInputs.args },
  ),
  myFeedback: listOf(
    t,
    { ...feedbackNoun, source: myFeedback },
    {
      description:
        'What the staff member you stand for has to answer or to close; empty when you stand for nobody.',
      args: feedbackInputs.args,
    },
  ),
}))
