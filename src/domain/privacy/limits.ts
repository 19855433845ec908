import { and, eq, type SQL } from 'drizzle-orm'
import * as z from 'zod'
import { customers } from '../../database/tables/customers/customers.ts'
import { requireUnerased } from '../customers/require-customer.ts'
import { isScored } from '../facts/scored.ts'
import { expectedVersion, idOf, text } from '../input/fields.ts'
import { storeChanges } from '../metrics/lifecycle-sql.ts'
import { notScored, unmeasured } from '../metrics/standing.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { moveLevels, noPlaces } from '../relationships/levels-sql.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import { found, requireVersion } from '../writes/versions.ts'

export type Subject = typeof customers.$inferSelect

/** Whose limit ends. */
export const liftInput = z.strictObject({ customer: idOf('customer'), expectedVersion })

/** Who is limited, and why. */
export const limitInput = liftInput.extend({ reason: text(2_000) })

/**
 * The customer whose processing is limited.
 * @throws UserError `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function readSubject(
  { db, actor }: Service,
  { customer, expectedVersion }: z.output<typeof liftInput>,
): Promise<Subject> {
  const within = and(eq(customers.id, standingCustomer(customer)), customersWithinReach(actor, customers))
  const row = await found(db.orm.select().from(customers).where(within), 'customer', ['customer'])
  requireUnerased(row, ['customer'])
  requireVersion(row, 'customer', expectedVersion)
  return row
}

/** What was scored of a customer goes at once: the stage and the level are those of nobody in particular. */
export const unscored = ({ today }: Service, row: Subject): SQL[] =>
  isScored(row)
    ? [
        ...storeChanges(
          [
            {
              ...{ id: row.id, standing: notScored, reason: unmeasured },
              moved: row.lifecycle !== notScored.stage,
            },
          ],
          { day: today, changeId: thisChange },
          true,
        ),
        ...moveLevels(JSON.stringify([row.id]), noPlaces, today, thisChange),
      ]
    : []

/** Of who may be scored again: the next night looks at it. */
export const scoredAgain = ({ today }: Service, after: Subject) =>
  isScored(after) ? { lifecycleReviewOn: today } : {}
