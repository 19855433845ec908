import { type SQL, sql } from 'drizzle-orm'
import { noonOf, timelineEntries, timelineKinds } from '../../database/views/timeline.ts'
import { startOfDay } from '../../lib/days.ts'
import { type Columns, columnOf, type Field, type Moment } from '../filters/field.ts'
import { dayQuestion, enumField } from '../filters/values.ts'
import { check } from '../input/issue-words.ts'
import type { Scope } from '../service/scopes.ts'
import { say } from '../wording/say.ts'

export type TimelineKind = (typeof timelineKinds)[number]

/** To see that something of a kind happened takes what seeing it takes. */
export const scopeOfKind: Readonly<Record<TimelineKind, Scope>> = {
  INTERACTION: 'interactions:read',
  LIFECYCLE: 'customers:read',
  REGION: 'customers:read',
  CONSENT: 'customers:personal',
  EXPOSURE: 'exposures:read',
  FOLLOW_UP_OPENED: 'follow-ups:read',
  FOLLOW_UP_CLOSED: 'follow-ups:read',
  RELATIONSHIP_LEVEL: 'relationships:read',
  VERDICT: 'vulnerability:read',
  SEGMENT_JOINED: 'segments:read',
  SEGMENT_LEFT: 'segments:read',
}

// The bound before the alternatives is one that an index can use.

function since(columns: Columns, day: number, { timeZone }: Moment): SQL {
  const [at, own, start] = [columnOf(columns, 'at'), columnOf(columns, 'day'), startOfDay(day, timeZone)]
  return sql`${at} >= ${Math.min(start, noonOf(day))} AND (${own} >= ${day} OR ${own} IS NULL AND ${at} >= ${start})`
}

function upTo(columns: Columns, day: number, { timeZone }: Moment): SQL {
  const [at, own, end] = [columnOf(columns, 'at'), columnOf(columns, 'day'), startOfDay(day + 1, timeZone)]
  return sql`${at} < ${Math.max(end, noonOf(day) + 1)} AND (${own} <= ${day} OR ${own} IS NULL AND ${at} < ${end})`
}

/** The local day of an entry: its own, or that of its instant. */
const entryDayField: Field = {
  input: { is: 'DAY' },
  scopes: [],
  dated: false,
  read(raw) {
    const read = check(dayQuestion, raw)
    if ('issues' in read) return read
    const { equals, from, until, after, before, empty } = read.data
    if (empty !== undefined) return { issues: [{ path: ['empty'], saying: say('neverEmpty') }] }
    return {
      test: {
        truth(columns, moment) {
          const parts = [
            ...[equals, from].flatMap(day => (day ? [since(columns, day(moment), moment)] : [])),
            ...[equals, until].flatMap(day => (day ? [upTo(columns, day(moment), moment)] : [])),
            ...(after ? [since(columns, after(moment) + 1, moment)] : []),
            ...(before ? [upTo(columns, before(moment) - 1, moment)] : []),
          ]
          return { sql: sql.join(parts, sql` AND `), certain: true }
        },
      },
    }
  },
}

export const timelineFields = {
  kind: enumField(timelineEntries.kind, timelineKinds, { scopeOf: scopeOfKind }),
  day: entryDayField,
} satisfies Record<string, Field>
