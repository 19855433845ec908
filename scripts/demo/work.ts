import { formatDay } from '../../src/lib/days.ts'
import { type Api, mutateAll } from '../graphql.ts'
import { many, nameOfWork, readAll } from './api.ts'
import { workingHour } from './days.ts'
import { choice, label, pick } from './overlay.ts'

/**
 * What the staff of the demo do between two nights with what the first one found: follow-ups, feedback, surveys. Which
 * becomes what follows from customer and day, so each load works alike.
 */

interface Known {
  externalIds: { externalId: string }[]
}

interface Item {
  id: string
  tactic: string
  dueOn: string
  owner: { id: string } | null
  customer: Known | null
}

const nameOf = (customer: Known | null) => customer?.externalIds[0]?.externalId ?? ''

const queue = `query ($after: String, $first: Int!) {
  list: followUps(filter: { state: { equals: OPEN } }, first: $first, after: $after) {
    nodes { id tactic dueOn owner { id } customer { externalIds { externalId } } }
    pageInfo { hasNextPage endCursor }
  }
}`

const dismissals = ['Khách vừa liên lạc hôm trước.', 'Khách đi công tác dài ngày.', 'Đã gặp ở hội chợ.']
const comments = ['Rất hài lòng.', 'Giao nhanh, đóng gói đẹp.', 'Hàng tốt, hơi lâu.', 'Ổn.']
const scores = [10, 9, 8, 9, 10, 7, 8, 9, 6, 3]

/** A span of days: after `from`, up to `upto`. */
export interface Span {
  from: number
  upto: number
}

const dayIn = ({ from, upto }: Span, ...texts: string[]) => from + 1 + choice(upto - from, ...texts)

/** @param staff whose customers nobody owns are looked after by one of these */
export async function workQueue(api: Api, span: Span, staff: readonly string[]): Promise<void> {
  const items = await readAll<Item>(api, queue)
  const rolled = items
    // What customers complain of is answered, not ticked off.
    .filter(({ tactic }) => tactic !== 'FEEDBACK')
    .map(item => {
      const texts = [nameOf(item.customer), item.tactic, item.dueOn, formatDay(span.upto)]
      return { item, texts, roll: choice(100, ...texts, 'work') }
    })
  const between = (low: number, high: number) => rolled.filter(({ roll }) => roll >= low && roll < high)
  const done = between(0, 52).map(({ item, texts, roll }) => {
    const at = `${formatDay(dayIn(span, ...texts, 'day'))}T${workingHour(roll)}`
    const outcome = outcomeOf(item.tactic, roll)
    const reached = outcome === 'REACHED' && item.tactic === 'SATISFACTION'
    return {
      id: item.id,
      outcome,
      occurredAt: at,
      staff: item.owner?.id ?? pick(staff, ...texts, 'who'),
      note: label,
      ...(reached && { survey: { score: pick(scores, ...texts), comment: pick(comments, ...texts) } }),
    }
  })
  const dismissed = between(52, 57).map(({ item, texts }) => ({
    id: item.id,
    reason: pick(dismissals, ...texts),
  }))
  const snoozed = between(57, 60).map(({ item, roll }) => ({
    id: item.id,
    until: formatDay(span.upto + 2 + (roll % 3)),
  }))
  const name = `demo-work-${span.upto}`
  await many(api, `${name}-done`, 'followUpsComplete', done)
  await many(api, `${name}-dismissed`, 'followUpsDismiss', dismissed)
  await many(api, `${name}-snoozed`, 'followUpsSnooze', snoozed)
}

function outcomeOf(tactic: string, roll: number): string {
  if (roll < 34) return tactic === 'WIN_BACK' && roll < 6 ? 'WON_BACK' : 'REACHED'
  return roll < 48 ? 'NO_ANSWER' : 'DECLINED'
}

interface Feedback {
  id: string
  state: string
  customer: Known | null
}

const openFeedback = `query ($after: String, $first: Int!, $day: Date!) {
  list: feedbackItems(
    filter: { state: { in: [OPEN, ANSWERED] }, askedAt: { before: { date: $day } } }, first: $first, after: $after
  ) {
    nodes { id state customer { externalIds { externalId } } }
    pageInfo { hasNextPage endCursor }
  }
}`

const answers = [
  'Đã xin lỗi và gửi hàng thay thế.',
  'Đã giải thích cách tính và gửi lại hoá đơn.',
  'Đã hoàn một phần tiền và cảm ơn khách đã báo.',
]
const endings = ['RESOLVED', 'COMPENSATED', 'EXPLAINED']

/** Answers most of what has waited for a day, and closes most of what was answered. */
export async function answerFeedback(api: Api, { upto }: Span, staff: readonly string[]): Promise<void> {
  const waiting = await readAll<Feedback>(api, openFeedback, { day: formatDay(upto) })
  const day = formatDay(upto)
  const some = (state: string, share: number) =>
    waiting.filter(item => item.state === state && choice(100, nameOf(item.customer), day, state) < share)
  const answered = some('OPEN', 80).map(({ id, customer }) => ({
    id,
    kind: 'CALL',
    channel: 'PHONE',
    body: `${pick(answers, nameOf(customer))} (${label})`,
    staff: pick(staff, nameOf(customer), 'answers'),
  }))
  const name = nameOfWork(`demo-answers-${upto}`, answered)
  await mutateAll(api, name, 'feedbackAnswer', 'FeedbackAnswerInput', 'feedback { id }', answered)
  const closed = some('ANSWERED', 85).map(({ id, customer }) => ({
    id,
    outcome: pick(endings, nameOf(customer), 'ends'),
    note: label,
  }))
  await many(api, `demo-closed-${upto}`, 'feedbackItemsClose', closed)
}

interface Survey {
  id: string
  customer: (Known & { id: string }) | null
}

const openSurveys = `query ($after: String, $first: Int!) {
  list: surveys(filter: { state: { equals: OPEN } }, first: $first, after: $after) {
    nodes { id customer { id externalIds { externalId } } }
    pageInfo { hasNextPage endCursor }
  }
}`

/**
 * Some answer whether they would recommend the house, and others are asked.
 * @param asked customers' ids
 */
export async function survey(api: Api, { upto }: Span, asked: readonly string[]): Promise<void> {
  const waiting = await readAll<Survey>(api, openSurveys)
  const answered = waiting
    .map(({ id, customer }) => ({ id, name: nameOf(customer) }))
    .filter(({ name }) => choice(100, name, formatDay(upto), 'answers') < 45)
    .map(({ id, name }) => ({
      id,
      score: pick(scores, name, 'recommends'),
      comment: `${pick(comments, name, 'recommends')} (${label})`,
      channel: 'EMAIL',
    }))
  const waited = new Set(waiting.map(({ customer }) => customer?.id))
  const fresh = asked
    .filter(customer => !waited.has(customer))
    .map(customer => ({ customer, kind: 'RECOMMENDATION', occasion: 'OTHER', channel: 'EMAIL' }))
  const name = nameOfWork(`demo-surveys-${upto}`, [...answered, ...fresh])
  await mutateAll(api, `${name}-answered`, 'surveyAnswer', 'SurveyAnswerInput', 'survey { id }', answered)
  await mutateAll(api, name, 'surveyAsk', 'SurveyAskInput', 'survey { id }', fresh)
}
