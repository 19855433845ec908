import { type SQL, sql } from 'drizzle-orm'
import { channels } from '../../../database/tables/customers/channels.ts'
import {
  personRequestKinds,
  personRequestOutcomes,
  personRequests,
  privacyRegimes,
} from '../../../database/tables/customers/person-requests.ts'
import { type Columns, columnOf, type Field, type Moment } from '../../filters/field.ts'
import { dayField, enumField, flagField, idField, instantField } from '../../filters/values.ts'

export const personRequestClocks = ['ON_TIME', 'DUE_SOON', 'LATE', 'MET', 'MISSED'] as const

export type PersonRequestClock = (typeof personRequestClocks)[number]

/** So many days before its day something is due soon. */
export const soon = { acknowledge: 1, answer: 3 } as const

/** How a request stands in time, as of today; of a closed one whether its days were kept. */
export const clockSql = (columns: Columns, { asOf }: Pick<Moment, 'asOf'>): SQL => {
  const of = (name: keyof typeof personRequests.$inferSelect) => columnOf(columns, name)
  const [closed, due] = [of('closedOn'), of('dueOn')]
  const [acknowledged, by] = [of('acknowledgedOn'), of('acknowledgeBy')]
  return sql`CASE
    WHEN ${closed} IS NOT NULL THEN iif(${closed} > ${due} OR ifnull(${acknowledged}, ${closed}) > ${by}, 'MISSED', 'MET')
    WHEN ${due} < ${asOf} OR ${acknowledged} IS NULL AND ${by} < ${asOf} THEN 'LATE'
    WHEN ${due} <= ${asOf} + ${soon.answer} OR ${acknowledged} IS NULL AND ${by} <= ${asOf} + ${soon.acknowledge}
      THEN 'DUE_SOON'
    ELSE 'ON_TIME' END`
}

type Days = Pick<
  typeof personRequests.$inferSelect,
  'acknowledgeBy' | 'acknowledgedOn' | 'dueOn' | 'closedOn'
>

/** The same of a row that is read. */
export function clockOf(
  { acknowledgeBy, acknowledgedOn, dueOn, closedOn }: Days,
  today: number,
): PersonRequestClock {
  if (closedOn !== null)
    return closedOn > dueOn || (acknowledgedOn ?? closedOn) > acknowledgeBy ? 'MISSED' : 'MET'
  const waits = acknowledgedOn === null
  if (dueOn < today || (waits && acknowledgeBy < today)) return 'LATE'
  const isSoon = dueOn <= today + soon.answer || (waits && acknowledgeBy <= today + soon.acknowledge)
  return isSoon ? 'DUE_SOON' : 'ON_TIME'
}

export const personRequestFields = {
  id: idField('personRequest', personRequests.id),
  kind: enumField(personRequests.kind, personRequestKinds),
  regime: enumField(personRequests.regime, privacyRegimes),
  channel: enumField(personRequests.channel, channels),
  thirdParty: flagField(personRequests.thirdParty),
  owner: idField('staffMember', personRequests.ownerId, { scopes: ['staff:read'] }),
  clock: enumField({ sql: clockSql, nullable: false }, personRequestClocks),
  receivedOn: dayField(personRequests.receivedOn, { order: true, descending: true }),
  acknowledgeBy: dayField(personRequests.acknowledgeBy),
  acknowledgedOn: dayField(personRequests.acknowledgedOn),
  dueOn: dayField(personRequests.dueOn, { order: true }),
  extendedOn: dayField(personRequests.extendedOn),
  closedOn: dayField(personRequests.closedOn),
  outcome: enumField(personRequests.outcome, personRequestOutcomes),
  synthetic: flagField(personRequests.synthetic),
  createdAt: instantField(personRequests.createdAt),
  updatedAt: instantField(personRequests.updatedAt),
} satisfies Record<string, Field>
