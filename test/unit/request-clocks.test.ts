import { describe, expect, test } from 'vitest'
import { clockOf } from '../../src/domain/fields/requests/person-request.ts'
import { clocksOf, isWorkingDay, type Timed } from '../../src/domain/privacy/requests/clocks.ts'
import { formatDay, parseDay } from '../../src/lib/days.ts'

const day = (text: string) => parseDay(text) ?? Number.NaN

/** Tết 2026, as the state gave days off for it, and the days about the end of April. */
const holidays = [
  ...['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
  ...['2026-04-27', '2026-04-30', '2026-05-01'],
].map(day)

const figures = {
  ...{
    acknowledgeWorkingDays: 2,
    stopDays: 15,
    stopDaysThirdParty: 20,
    dataDays: 10,
    dataDaysThirdParty: 20,
  },
  ...{ extensionDays: 15, holidays },
}

const asked = (receivedOn: string, more: Partial<Timed> = {}) => {
  const request: Timed = {
    ...{ kind: 'ACCESS', regime: 'VIETNAM', receivedOn: day(receivedOn), thirdParty: false },
    ...{ extendedOn: null, extensionDays: null },
    ...more,
  }
  const { acknowledgeBy, dueOn } = clocksOf(request, figures)
  return { acknowledgeBy: formatDay(acknowledgeBy), dueOn: formatDay(dueOn) }
}

describe('a request is acknowledged within two working days', () => {
  test.each([
    ['on a Monday', '2026-03-02', '2026-03-04'],
    ['on a Thursday', '2026-03-05', '2026-03-09'],
    ['on a Friday', '2026-03-06', '2026-03-10'],
    ['on a Saturday', '2026-03-07', '2026-03-10'],
    ['on a Sunday', '2026-03-08', '2026-03-10'],
    ['on the last working day before Tết', '2026-02-13', '2026-02-24'],
    ['on the first day of Tết', '2026-02-17', '2026-02-24'],
    ['on the Wednesday before two holidays in the middle of a week', '2026-04-29', '2026-05-05'],
    ['on the day before a Monday off', '2026-04-26', '2026-04-29'],
    ['before the turn of the year', '2026-12-31', '2027-01-04'],
  ])('received %s', (_when, receivedOn, acknowledgeBy) => {
    expect(asked(receivedOn).acknowledgeBy).toBe(acknowledgeBy)
  })

  test('whichever the law', () => {
    expect(asked('2026-03-07', { regime: 'GDPR' }).acknowledgeBy).toBe('2026-03-10')
  })
})

describe("under Vietnam's law", () => {
  test.each([
    ['ACCESS', false, null, '2026-01-31', '2026-02-10'],
    ['CORRECTION', false, null, '2026-02-20', '2026-03-02'],
    ['ERASURE', false, null, '2028-02-20', '2028-03-01'],
    ['ERASURE', true, null, '2026-01-31', '2026-02-20'],
    ['ACCESS', true, 15, '2026-01-31', '2026-03-07'],
    ['CONSENT_WITHDRAWAL', false, null, '2026-12-20', '2027-01-04'],
    ['RESTRICTION', false, null, '2026-02-15', '2026-03-02'],
    ['OBJECTION', false, 15, '2026-02-15', '2026-03-17'],
    ['OBJECTION', true, null, '2026-02-15', '2026-03-07'],
    ['RESTRICTION', true, 7, '2026-02-15', '2026-03-14'],
  ] as const)('%s, others must act: %s, %s days more, of %s is due on %s', (...row) => {
    const [kind, thirdParty, extensionDays, receivedOn, dueOn] = row
    const extendedOn = extensionDays && day(receivedOn)
    expect(asked(receivedOn, { kind, thirdParty, extensionDays, extendedOn }).dueOn).toBe(dueOn)
  })

  test('holidays and week-ends are days as all others: the last day is not moved', () => {
    expect(asked('2026-02-07').dueOn).toBe('2026-02-17')
  })
})

describe('under the GDPR', () => {
  test.each([
    ['2026-01-30', '2026-02-28', '2026-04-30'],
    ['2026-01-31', '2026-02-28', '2026-04-30'],
    ['2028-01-31', '2028-02-29', '2028-04-30'],
    ['2026-02-28', '2026-03-28', '2026-05-28'],
    ['2028-02-29', '2028-03-29', '2028-05-29'],
    ['2026-03-31', '2026-04-30', '2026-06-30'],
    ['2026-11-30', '2026-12-30', '2027-02-28'],
    ['2026-12-31', '2027-01-31', '2027-03-31'],
    ['2099-12-31', '2100-01-31', '2100-03-31'],
    ['2100-01-29', '2100-02-28', '2100-04-29'],
  ])('a request of %s is due on %s, extended on %s', (receivedOn, dueOn, extended) => {
    for (const thirdParty of [false, true]) {
      expect(asked(receivedOn, { regime: 'GDPR', kind: 'OBJECTION', thirdParty }).dueOn).toBe(dueOn)
      const extendedOn = day(receivedOn)
      expect(asked(receivedOn, { regime: 'GDPR', thirdParty, extendedOn }).dueOn).toBe(extended)
    }
  })
})

test('days before 1970 have week-ends too', () => {
  expect(isWorkingDay(day('1969-12-27'), [])).toBe(false)
  expect(isWorkingDay(day('1969-12-29'), [])).toBe(true)
})

describe('a request stands', () => {
  const open = { acknowledgeBy: 12, acknowledgedOn: null, dueOn: 20, closedOn: null }
  test.each([
    ['ON_TIME', 10, {}],
    ['DUE_SOON', 11, {}],
    ['DUE_SOON', 12, {}],
    ['LATE', 13, {}],
    ['ON_TIME', 13, { acknowledgedOn: 12 }],
    ['ON_TIME', 16, { acknowledgedOn: 15 }],
    ['DUE_SOON', 17, { acknowledgedOn: 12 }],
    ['DUE_SOON', 20, { acknowledgedOn: 12 }],
    ['LATE', 21, { acknowledgedOn: 12 }],
    ['MET', 99, { acknowledgedOn: 12, closedOn: 20 }],
    ['MET', 99, { closedOn: 12 }],
    ['MISSED', 99, { closedOn: 13 }],
    ['MISSED', 99, { acknowledgedOn: 13, closedOn: 14 }],
    ['MISSED', 99, { acknowledgedOn: 12, closedOn: 21 }],
  ] as const)('%s on day %i with %o', (clock, today, more) => {
    expect(clockOf({ ...open, ...more }, today)).toBe(clock)
  })
})
