import { and, eq, sql } from 'drizzle-orm'
import { surveys } from '../../database/tables/care/surveys.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import type { Change } from '../changes/change.ts'
import { dismissedFollowUps, readOpenFollowUps, tellDismissed } from '../customers/dismiss-follow-ups.ts'
import { parse } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { leaveSegments } from '../segments/members-sql.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { liftInput, limitInput, readSubject, scoredAgain, unscored } from './limits.ts'

/**
 * Restricts a customer: it is kept, can be corrected and answered, and nothing else is done with it. Its open follow-ups
 * are dismissed, surveys that wait for it are closed, it leaves its segments, and what was scored of it goes; no night and no export takes it until the
 * restriction ends. One that is restricted already gets the other reason.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function restrictCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { reason, ...whose } = parse(limitInput, input)
  const [row, open, asked] = await inOrder([
    readSubject(service, whose),
    readOpenFollowUps(service, whose.customer),
    readAsked(service, whose.customer),
  ])
  const begins = row.restrictedAt === null
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: { restrictedAt: row.restrictedAt ?? service.now, restrictionReason: reason },
      beside: begins
        ? [
            dismissedFollowUps(service, sql`customer_id = ${row.id}`),
            unasked(service, row.id),
            ...leaveSegments(row.id, service.now),
          ]
        : [],
      behind: unscored(service, row),
      told: begins ? [...tellDismissed(open), ...asked.map(closing)] : [],
    },
    (before, after) => ({ action: 'customer.restrict', entityId: row.id, before, after }),
    { customerId: row.id },
  )
}

/**
 * Ends the restriction of a customer: from the next night on it is one as the others. What the restriction ended stays
 * ended.
 * @throws UserError `NOT_FOUND`; `CONFLICT` on `expectedVersion`, and where the person was erased
 */
export async function unrestrictCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:write')
  const row = await readSubject(service, parse(liftInput, input))
  const ended = { restrictedAt: null, restrictionReason: null }
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: { ...ended, ...(row.restrictedAt !== null && scoredAgain(service, { ...row, ...ended })) },
    },
    (before, after) => ({ action: 'customer.unrestrict', entityId: row.id, before, after }),
    { customerId: row.id },
  )
}

const readAsked = async ({ db }: Service, customer: number) =>
  db.orm
    .select()
    .from(surveys)
    .where(and(eq(surveys.customerId, standingCustomer(customer)), eq(surveys.state, 'OPEN')))
    .orderBy(surveys.id)

const closing = (survey: typeof surveys.$inferSelect): Change => ({
  action: 'survey.decline',
  entityId: survey.id,
  before: survey,
  after: { ...survey, state: 'DECLINED' },
})

const unasked = ({ now }: Service, customerId: number) =>
  sql`UPDATE surveys SET state = 'DECLINED', closed_at = ${now}, version = version + 1, updated_at = ${now},
    change_id = ${thisChange} WHERE customer_id = ${customerId} AND state = 'OPEN'`
