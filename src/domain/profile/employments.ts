import { and, eq, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { customers } from '../../database/tables/customers/customers.ts'
import { employments } from '../../database/tables/customers/profile.ts'
import { requireUnerased } from '../customers/require-customer.ts'
import { dayText, idOf, label } from '../input/fields.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { firstVersion } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

const fields = {
  title: label(100).nullish(),
  from: dayText.nullish(),
  until: dayText.nullish(),
  primary: z.literal(true).optional(),
}

const said = z.strictObject({ customer: idOf('customer'), organisation: idOf('customer'), ...fields })

/** @throws UserError `INVALID_INPUT` for work that would end before it begins */
function requireOrder(row: { from: number | null; until: number | null }, path: readonly string[]): void {
  if (row.from !== null && row.until !== null && row.until < row.from)
    throw invalid([...path, 'until'], say('beforeFirstDay'))
}

/**
 * For which organisations a person works, as what, from which day until which. The newest choice is the primary one, else
 * the oldest.
 */
export const employmentVerbs = partVerbs({
  table: employments,
  kind: 'employment',
  most: 20,
  said,
  patch: z.strictObject(fields),
  read: ({ db }, where) => db.orm.select().from(employments).where(where),
  same: {
    path: 'organisation',
    which: ({ organisation, title, from, until }) =>
      and(
        eq(employments.organisationId, standingCustomer(organisation)),
        sql`${employments.title} IS ${title ?? null}`,
        sql`${employments.from} IS ${from ?? null}`,
        sql`${employments.until} IS ${until ?? null}`,
      ),
  },
  requires: standingParties,
  made(service, key, { organisation, title, from, until, primary }, chosenAt) {
    const row = {
      ...key,
      ...{ organisationId: organisation, title: title ?? null, from: from ?? null, until: until ?? null },
      chosenAt: chosenAt ?? (primary ? service.now : 0),
      ...firstVersion(service),
    }
    requireOrder(row, [])
    return {
      statement: service.db.orm.insert(employments).values(row),
      change: { action: 'employment.add', entityId: row.id, after: row },
    }
  },
  patched(service, { primary, ...columns }, current) {
    const { from = current.from, until = current.until } = columns
    requireOrder({ from, until }, ['patch'])
    return { ...columns, ...(primary && { chosenAt: service.now }) }
  },
  updated: (before, after) => ({ action: 'employment.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'employment.remove', entityId: before.id, before }),
})

/**
 * A person and an organisation, each as it stands after merges. One read.
 * @throws UserError `INVALID_INPUT` for two of other kinds, `NOT_FOUND` for an organisation out of reach, `CONFLICT` for one that
 * was erased
 */
async function standingParties(
  service: Service,
  input: z.output<typeof said>,
): Promise<z.output<typeof said>> {
  const { db, actor } = service
  const rows = await db.orm
    .select({
      ...{ id: customers.id, kind: customers.kind, erasedAt: customers.erasedAt },
      organisation: standingCustomer(input.organisation),
    })
    .from(customers)
    .where(
      and(
        or(
          eq(customers.id, standingCustomer(input.organisation)),
          eq(customers.id, standingCustomer(input.customer)),
        ),
        customersWithinReach(actor, customers),
      ),
    )
  const organisation = rows.find(row => row.id === row.organisation)
  if (!organisation) throw notFound(['organisation'], 'customer')
  requireUnerased(organisation, ['organisation'])
  if (organisation.kind !== 'ORGANISATION') throw invalid(['organisation'], say('noOrganisation'))
  const worker = rows.find(row => row.id !== row.organisation) ?? organisation
  if (worker.kind !== 'PERSON') throw invalid(['customer'], say('noPerson'))
  return { ...input, organisation: organisation.id }
}
