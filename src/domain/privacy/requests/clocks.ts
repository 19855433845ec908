import type {
  personRequestKinds,
  privacyRegimes,
} from '../../../database/tables/customers/person-requests.ts'
import { addMonths } from '../../../lib/months.ts'

export type PersonRequestKind = (typeof personRequestKinds)[number]
export type PrivacyRegime = (typeof privacyRegimes)[number]

/** Days in which requests are answered under Vietnam's law, and the days on which nobody works. */
export interface RequestFigures {
  acknowledgeWorkingDays: number
  stopDays: number
  stopDaysThirdParty: number
  dataDays: number
  dataDaysThirdParty: number
  extensionDays: number
  holidays: readonly number[]
}

/** What the clocks of a request follow from. */
export interface Timed {
  kind: PersonRequestKind
  regime: PrivacyRegime
  receivedOn: number
  thirdParty: boolean
  extendedOn: number | null
  extensionDays: number | null
}

export interface Clocks {
  acknowledgeBy: number
  dueOn: number
}

/** The GDPR leaves a house no choice: a month, and two more where it is complex. */
const gdpr = { months: 1, extension: 2 } as const

/** Requests that something ends; the others are about what is kept. */
const stops: ReadonlySet<PersonRequestKind> = new Set(['RESTRICTION', 'OBJECTION', 'CONSENT_WITHDRAWAL'])

/**
 * By when a request is to be acknowledged and answered. The day of receipt is not counted, and the last day is not
 * moved where nobody works on it: whoever counts otherwise is never later than this.
 */
export function clocksOf(request: Timed, figures: RequestFigures): Clocks {
  return {
    acknowledgeBy: addWorkingDays(request.receivedOn, figures.acknowledgeWorkingDays, figures.holidays),
    dueOn: request.regime === 'GDPR' ? dueByMonths(request) : dueByDays(request, figures),
  }
}

const dueByMonths = ({ receivedOn, extendedOn }: Timed): number =>
  addMonths(receivedOn, gdpr.months + (extendedOn === null ? 0 : gdpr.extension))

function dueByDays({ kind, receivedOn, thirdParty, extensionDays }: Timed, figures: RequestFigures): number {
  const { stopDays, stopDaysThirdParty, dataDays, dataDaysThirdParty } = figures
  const [alone, together] = stops.has(kind) ? [stopDays, stopDaysThirdParty] : [dataDays, dataDaysThirdParty]
  return receivedOn + (thirdParty ? together : alone) + (extensionDays ?? 0)
}

/** Monday to Friday, but for holidays. */
export function isWorkingDay(day: number, holidays: readonly number[]): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7
  return weekday < 5 && !holidays.includes(day)
}

/** The day on which so many working days after a day are over. */
function addWorkingDays(day: number, count: number, holidays: readonly number[]): number {
  let last = day
  for (let left = count; left > 0; ) {
    last += 1
    if (isWorkingDay(last, holidays)) left -= 1
  }
  return last
}
