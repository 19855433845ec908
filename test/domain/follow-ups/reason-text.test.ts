import { expect, test } from 'vitest'
import { reasonText } from '../../../src/domain/follow-ups/queue/reason-text.ts'

const pounds = { currency: 'GBP', decimals: 2, timeZone: 'Europe/London', phoneCountry: 'GB' }
const dong = { currency: 'VND', decimals: 0, timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' }
const reason = (code: string, measured: number | string | null, threshold: number | string | null) => ({
  ...{ code, measured, threshold, facts: [] },
})

test('a large purchase is told with its amounts as each language writes them', () => {
  const reasons = [reason('LARGE_PURCHASE', 123_456_789, 1_000)]
  expect(reasonText('THANK_YOU', reasons, pounds).en).toBe(
    "Thank the customer. A purchase of 1,234,567.89 GBP is among the customer's own largest (from 10.00 GBP).",
  )
  expect(reasonText('THANK_YOU', reasons, dong).vi).toBe(
    'Gửi lời cảm ơn khách hàng. Đơn hàng 123.456.789 VND thuộc nhóm lớn nhất của chính khách (từ 1.000 VND).',
  )
})

test('several reasons follow one another', () => {
  const reasons = [reason('SPEND_DECLINED', 100, 20), reason('NO_PURCHASE_IN_CAMPAIGN', 0, 1)]
  expect(reasonText('WIN_BACK', reasons, dong)).toEqual({
    vi: 'Giành lại khách hàng. Chi tiêu giảm 100% trong thời gian chiến dịch của đối thủ (ngưỡng 20%). Khách không mua lần nào trong thời gian đó.',
    en: "Win the customer back. Spending fell by 100% while a competitor's campaign ran (threshold 20%). There was no purchase at all in that time.",
  })
})

test('who gave back more than was bought spent less, and not by thousands of per cent', () => {
  expect(reasonText('WIN_BACK', [reason('SPEND_DECLINED', 24_796, 20)], dong)).toEqual({
    vi: 'Giành lại khách hàng. Khách trả lại nhiều hơn mua trong thời gian chiến dịch của đối thủ.',
    en: "Win the customer back. More was given back than bought while a competitor's campaign ran.",
  })
})

test('days and dates are written as each language does', () => {
  expect(reasonText('OVERDUE', [reason('CYCLE_EXCEEDED', 25, 22.5)], dong).vi).toContain('22,5 ngày')
  expect(reasonText('THANK_YOU', [reason('FIRST_PURCHASE', '2026-03-01', null)], dong).vi).toContain(
    '01/03/2026',
  )
})

test('a code that nobody knows any more says nothing', () => {
  expect(reasonText('MANUAL', [reason('OLD', 1, 2)], dong).en).toBe('Written down by a colleague.')
})
