import { and, eq, type SQL, sql } from 'drizzle-orm'
import { touches, type touchReasons } from '../../../database/tables/care/touches.ts'
import type { Change } from '../../changes/change.ts'
import { type ConsentPurpose, consentsTo } from '../../facts/consent.ts'
import { standingCustomer } from '../../reach/standing.ts'
import type { Service } from '../../service/service.ts'
import { thisChange } from '../../writes/commit.ts'

type Touch = typeof touches.$inferSelect
type Reason = (typeof touchReasons)[number]

/** Whether a touch is for a purpose. */
export const touchFor = (purpose: ConsentPurpose): SQL =>
  sql`own_campaign_id IN (SELECT id FROM own_campaigns WHERE purpose = ${purpose})`

/** Whether the customer consents to a purpose no more by the channel of a touch. */
export const touchUnwanted = (purpose: ConsentPurpose): SQL =>
  sql`${touchFor(purpose)} AND NOT ${consentsTo(sql`touches.customer_id`, purpose, sql`touches.channel`)}`

/** The touches planned for a customer and not made yet, of those that `which` picks. One read. */
export const readPlannedTouches = async ({ db }: Service, customer: number, which?: SQL): Promise<Touch[]> =>
  db.orm
    .select()
    .from(touches)
    .where(and(eq(touches.customerId, standingCustomer(customer)), eq(touches.state, 'PLANNED'), which))
    .orderBy(touches.id)

/** Leaves out the planned ones among the touches that `which` picks: nobody is to make them. */
export const calledOffTouches = ({ now }: Service, reason: Reason, which: SQL): SQL =>
  sql`UPDATE touches SET state = 'LEFT_OUT', left_out = ${reason}, version = version + 1, updated_at = ${now},
    change_id = ${thisChange} WHERE ${which} AND state = 'PLANNED'`

/** What the trail tells of each. */
export const tellCalledOff = (reason: Reason, touches: readonly Touch[]): Change[] =>
  touches.map(before => ({
    action: 'touch.call-off',
    entityId: before.id,
    before,
    after: { ...before, state: 'LEFT_OUT', leftOut: reason },
  }))
