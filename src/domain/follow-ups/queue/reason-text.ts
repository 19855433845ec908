import { careDeeds, careTriggers } from '../../../database/tables/care/care-standards.ts'
import type { FollowUpReason, followUpTactics } from '../../../database/tables/care/follow-ups.ts'
import type { Workspace } from '../../service/service.ts'
import { en, vi } from '../../wording/figures.ts'
import type { Spoken } from '../../wording/language.ts'

type Tactic = (typeof followUpTactics)[number]

const openings: Record<Tactic, Spoken> = {
  WIN_BACK: { vi: 'Giành lại khách hàng.', en: 'Win the customer back.' },
  OVERDUE: { vi: 'Hỏi thăm khách đã quá hạn mua lại.', en: 'Ask after a customer who is overdue.' },
  THANK_YOU: { vi: 'Gửi lời cảm ơn khách hàng.', en: 'Thank the customer.' },
  COFFEE: { vi: 'Mời khách uống cà phê hoặc ăn trưa.', en: 'Invite the customer for coffee or lunch.' },
  OCCASION: {
    vi: 'Chúc mừng hoặc thăm hỏi khách nhân ngày riêng.',
    en: 'Think of a day that matters to the customer.',
  },
  SATISFACTION: { vi: 'Hỏi xem khách có hài lòng không.', en: 'Ask whether the customer is content.' },
  CADENCE: {
    vi: 'Giữ liên hệ đúng mức quan hệ đã cam kết.',
    en: 'Keep what the relationship level promises.',
  },
  STANDARD: { vi: 'Chăm sóc theo tiêu chuẩn đã đặt.', en: 'Give what a care standard owes.' },
  FEEDBACK: { vi: 'Trả lời ý kiến của khách hàng.', en: 'Answer what the customer said.' },
  MANUAL: { vi: 'Việc do nhân viên ghi lại.', en: 'Written down by a colleague.' },
}

/** Of a reason what its sentence says. */
type Said = Pick<FollowUpReason, 'code' | 'threshold' | 'measured'>

type Sentence = (reason: Said, workspace: Workspace) => Spoken

const deedNames: Record<(typeof careDeeds)[number], Spoken> = {
  CONTACT: { vi: 'liên hệ', en: 'A contact' },
  CALL: { vi: 'gọi điện', en: 'A call' },
  MEETING: { vi: 'gặp mặt', en: 'A meeting' },
  THANK_YOU: { vi: 'cảm ơn', en: 'A thank-you' },
  GIFT: { vi: 'tặng quà', en: 'A gift' },
  SURVEY: { vi: 'có một khảo sát được trả lời', en: 'An answered survey' },
}

const triggerNames: Record<(typeof careTriggers)[number], Spoken> = {
  FIRST_PURCHASE: { vi: 'lần mua đầu tiên', en: 'the first purchase' },
  PURCHASE: { vi: 'lần mua', en: 'the purchase' },
  DELIVERY: { vi: 'lần giao hàng', en: 'the delivery' },
  COMPLAINT_CLOSED: { vi: 'khi đóng khiếu nại', en: 'the end of the complaint' },
}

/** What each deed owes, by a cadence or behind each trigger. */
const standardSentences: Record<string, Sentence> = Object.fromEntries(
  careDeeds.flatMap(deed => {
    const name = deedNames[deed]
    const every: Sentence = ({ measured, threshold }) => ({
      vi: `Cần ${name.vi} mỗi ${threshold} ngày; ${measured === null ? 'lâu nay chưa có lần nào' : `lần gần nhất là ngày ${vi.date(measured)}`}.`,
      en: `${name.en} is owed every ${threshold} days; ${measured === null ? 'there was none for long' : `the last was on ${en.date(measured)}`}.`,
    })
    return [
      [`${deed}_OWED_EVERY`, every] as const,
      ...careTriggers.map((trigger): readonly [string, Sentence] => [
        `${deed}_OWED_${trigger}`,
        ({ measured, threshold }) => ({
          vi: `Cần ${name.vi} trong ${threshold} ngày kể từ ${triggerNames[trigger].vi} ngày ${vi.date(measured)}; chưa thực hiện.`,
          en: `${name.en} is owed within ${threshold} days of ${triggerNames[trigger].en} on ${en.date(measured)}; there was none.`,
        }),
      ]),
    ]
  }),
)

const sentences: Partial<Record<string, Sentence>> = {
  ...standardSentences,
  OWED_BY_STANDARD: ({ measured }) => ({
    vi: `Theo tiêu chuẩn chăm sóc “${measured}”.`,
    en: `By the care standard “${measured}”.`,
  }),
  SPEND_DECLINED: ({ measured, threshold }) =>
    Number(measured) > 100
      ? {
          vi: 'Khách trả lại nhiều hơn mua trong thời gian chiến dịch của đối thủ.',
          en: "More was given back than bought while a competitor's campaign ran.",
        }
      : {
          vi: `Chi tiêu giảm ${measured}% trong thời gian chiến dịch của đối thủ (ngưỡng ${threshold}%).`,
          en: `Spending fell by ${measured}% while a competitor's campaign ran (threshold ${threshold}%).`,
        },
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
  PARTNER: () => ({
    vi: 'Khách thuộc mức 5, đối tác.',
    en: 'The customer is a partner, level 5.',
  }),
  HIGH_VALUE_AT_RISK: ({ measured, threshold }, workspace) => ({
    vi: `Giá trị có nguy cơ mất là ${vi.money(measured, workspace)}, thuộc nhóm cao nhất (từ ${vi.money(threshold, workspace)}).`,
    en: `${en.money(measured, workspace)} may be lost with the customer, which is among the highest (from ${en.money(threshold, workspace)}).`,
  }),
  OCCASION_COMES: () => ({
    vi: 'Một ngày của khách, gia đình hoặc bạn bè sắp đến.',
    en: 'A day of the customer, of family or of friends comes.',
  }),
  DELIVERED_LATELY: ({ measured }) => ({
    vi: `Hàng đã giao ngày ${vi.date(measured)}.`,
    en: `Goods were delivered on ${en.date(measured)}.`,
  }),
  BOUGHT_LATELY: ({ measured }) => ({
    vi: `Khách mua hàng ngày ${vi.date(measured)}.`,
    en: `The customer bought on ${en.date(measured)}.`,
  }),
  COMPLAINT_CLOSED_LATELY: ({ measured }) => ({
    vi: `Khiếu nại đã đóng ngày ${vi.date(measured)}.`,
    en: `A complaint was closed on ${en.date(measured)}.`,
  }),
  CALL_OWED: ({ measured, threshold }) => ({
    vi: `Cần gọi trong ${threshold} ngày kể từ lần mua đầu hoặc lần giao hàng ngày ${vi.date(measured)}; chưa có cuộc gọi nào.`,
    en: `A call is owed within ${threshold} days of the first purchase or delivery on ${en.date(measured)}; there was none.`,
  }),
  CONTACT_OWED: ({ measured, threshold }) =>
    measured === null
      ? {
          vi: `Cần liên hệ mỗi ${threshold} ngày; lâu nay chưa có lần nào.`,
          en: `A contact is owed every ${threshold} days; there was none for long.`,
        }
      : {
          vi: `Cần liên hệ mỗi ${threshold} ngày; lần gần nhất là ngày ${vi.date(measured)}.`,
          en: `A contact is owed every ${threshold} days; the last was on ${en.date(measured)}.`,
        },
  REVIEW_OWED: ({ measured, threshold }) =>
    measured === null
      ? {
          vi: `Lãnh đạo cần gặp khách mỗi ${threshold} ngày; lâu nay chưa gặp.`,
          en: `A meeting of those who lead is owed every ${threshold} days; there was none for long.`,
        }
      : {
          vi: `Lãnh đạo cần gặp khách mỗi ${threshold} ngày; lần gần nhất là ngày ${vi.date(measured)}.`,
          en: `A meeting of those who lead is owed every ${threshold} days; the last was on ${en.date(measured)}.`,
        },
  OWED_BY_LEVEL: ({ measured }) => ({
    vi: `Mức quan hệ của khách là ${measured}.`,
    en: `The customer's relationship level is ${measured}.`,
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
