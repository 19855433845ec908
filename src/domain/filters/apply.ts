import type { SQL } from 'drizzle-orm'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { compileHolds } from './compile.ts'
import { type Condition, scopesOf } from './condition.ts'
import type { Columns, Moment } from './field.ts'

/** As a request asks: as of today, with all that there is, within the caller's reach. */
export const momentOf = ({ actor, now, today, workspace }: Service): Moment => ({
  asOf: today,
  now,
  timeZone: workspace.timeZone,
  before: null,
  metricsHold: false,
  actor,
})

/** @throws AuthorizationError when the condition asks about something that the actor may not read */
export function requireScopesOf(service: Service, condition: Condition): void {
  for (const scope of scopesOf(condition)) requireScope(service.actor, scope)
}

/** Of a list: the rows for which the condition is true, as a request asks. */
export const holding = (service: Service, condition: Condition, columns: Columns): SQL =>
  compileHolds(condition, columns, momentOf(service))
