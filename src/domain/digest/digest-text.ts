import { dayOfInstant } from '../../lib/days.ts'
import { horizonWeeks } from '../follow-ups/value/value-at-risk.ts'
import type { Workspace } from '../service/service.ts'
import { en, vi } from '../wording/figures.ts'
import type { Spoken } from '../wording/language.ts'
import type { DigestCode } from './codes.ts'
import type { Found } from './found-sql.ts'

type Said = Pick<Found, 'code' | 'measured' | 'threshold'>

const sentences: Record<DigestCode, (said: Said, workspace: Workspace) => Spoken> = {
  FEEDBACK_OVERDUE: ({ measured, threshold }, { timeZone }) => {
    const [asked, due] = [measured, threshold].map(at => dayOfInstant(Number(at), timeZone))
    return {
      vi: `Ý kiến ngày ${vi.date(asked ?? null)} đã quá hạn trả lời (${vi.date(due ?? null)}).`,
      en: `What the customer said on ${en.date(asked ?? null)} was due for an answer on ${en.date(due ?? null)}.`,
    }
  },
  BECAME_VULNERABLE: ({ measured, threshold }) =>
    Number(measured) > 100
      ? {
          vi: 'Khách vừa trở nên dễ mất: trả lại nhiều hơn mua trong thời gian chiến dịch của đối thủ.',
          en: "Newly vulnerable: more was given back than bought while a competitor's campaign ran.",
        }
      : {
          vi: `Khách vừa trở nên dễ mất: chi tiêu giảm ${vi.number(measured)}% trong thời gian chiến dịch của đối thủ (ngưỡng ${threshold}%).`,
          en: `Newly vulnerable: spending fell by ${en.number(measured)}% while a competitor's campaign ran (threshold ${threshold}%).`,
        },
  VALUE_AT_RISK_ROSE: ({ measured, threshold }, workspace) => ({
    vi: `Khả năng khách đã rời bỏ vừa vượt ${threshold}%; giá trị có nguy cơ mất trong ${horizonWeeks} tuần là ${vi.money(measured, workspace)}.`,
    en: `By now more likely gone than not (from ${threshold}%): ${en.money(measured, workspace)} may be lost within ${horizonWeeks} weeks.`,
  }),
  LAPSES: ({ measured }) => ({
    vi: `Khách mua chậm hơn nhịp thường lệ: đã ${vi.number(measured)} ngày chưa mua lại.`,
    en: `Later than usual: the last purchase was ${en.number(measured)} days ago.`,
  }),
  LOST: ({ measured }) => ({
    vi: `Coi như đã mất: đã ${vi.number(measured)} ngày khách chưa mua lại.`,
    en: `Counts as lost: the last purchase was ${en.number(measured)} days ago.`,
  }),
  WON_BACK: ({ measured }) => ({
    vi: `Khách đã quay lại: mua ngày ${vi.date(measured)}.`,
    en: `Came back: bought on ${en.date(measured)}.`,
  }),
  SEGMENT_JOINED: ({ measured }) => ({
    vi: `Khách mới vào phân khúc “${measured}”.`,
    en: `Joined the segment “${measured}”.`,
  }),
}

/** Why somebody is in the digest, as a sentence in Vietnamese and English. */
export const digestText = (said: Said, workspace: Workspace): Spoken => sentences[said.code](said, workspace)
