/**
 * Calendar days as integer day numbers (days since 1970-01-01, negative before), and the way between instants
 * (milliseconds since the epoch) and the local days of an IANA time zone. Proleptic Gregorian calendar.
 */

const DAY = 86_400_000
const HOUR = 3_600_000
const DAYS_IN_400_YEARS = 146_097

/** 0001-01-01 and 9999-12-31: the days that four digits can name. */
const FIRST_DAY = -719_162
const LAST_DAY = 2_932_896

/**
 * The day number of a strict `YYYY-MM-DD` in the years 0001 to 9999; null for any other text and for dates
 * that the calendar does not have.
 */
export function parseDay(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return match ? dayOfDate(Number(match[1]), Number(match[2]), Number(match[3])) : null
}

/** A page shows few days many times. */
const dayTexts = new Map<number, string>()
const mostDayTexts = 2_000

/** `YYYY-MM-DD`. Throws a RangeError for a day outside the years 0001 to 9999 and for a fraction. */
export function formatDay(day: number): string {
  const known = dayTexts.get(day)
  if (known !== undefined) return known
  if (!Number.isInteger(day) || day < FIRST_DAY || day > LAST_DAY) {
    throw new RangeError(`Not a day of the years 0001 to 9999: ${day}`)
  }
  const text = new Date(day * DAY).toISOString().slice(0, 10)
  if (dayTexts.size >= mostDayTexts) dayTexts.clear()
  dayTexts.set(day, text)
  return text
}

/**
 * The local calendar day on which an instant falls. Throws a RangeError for an unknown zone or an instant that
 * is not finite. Where a clock is set back over midnight, later instants can fall on the earlier day.
 */
export function dayOfInstant(instantMs: number, timeZone: string): number {
  return Math.floor((instantMs + offsetAt(instantMs, timeZone)) / DAY)
}

/**
 * The first instant (ms) of a local day: midnight, the first of two midnights, or, where the clock jumps over
 * midnight, the moment it lands. A day that the zone skipped altogether starts where the next one does.
 */
export function startOfDay(day: number, timeZone: string): number {
  const local = readLocal(day * DAY, timeZone)
  return local.kind === 'once' ? local.instant : firstInstantAfterGap(local, timeZone)
}

/**
 * The instant (ms) at which the local clock shows `msOfDay` milliseconds past midnight on `day`. A time that
 * occurs twice means the first one; a time that a forward jump leaves out is read with the offset before the
 * jump ('compatible' in Temporal).
 */
export function instantOfLocal(day: number, msOfDay: number, timeZone: string): number {
  const localMs = day * DAY + msOfDay
  const local = readLocal(localMs, timeZone)
  return local.kind === 'once' ? local.instant : localMs - local.offsetBefore
}

/**
 * The instant (ms) of an ISO 8601 text: with `Z` or an offset (`+07:00`, `+0700`, `+07`), also behind a blank; or a
 * local date-time
 * (`2010-12-01 08:26:00`, `2010-12-01T08:26`), read in the zone as `instantOfLocal` does; or a bare day, its
 * start. Digits past the millisecond are cut. Null if malformed, impossible (2026-02-30, 25:00, 24:00, a leap
 * second) or outside the years 0001 to 9999 UTC. Throws a RangeError for an unknown zone.
 */
export function parseInstant(text: string, timeZone: string): number | null {
  const match = INSTANT.exec(text)
  if (!match) return null
  const [, year, month, dayOfMonth, hours, minutes, seconds = '0', fraction = '', zulu, sign, east, past] =
    match
  const day = dayOfDate(Number(year), Number(month), Number(dayOfMonth))
  if (day === null) return null
  if (hours === undefined || minutes === undefined) return withinYears(startOfDay(day, timeZone))
  const msOfDay = timeOfDay(Number(hours), Number(minutes), Number(seconds), fraction)
  if (msOfDay === null) return null
  if (zulu !== undefined) return withinYears(day * DAY + msOfDay)
  if (sign === undefined || east === undefined) return withinYears(instantOfLocal(day, msOfDay, timeZone))
  const offset = timeOfDay(Number(east), Number(past ?? '0'), 0, '')
  if (offset === null) return null
  return withinYears(day * DAY + msOfDay + (sign === '-' ? offset : -offset))
}

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?))?)?$/

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/** ISO 8601 in UTC with milliseconds: `2026-01-31T17:00:00.000Z`. Throws a RangeError for no instant. */
export function formatInstant(instantMs: number): string {
  const day = Math.floor(instantMs / DAY)
  if (!Number.isInteger(instantMs) || day < FIRST_DAY || day > LAST_DAY)
    return new Date(instantMs).toISOString()
  const rest = instantMs - day * DAY
  const hours = twoDigits[Math.floor(rest / HOUR)]
  const minutes = twoDigits[Math.floor(rest / 60_000) % 60]
  const seconds = twoDigits[Math.floor(rest / 1_000) % 60]
  return `${formatDay(day)}T${hours}:${minutes}:${seconds}.${String(rest % 1_000).padStart(3, '0')}Z`
}

/** Whether this runtime knows the IANA zone name (links such as `Asia/Saigon` too; bare offsets are not names). */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatterOf(name)
    return true
  } catch {
    return false
  }
}

function dayOfDate(year: number, month: number, dayOfMonth: number): number | null {
  if (year < 1 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month))
    return null
  // 400 years on, because Date.UTC reads the years 0 to 99 as 1900 to 1999.
  return Date.UTC(year + 400, month - 1, dayOfMonth) / DAY - DAYS_IN_400_YEARS
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function timeOfDay(hours: number, minutes: number, seconds: number, fraction: string): number | null {
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  return hours * HOUR + minutes * 60_000 + seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
}

function withinYears(instantMs: number): number | null {
  return instantMs >= FIRST_DAY * DAY && instantMs < (LAST_DAY + 1) * DAY ? instantMs : null
}

type Gap = { kind: 'gap'; offsetBefore: number; earliest: number; latest: number }

/** What a local clock reading means: an instant, or a gap with the instants between which the jump lies. */
function readLocal(localMs: number, timeZone: string): { kind: 'once'; instant: number } | Gap {
  // No zone is a whole day away from UTC, so the two probes lie on either side of the reading.
  const offsetBefore = offsetAt(localMs - DAY, timeZone)
  const offsetAfter = offsetAt(localMs + DAY, timeZone)
  const first = localMs - offsetBefore
  if (offsetBefore === offsetAfter || offsetAt(first, timeZone) === offsetBefore) {
    return { kind: 'once', instant: first }
  }
  const second = localMs - offsetAfter
  if (offsetAt(second, timeZone) === offsetAfter) return { kind: 'once', instant: second }
  return { kind: 'gap', offsetBefore, earliest: second, latest: first }
}

function firstInstantAfterGap(gap: Gap, timeZone: string): number {
  return changeBetween(gap.earliest, gap.latest, gap.offsetBefore, instant => offsetAt(instant, timeZone))
}

/** The first whole second in (earliest, latest] whose offset is no longer `before`. Zones change on seconds. */
function changeBetween(
  earliest: number,
  latest: number,
  before: number,
  offset: (instantMs: number) => number,
): number {
  let low = Math.floor(earliest / 1000)
  let high = Math.ceil(latest / 1000)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offset(middle * 1000) === before) low = middle
    else high = middle
  }
  return high * 1000
}

/*
 * Offsets. Asking Intl costs microseconds, so the answer is kept per zone and stretch of two days. The closest
 * two changes of one zone in the tz database lie 3.99 days apart (Africa/Freetown, 1939), so a stretch has at
 * most one change: equal offsets at both ends mean none, and a bisection finds the one there is.
 */
const STRETCH = 2 * DAY
const MAX_STRETCHES = 16_384
const MAX_ZONES = 64

/** The oldest change in the tz database is younger; before it every zone keeps its local mean time. */
const YEAR_1800 = -5_364_662_400_000

type Stretch = { before: number; changeAt: number; after: number }
type Zone = { format: Intl.DateTimeFormat; stretches: Map<number, Stretch> }

const zones = new Map<string, Zone>()

function offsetAt(instantMs: number, timeZone: string): number {
  const zone = zones.get(timeZone) ?? openZone(timeZone)
  const clamped = Math.max(instantMs, YEAR_1800)
  const index = Math.floor(clamped / STRETCH)
  const stretch = zone.stretches.get(index) ?? openStretch(zone, index)
  return clamped < stretch.changeAt ? stretch.before : stretch.after
}

function openZone(timeZone: string): Zone {
  const zone = { format: formatterOf(timeZone), stretches: new Map<number, Stretch>() }
  if (zones.size >= MAX_ZONES) zones.clear()
  zones.set(timeZone, zone)
  return zone
}

function openStretch(zone: Zone, index: number): Stretch {
  const start = index * STRETCH
  const end = start + STRETCH
  const before = askOffset(zone.format, start)
  const after = zone.stretches.get(index + 1)?.before ?? askOffset(zone.format, end)
  const changeAt =
    before === after
      ? Number.POSITIVE_INFINITY
      : changeBetween(start, end, before, instant => askOffset(zone.format, instant))
  const stretch = { before, changeAt, after }
  if (zone.stretches.size >= MAX_STRETCHES) zone.stretches.clear()
  zone.stretches.set(index, stretch)
  return stretch
}

function askOffset(format: Intl.DateTimeFormat, instantMs: number): number {
  const match = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/.exec(format.format(instantMs))
  if (!match) throw new Error(`Unreadable local time of ${instantMs}`)
  const [, month, day, year, hours, minutes, seconds] = match.map(Number)
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hours, minutes, seconds) - instantMs
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}

const hour = 3_600_000

/** The instant at which the hour of an instant began. */
export const beginningOfHour = (instantMs: number): number => instantMs - (instantMs % hour)
