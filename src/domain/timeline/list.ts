import { and, inArray } from 'drizzle-orm'
import { timelineEntries, timelineKinds } from '../../database/views/timeline.ts'
import { timelineTable } from '../fields/tables.ts'
import { scopeOfKind } from '../fields/timeline.ts'
import { descending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

const newest = [descending('at'), descending('kind')] as const

/** What happened with customers within reach, of the kinds that the caller may see. */
export const timelineList = pageSource(timelineEntries, timelineTable, {
  usual: newest,
  orderings: { AT: newest },
  within(service, columns) {
    const kinds = timelineKinds.filter(kind => service.actor.scopes.has(scopeOfKind[kind]))
    return and(ofCustomersWithinReach(service, columns), inArray(columns.kind, kinds))
  },
})
