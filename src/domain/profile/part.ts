import { and, count, eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import type { IdKind } from '../../lib/ids.ts'
import type { Change } from '../changes/change.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { conflict, invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import type { Thing } from '../wording/phrases.ts'
import { say } from '../wording/say.ts'
import { commit, guard, type TakenRules } from '../writes/commit.ts'
import type { Verb } from '../writes/mutate.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt, inOrder, type Patch, unchanged } from '../writes/versions.ts'

/** One of several rows of a customer. */
export interface PartRow {
  id: number
  customerId: number
  version: number
}

type PartTable<Row> = SQLiteTable & {
  id: SQLiteColumn
  customerId: SQLiteColumn
  version: SQLiteColumn
  $inferSelect: Row
}

/** How an input is read: by a schema, or by one that the workspace's settings make. */
type Reading<Output> = z.ZodType<Output> | ((service: Service) => z.ZodType<Output>)

const schemaOf = <Output>(reading: Reading<Output>, service: Service) =>
  typeof reading === 'function' ? reading(service) : reading

interface Part<Row extends PartRow, Said extends { customer: number }, Changed> {
  table: PartTable<Row>
  kind: IdKind & Thing
  /** A customer has no more of them. */
  most: number
  /** What a caller says of a new one. */
  said: Reading<Said>
  /** What a caller says of one that is there: absent leaves a value, null clears it. */
  patch: Reading<Changed>
  read(service: Service, where: SQL | undefined): PromiseLike<Row[]>
  /**
   * A new row and its change.
   * @param chosenAt when it was last put before the others, of one that comes back
   * @throws UserError for one that cannot stand
   */
  made(service: Service, key: Pick<PartRow, 'id' | 'customerId'>, said: Said, chosenAt?: number): Made
  /** Where one says the same as another is told, and which ones do. */
  same?: { path: string; which(said: Said): SQL | undefined }
  /** Checks what a new one refers to, beside the customer: what it says then, with rows as they stand. One read at most. */
  requires?(service: Service, said: Said): Promise<Said>
  /**
   * What a patch says of the columns.
   * @throws UserError for a row that could not stand
   */
  patched(service: Service, patch: Changed, current: Row): Patch<Row>
  updated(before: Row, after: Row): Change
  removed(before: Row): Change
}

interface Made {
  statement: Statement
  change: Change
  /** What the breach of the table's unique rule means. */
  taken?: TakenRules
}

/** Which row, and whose. */
export interface PartChanged {
  id: number
  customerId: number
}

export interface PartVerbs {
  add: Verb<unknown, PartChanged>
  update: Verb<unknown, PartChanged>
  remove: Verb<unknown, { customerId: number }>
  /** Brings one back that was removed: the same row, at its place among the others. */
  restore: Verb<unknown, PartChanged>
}

const scope = 'customers:write'

/**
 * The verbs of what a customer has several of: `add`, `update`, `remove` and `restore`, each of one row, within the
 * caller's reach.
 * They throw UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`.
 */
export function partVerbs<Row extends PartRow, Said extends { customer: number }, Changed>(
  part: Part<Row, Said, Changed>,
): PartVerbs {
  const { table, kind, most } = part
  const key = { id: idOf(kind), expectedVersion }
  const removeInput = z.strictObject(key)
  const find = (service: Service, id: number, expected: number | null | undefined) => {
    const within = and(eq(table.id, id), ofCustomersWithinReach(service, table))
    return foundAt(part.read(service, within), kind, expected)
  }
  const insert = async (service: Service, given: Said, id: number, chosenAt?: number) => {
    const { orm } = service.db
    const theirs = eq(table.customerId, standingCustomer(given.customer))
    const { same } = part
    const twins = same && and(theirs, same.which(given))
    const [customerId, said, [others], [twin]] = await inOrder([
      requireCustomer(service, given.customer, ['customer']),
      part.requires?.(service, given) ?? Promise.resolve(given),
      Promise.resolve(orm.select({ count: count() }).from(table).where(theirs)),
      Promise.resolve(twins ? orm.select({ id: table.id }).from(table).where(twins).limit(1) : []),
    ])
    if (others !== undefined && others.count >= most)
      throw invalid(['customer'], say('moreParts', { max: most }))
    if (same && twin !== undefined)
      throw conflict([same.path], say('saidAlready'), {
        reason: 'DUPLICATE',
        other: service.actor.scopes.has('customers:read') ? { kind, id: Number(twin.id) } : null,
      })
    const { statement, change, taken } = part.made(service, { id, customerId }, said, chosenAt)
    const first = twins ? [guard(service, sql`NOT EXISTS (SELECT 1 FROM ${table} WHERE ${twins})`)] : []
    return commit(service, change, [...first, statement], { id, customerId }, taken)
  }
  return {
    async add(service, input) {
      requireScope(service.actor, scope)
      return insert(service, parse(schemaOf(part.said, service), input), service.newId())
    },

    async restore(service, input) {
      requireScope(service.actor, scope)
      const { id, chosenAt, said } = parse(
        z.strictObject({ id: z.int(), chosenAt: z.int().optional(), said: schemaOf(part.said, service) }),
        input,
      )
      return insert(service, said, id, chosenAt)
    },

    async update(service, input) {
      requireScope(service.actor, scope)
      const {
        id,
        patch,
        expectedVersion: expected,
      } = parse(z.strictObject({ ...key, patch: schemaOf(part.patch, service) }), input)
      const current = await find(service, id, expected)
      return updateRow(
        service,
        { table, current, patch: part.patched(service, patch, current) },
        part.updated,
        { id, customerId: current.customerId },
      )
    },

    async remove(service, input) {
      requireScope(service.actor, scope)
      const { id, expectedVersion: expected } = parse(removeInput, input)
      const current = await find(service, id, expected)
      const which = eq(table.id, id)
      return commit(
        service,
        part.removed(current),
        [unchanged(service, table, which, current.version), service.db.orm.delete(table).where(which)],
        { customerId: current.customerId },
      )
    },
  }
}
