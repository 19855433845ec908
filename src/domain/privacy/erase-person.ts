import { eq, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import type { Statement } from '../../database/client.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { identifierKinds } from '../../database/tables/customers/privacy.ts'
import { encodeId } from '../../lib/ids.ts'
import { dismissedFollowUps } from '../customers/endings/follow-ups.ts'
import { endedSurveys } from '../customers/endings/surveys.ts'
import { calledOffTouches } from '../customers/endings/touches.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { leaveSegments } from '../segments/members-sql.ts'
import { requireScope } from '../service/actor.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { fingerprintOf, type Identifier, markOf, requireSecret } from '../tombstones/marks.ts'
import { say } from '../wording/say.ts'
import { commit, commitBatch, guard, thisChange } from '../writes/commit.ts'
import { prepared } from '../writes/many.ts'
import { found, requireVersion, unchanged } from '../writes/versions.ts'
import { clearing, emptyCustomer } from './cleared-sql.ts'
import { type CustomerIds, readCustomerIds, rowsOfPerson } from './person-rows.ts'

const schema = z.strictObject({
  customer: idOf('customer'),
  expectedVersion,
  /** Whether to say only what would go. */
  dryRun: z.boolean().nullish(),
})

/** How many rows of a table hold something of the person. */
export interface ErasedRows {
  holding: string
  rows: number
}

export interface Erasure {
  customerId: number
  dryRun: boolean
  rows: ErasedRows[]
  /** Identifiers by which the person is known again. */
  marks: number
  /** Identifiers that another customer has too: they stay that one's, and nobody is refused for them. */
  shared: number
}

/**
 * Takes from every table what it holds of a person: what is left of the customer is a number with its purchases, so that
 * sums and results stay what they were. It cannot be undone. Of each identifier a mark stays, by which the person is
 * refused when a file, a form or a partner brings it again.
 * @throws UserError `NOT_FOUND`; `CONFLICT` on `expectedVersion`, where the customer is erased already, where the Worker
 * has no secret for the marks, or another one than before
 */
export const erasePerson = (service: Service, input: unknown): Promise<Erasure> =>
  erase(service, input, {}, forgettingWhatWasFound)

/**
 * Erases persons whose time is over, in one atomic batch, unless it is not over any more.
 * @param policyVersion that of the retention policy, which the trail tells
 * @param stillOver fails the batch unless it is
 * @returns how many were erased
 * @throws StaleRead where one was changed meanwhile, and where two of them share what they are known by
 */
export async function erasePersons(
  service: Service,
  customers: readonly number[],
  policyVersion: number,
  stillOver: Statement,
): Promise<number> {
  const { outcomes, gathering } = await prepared(
    service,
    (one, input) => erase(one, input, { policyVersion }, []),
    customers.map(id => ({ customer: encodeId('customer', id) })),
  )
  if (gathering.statements.length === 0) return 0
  const statements = [stillOver, ...gathering.statements, ...forgettingWhatWasFound]
  await commitBatch(service, { statements, customers: gathering.customers }, null)
  return outcomes.filter(outcome => 'result' in outcome).length
}

async function erase(
  service: Service,
  input: unknown,
  why: { policyVersion?: number },
  finish: readonly SQL[],
): Promise<Erasure> {
  requireScope(service.actor, 'privacy:erase')
  const { customer, expectedVersion, dryRun } = parse(schema, input)
  const secret = requireSecret(service, ['customer'])
  const own = await readOwn(service, customer)
  requireVersion(own, 'customer', expectedVersion)
  if (own.erasedAt !== null) throw conflict(['customer'], say('customerErased'), { reason: 'ERASED' })
  if (own.secret !== null && own.secret !== fingerprintOf(secret))
    throw conflict(['customer'], say('otherTombstoneSecret'), { reason: 'NO_SECRET' })
  const rows = await countRows(service, own.ids)
  const identifiers = own.identifiers.filter(({ shared }) => shared === 0).map(identifierOf)
  const erasure: Erasure = {
    ...{ customerId: own.id, dryRun: dryRun === true, rows },
    marks: identifiers.length,
    shared: own.identifiers.length - identifiers.length,
  }
  if (dryRun) return erasure
  const marks = identifiers.map(one => markOf(secret, one))
  return commit(
    service,
    {
      action: 'customer.erase',
      entityId: own.id,
      detail: { rows: rows.reduce((sum, one) => sum + one.rows, 0), marks: marks.length, ...why },
    },
    [
      unchanged(service, customers, eq(customers.id, own.id), own.version),
      // Who is reached by something new was not asked for.
      guard(service, sql`${identifiersText(sql`${own.id}`)} = ${own.text}`),
      ...endings(service, own.id),
      ...clearing(own.ids),
      sql`UPDATE customers SET ${sql.join(emptyCustomer(), sql`, `)}, erased_at = ${service.now},
        version = version + 1, updated_at = ${service.now}, change_id = ${thisChange} WHERE id = ${own.id}`,
      sql`INSERT OR IGNORE INTO tombstones (kind, mark, secret, at)
        SELECT value ->> 0, value ->> 1, ${fingerprintOf(secret)}, ${service.now}
        FROM json_each(${JSON.stringify(marks.map(({ kind, mark }) => [kind, mark]))})`,
      ...finish,
    ],
    erasure,
  )
}

/** Nobody can be called, answered or chosen. */
const endings = (service: Service, customerId: number): SQL[] => [
  dismissedFollowUps(service, sql`customer_id = ${customerId}`),
  sql`UPDATE feedback SET state = 'CLOSED', outcome = iif(state = 'CLOSED', 'OTHER', 'UNREACHABLE'),
    closed_at = ifnull(closed_at, ${service.now}), version = version + 1, updated_at = ${service.now}, change_id = ${thisChange}
    WHERE customer_id = ${customerId} AND (state <> 'CLOSED' OR outcome = 'AS_RECORDED')`,
  endedSurveys(service, customerId),
  calledOffTouches(service, 'ERASED', sql`customer_id = ${customerId}`),
  ...leaveSegments(customerId, service.now),
  sql`DELETE FROM segment_snapshot_members WHERE customer_id = ${customerId}`,
]

/**
 * The indexes of the search keep the bytes of what they forgot until they are written anew, and do so at once here. To
 * have each forget at every write (`secure-delete`) makes changes of many owners eight times as slow.
 */
const forgettingWhatWasFound: SQL[] = ['customer_search', 'customer_search_parts'].map(
  index => sql`INSERT INTO ${sql.identifier(index)} (${sql.identifier(index)}) VALUES ('optimize')`,
)

const identifier = z.object({
  kind: z.enum(identifierKinds),
  source: z.string(),
  value: z.string(),
  /** Whether another customer has it too. */
  shared: z.int(),
})

const identifierOf = ({ kind, source, value }: z.output<typeof identifier>): Identifier =>
  kind === 'EXTERNAL_ID' ? { kind, source, externalId: value } : { kind, value }

const elsewhere = (column: string, value: SQL, id: SQL) => sql`(
  EXISTS (SELECT 1 FROM customers AS o WHERE o.${sql.raw(column)} = ${value} AND o.id <> ${id})
  OR EXISTS (SELECT 1 FROM contact_points AS o WHERE o.value = ${value} AND o.customer_id <> ${id}))`

/** What a customer is known by, as JSON. */
const identifiersText = (id: SQL): SQL => sql`(
  SELECT json_group_array(json_object('kind', kind, 'source', source, 'value', value, 'shared', shared)) FROM (
    SELECT 'EMAIL' AS kind, '' AS source, c.email AS value, ${elsewhere('email', sql`c.email`, sql`c.id`)} AS shared
      FROM customers AS c WHERE c.id = ${id} AND c.email IS NOT NULL
    UNION SELECT 'PHONE', '', c.phone, ${elsewhere('phone', sql`c.phone`, sql`c.id`)}
      FROM customers AS c WHERE c.id = ${id} AND c.phone IS NOT NULL
    UNION SELECT p.kind, '', p.value, iif(p.kind = 'EMAIL', ${elsewhere('email', sql`p.value`, sql`p.customer_id`)},
        ${elsewhere('phone', sql`p.value`, sql`p.customer_id`)})
      FROM contact_points AS p WHERE p.customer_id = ${id}
    UNION SELECT 'EXTERNAL_ID', k.source, k.external_id, 0 FROM customer_external_ids AS k WHERE k.customer_id = ${id}
    ORDER BY 1, 2, 3))`

const ownRow = z.object({
  id: z.int(),
  version: z.int(),
  erasedAt: z.int().nullable(),
  ids: json(z.array(z.int())),
  text: z.string(),
  secret: z.string().nullable(),
})

/** The customer with what it is known by. */
async function readOwn(service: Service, customer: number) {
  const query = checkedRows(
    service.db.orm,
    ownRow,
    sql`SELECT id, version, erased_at AS erasedAt, ${identifiersText(sql`customers.id`)} AS text,
      (${readCustomerIds(sql`customers.id`)}) AS ids, (SELECT secret FROM tombstones LIMIT 1) AS secret
      FROM customers WHERE id = ${standingCustomer(customer)}`,
  )
  const own = await found(query, 'customer', ['customer'])
  return { ...own, identifiers: z.array(identifier).parse(JSON.parse(own.text)) }
}

const countRow = z.object({ rows: z.int() })

/** How much is kept of the person, by table. */
async function countRows({ db }: Service, ids: CustomerIds): Promise<ErasedRows[]> {
  const counted = await Promise.all(
    rowsOfPerson.map(async ({ name, table, where }) => {
      const [row] = await checkedRows(
        db.orm,
        countRow,
        sql`SELECT count(*) AS "rows" FROM ${table} WHERE ${where(ids)}`,
      )
      return { holding: name, rows: row?.rows ?? 0 }
    }),
  )
  return counted.filter(({ rows }) => rows > 0)
}
