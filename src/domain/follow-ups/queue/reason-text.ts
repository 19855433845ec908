import type { FollowUpReason, followUpTactics } from '../../../database/tables/care/follow-ups.ts'
import type { Workspace } from '../../service/service.ts'
import { en, vi } from '../../wording/figures.ts'
import type { Spoken } from '../../wording/language.ts'

type Tactic = (typeof followUpTactics)[number]

const openings: Record<Tactic, Spoken> = {
  WIN_BACK: { vi: 'Giành lại khách hàng.', en: 'Win the customer back.' },
  OVERDUE: { vi: 'Hỏi thăm khách đã quá hạn mua lại.', en: 'Ask after a customer who is overdue.' },
  THANK_YOU: { vi: 'Gửi lời cảm ơn khách hàng.', en: 'Thank the customer.' },
  FEEDBACK: { vi: 'Trả lời ý kiến của khách hàng.', en: 'Answer what the customer said.' },
  MANUAL: { vi: 'Việc do nhân viên ghi lại.', en: 'Written down by a colleague.' },
}

/** Of a reason what its sentence says. */
type Said = Pick<FollowUpReason, 'code' | 'threshold' | 'measured'>

type Sentence = (reason: Said, workspace: Workspace) => Spoken

const sentences: Partial<Record<string, Sentence>> = {
  SPEND_DECLINED: ({ measured, threshold }) => ({
    vi: `Chi tiêu giảm ${measured}% trong thời gian chiến dịch của đối thủ (ngưỡng ${threshold}%).`,
    en: `Spending fell by ${measured}% while a competitor's campaign ran (threshold ${threshold}%).`,
  }),
  NO_PURCHASE_IN_CAMPAIGN: () => ({
    vi: 'Khách không mua lần nào trong thời gian đó.',
    en: 'There was no purchase at all in that time.',
  }),
  CYCLE_EXCEEDED: ({ measured, threshold }) => ({
    vi: `Đã ${vi.number(measured)} ngày khách chưa mua lại; theo chu kỳ riêng, ngưỡng là ${vi.number(threshold)} ngày.`,
    en: `The last purchase was ${en.number(measured)} days ago; by the customer's own cycle the threshold is ${en.number(threshold)} days.`,
  }),
  FIRST_PURCHASE: ({ measured }) => ({
    vi: `Khách mua hàng lần đầu ngày ${vi.date(measured)}.`,
    en: `The first purchase was on ${en.date(measured)}.`,
  }),
  LARGE_PURCHASE: ({ measured, threshold }, workspace) => ({
    vi: `Đơn hàng ${vi.money(measured, workspace)} thuộc nhóm lớn nhất của chính khách (từ ${vi.money(threshold, workspace)}).`,
    en: `A purchase of ${en.money(measured, workspace)} is among the customer's own largest (from ${en.money(threshold, workspace)}).`,
  }),
  NO_ANSWER_BEFORE: ({ measured, threshold }) => ({
    vi: `Đã liên hệ ${measured} lần mà khách chưa trả lời (tối đa ${threshold} lần).`,
    en: `Earlier attempts that nobody answered: ${measured} (of at most ${threshold}).`,
  }),
  COMPLAINT_UNANSWERED: ({ measured, threshold }) => ({
    vi: `Khiếu nại ngày ${vi.date(measured)} chưa được trả lời; hạn trả lời là ngày ${vi.date(threshold)}.`,
    en: `The complaint of ${en.date(measured)} waits for an answer, which is due on ${en.date(threshold)}.`,
  }),
  FEEDBACK_UNANSWERED: ({ measured, threshold }) => ({
    vi: `Góp ý ngày ${vi.date(measured)} chưa được trả lời; hạn trả lời là ngày ${vi.date(threshold)}.`,
    en: `What the customer said on ${en.date(measured)} waits for an answer, which is due on ${en.date(threshold)}.`,
  }),
  LOW_SCORE_UNANSWERED: ({ measured, threshold }) => ({
    vi: `Điểm khảo sát thấp ngày ${vi.date(measured)} chưa được trả lời; hạn trả lời là ngày ${vi.date(threshold)}.`,
    en: `The low survey score of ${en.date(measured)} waits for an answer, which is due on ${en.date(threshold)}.`,
  }),
  NO_ANSWER_SO_FAR: ({ measured }) => ({
    vi: `Đã liên hệ ${measured} lần mà khách chưa trả lời.`,
    en: `Earlier attempts that nobody answered: ${measured}.`,
  }),
  PROMISED: () => ({ vi: 'Đã hẹn với khách hàng.', en: 'It was promised to the customer.' }),
}

/**
 * An item's reasons as sentences in Vietnamese and English, made from the codes and the values stored with
 * them; a code that is not known here says nothing.
 */
export function reasonText(tactic: Tactic, reasons: readonly Said[], workspace: Workspace): Spoken {
  const measured = reasons.flatMap(reason => sentences[reason.code]?.(reason, workspace) ?? [])
  const all = [openings[tactic], ...measured]
  return { vi: all.map(one => one.vi).join(' '), en: all.map(one => one.en).join(' ') }
}
