import { and, gte, inArray, isNull, lt, lte, or } from 'drizzle-orm'
import * as z from 'zod'
import { noonOf, timelineEntries, timelineKinds } from '../../database/views/timeline.ts'
import { startOfDay } from '../../lib/days.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { anyOf, dayText } from '../input/fields.ts'
import { type ColumnsOf, descending, pageSource } from '../lists/page.ts'
import { requireScope } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'

export type TimelineKind = (typeof timelineKinds)[number]

/** To see that something of a kind happened takes what seeing it takes. */
const scopeOf: Readonly<Record<TimelineKind, Scope>> = {
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

const timelineFilter = z.strictObject({
  kind: anyOf(z.enum(timelineKinds), timelineKinds.length).optional(),
  /** First and last local day, both inclusive. */
  from: dayText.optional(),
  until: dayText.optional(),
})

/**
 * What happened with customers within reach, of the kinds that the caller may see. To ask for another kind by its name is
 * forbidden.
 */
export const timelineList = pageSource(timelineEntries, {
  orderings: { AT: [descending('at'), descending('kind'), descending('id')] },
  defaultOrdering: 'AT',
  filter: timelineFilter,
  filterScopes: { kind: [], from: [], until: [] },
  where(service, columns, { kind, from, until }) {
    const { actor, workspace } = service
    for (const one of kind ?? []) requireScope(actor, scopeOf[one])
    const kinds = kind ?? timelineKinds.filter(one => actor.scopes.has(scopeOf[one]))
    return and(
      ofCustomersWithinReach(service, columns),
      inArray(columns.kind, kinds),
      from === undefined ? undefined : fromDay(columns, from, startOfDay(from, workspace.timeZone)),
      until === undefined ? undefined : untilDay(columns, until, startOfDay(until + 1, workspace.timeZone)),
    )
  },
})

type Columns = ColumnsOf<typeof timelineEntries>

// The bound before the alternatives is one that an index can use.

const fromDay = ({ at, day }: Columns, from: number, start: number) =>
  and(gte(at, Math.min(start, noonOf(from))), or(gte(day, from), and(isNull(day), gte(at, start))))

const untilDay = ({ at, day }: Columns, until: number, end: number) =>
  and(lt(at, Math.max(end, noonOf(until) + 1)), or(lte(day, until), and(isNull(day), lt(at, end))))
