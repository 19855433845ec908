import { sql } from 'drizzle-orm'
import { feedback } from '../../database/tables/care/feedback.ts'
import { feedbackList } from '../feedback/list.ts'
import { type Column, customerKeyOf, idOf, instantOf, plain, staffEmailOf } from './column.ts'
import type { Exported } from './exported.ts'

const ofCustomers = { scopes: ['customers:read'] } as const
const ofInteractions = { scopes: ['interactions:read'] } as const
const said = { scopes: ['interactions:read', 'customers:personal'] } as const

const ofInteraction = (column: string) =>
  sql`(SELECT i.${sql.raw(column)} FROM interactions AS i WHERE i.id = ${feedback.id})`

const columns: Readonly<Record<string, Column>> = {
  customer: idOf('customer', feedback.customerId, ofCustomers),
  customerExternalId: customerKeyOf(feedback.customerId, ofCustomers),
  kind: plain(feedback.kind),
  state: plain(feedback.state),
  outcome: plain(feedback.outcome),
  note: plain(feedback.note, { scopes: ['customers:personal'] }),
  askedAt: instantOf(feedback.askedAt),
  dueAt: instantOf(feedback.dueAt),
  owner: staffEmailOf(feedback.ownerId),
  interaction: idOf('interaction', feedback.id, ofInteractions),
  channel: plain(ofInteraction('channel'), ofInteractions),
  score: plain(ofInteraction('score'), ofInteractions),
  subject: plain(ofInteraction('subject'), said),
  body: plain(ofInteraction('body'), said),
  answeredAt: instantOf(feedback.answeredAt),
  answer: idOf('interaction', feedback.answerId, ofInteractions),
  closedAt: instantOf(feedback.closedAt),
  escalatedAt: instantOf(feedback.escalatedAt),
  escalatedTo: staffEmailOf(feedback.escalatedTo),
  createdAt: instantOf(feedback.createdAt),
  updatedAt: instantOf(feedback.updatedAt),
}

/** All feedback of customers within reach, whatever became of it. */
export const exportedFeedback: Exported = {
  of: 'feedback',
  action: 'feedback.export',
  kind: 'feedback',
  scopes: ['feedback:read'],
  list: feedbackList,
  customer: feedback.customerId,
  walk: (after, most) => sql`SELECT id FROM feedback WHERE id > ${after} ORDER BY id LIMIT ${most}`,
  on: sql`feedback.id = walked.id`,
  columns,
}
