import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { followUps } from '../../../database/tables/care/follow-ups.ts'
import type { Change } from '../../changes/change.ts'
import { standingCustomer } from '../../reach/standing.ts'
import type { Service } from '../../service/service.ts'
import { thisChange } from '../../writes/commit.ts'

type FollowUp = typeof followUps.$inferSelect

/** What no consent stands behind: somebody promised it, or the customer waits for an answer. */
const owed = ['MANUAL', 'FEEDBACK'] satisfies FollowUp['tactic'][]

/** Whether a follow-up needs that the customer consents to care: a night made it of its own accord. */
export const needsConsent: SQL = sql`tactic NOT IN ${owed}`

/** The open follow-ups of a customer, of those that `which` picks. One read. */
export const readOpenFollowUps = async ({ db }: Service, customer: number, which?: SQL) =>
  db.orm
    .select()
    .from(followUps)
    .where(
      and(
        eq(followUps.customerId, standingCustomer(customer)),
        inArray(followUps.state, ['OPEN', 'CLAIMED']),
        which,
      ),
    )
    .orderBy(followUps.id)

/** Dismisses the open ones among the follow-ups that `which` picks. */
export const dismissedFollowUps = ({ now }: Service, which: SQL): SQL =>
  sql`UPDATE follow_ups SET state = 'DISMISSED', closed_at = ${now}, claimed_by = NULL, claimed_at = NULL,
    claimed_until = NULL, snoozed_until = NULL, version = version + 1, updated_at = ${now}, change_id = ${thisChange}
    WHERE ${which} AND state IN ('OPEN', 'CLAIMED')`

/** What the trail tells of each. */
export const tellDismissed = (items: readonly FollowUp[]): Change[] =>
  items.map(item => ({
    action: 'follow-up.dismiss',
    entityId: item.id,
    before: item,
    after: { ...item, state: 'DISMISSED', snoozedUntil: null, claimedBy: null, claimedUntil: null },
  }))
