import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import type { Statement } from '../../../database/client.ts'
import { changeRows } from '../../../database/tables/house/changes.ts'
import { importKept, imports } from '../../../database/tables/house/imports.ts'
import type { Action } from '../../changes/kinds.ts'
import { forgottenUpTo } from '../../feed/kept.ts'
import { idOf, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { AuthorizationError, exceeded, invalid, notFound } from '../../service/errors.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit, guard, thisChange } from '../../writes/commit.ts'
import { whileStale } from '../../writes/retry.ts'
import { insertRows } from '../bulk.ts'
import type { Target, Undone } from './candidates.ts'
import { undoCustomers } from './customers.ts'
import { undoExposures } from './exposures.ts'
import { undoInteractions } from './interactions.ts'
import { undoRegions } from './regions.ts'
import { undoStaff } from './staff.ts'

const schema = z.strictObject({ id: idOf('import') })

/** Changes that one call undoes, at most: each wrote what one chunk of a file said. */
const usualSteps = 100

/** How many of the rows that stay are named. */
const keptShown = 100

type ImportRow = typeof imports.$inferSelect

export interface UndoReport {
  import: ImportRow
  /** The first of the rows that stay. */
  kept: Pick<typeof importKept.$inferSelect, 'entity' | 'rowId' | 'reason'>[]
}

/**
 * Takes back what an import wrote, the newest of it first: what it made is removed, what it changed says again what it
 * said before. What somebody changed since stays, and so does what others need. While the import is `UNDOING` the call
 * is to be repeated. An import that still runs is ended by it.
 * @throws AuthorizationError also for an actor with reach `OWNED`
 * @throws UserError `NOT_FOUND`, `LIMIT_EXCEEDED` where it is not kept any more what rows said before
 */
export async function undoImport(service: Service, input: unknown, steps = usualSteps): Promise<UndoReport> {
  const { actor, db } = service
  if (actor.reach !== 'WORKSPACE') throw new AuthorizationError('FORBIDDEN', say('importNeedsAll'))
  const { id } = parse(schema, input)
  const entity = await requireUndoable(service, id)
  for (let done = 0; done < steps; done++) if (await whileStale(() => undoNewest(service, id, entity))) break
  const [[row], kept] = await Promise.all([
    db.orm.select().from(imports).where(eq(imports.id, id)),
    db.orm
      .select({ entity: importKept.entity, rowId: importKept.rowId, reason: importKept.reason })
      .from(importKept)
      .where(eq(importKept.importId, id))
      .limit(keptShown),
  ])
  if (!row) throw notFound(['id'], 'import')
  return { import: row, kept }
}

const importRow = z.object({
  entity: z.enum(imports.entity.enumValues),
  forgotten: z.int(),
  regions: z.int(),
})

const writing: Readonly<Record<ImportRow['entity'], Scope>> = {
  CUSTOMER: 'customers:write',
  INTERACTION: 'interactions:write',
  EXPOSURE: 'exposures:write',
  CONSENT: 'customers:write',
  STAFF_MEMBER: 'staff:write',
}

/** What can be taken back. */
type Undoable = Exclude<ImportRow['entity'], 'CONSENT'>

const actions = {
  CUSTOMER: 'customer.import-undo',
  INTERACTION: 'interaction.import-undo',
  EXPOSURE: 'exposure.import-undo',
  STAFF_MEMBER: 'staffMember.import-undo',
} as const satisfies Record<Undoable, Action>

async function requireUndoable(service: Service, id: number): Promise<Undoable> {
  const [row] = await checkedRows(
    service.db.orm,
    importRow,
    sql`
    SELECT entity,
      EXISTS (SELECT 1 FROM import_changes WHERE import_id = ${id} AND undone_by IS NULL
        AND change_id <= ${forgottenUpTo(service.now)}) AS forgotten,
      EXISTS (SELECT 1 FROM import_changes AS c CROSS JOIN change_rows AS r
        ON r.change_id = c.change_id AND r.entity = 'region' WHERE c.import_id = ${id}) AS regions
    FROM imports WHERE id = ${id}`,
  )
  requireScope(service.actor, writing[row?.entity ?? 'CUSTOMER'])
  if (!row) throw notFound(['id'], 'import')
  if (row.entity === 'CONSENT') throw invalid(['id'], say('consentsStay'))
  if (row.regions === 1) requireScope(service.actor, 'regions:write')
  if (row.forgotten === 1) throw exceeded(['id'], say('importForgotten'))
  return row.entity
}

const nextRow = z.object({ state: z.enum(imports.state.enumValues), change: z.int().nullable() })

/**
 * Undoes the newest change that is not undone yet; behind the last one the regions that the import made.
 * @returns whether nothing is left to do
 */
async function undoNewest(service: Service, importId: number, entity: Undoable): Promise<boolean> {
  const [next] = await checkedRows(
    service.db.orm,
    nextRow,
    sql`
    SELECT state, (SELECT max(change_id) FROM import_changes WHERE import_id = ${importId} AND undone_by IS NULL) AS change
    FROM imports WHERE id = ${importId}`,
  )
  if (!next || next.state === 'UNDONE') return true
  if (next.change === null) {
    await store(service, importId, entity, await undoRegions(service, importId), 'UNDONE', [
      guard(
        service,
        sql`NOT EXISTS (SELECT 1 FROM import_changes WHERE import_id = ${importId} AND undone_by IS NULL)`,
      ),
    ])
    return true
  }
  const target = { importId, change: next.change }
  const undone = await undoing[entity](service, target)
  await store(service, importId, entity, undone, 'UNDOING', [
    guard(
      service,
      sql`EXISTS (SELECT 1 FROM import_changes WHERE import_id = ${importId} AND change_id = ${target.change} AND undone_by IS NULL)`,
    ),
    sql`UPDATE import_changes SET undone_by = ${thisChange} WHERE import_id = ${importId} AND change_id = ${target.change}`,
  ])
  return false
}

const undoing: Readonly<Record<Undoable, (service: Service, target: Target) => Promise<Undone>>> = {
  CUSTOMER: undoPeople,
  INTERACTION: undoPeople,
  EXPOSURE: undoExposures,
  STAFF_MEMBER: undoStaff,
}

/** An import of interactions makes customers too. */
async function undoPeople(service: Service, target: Target): Promise<Undone> {
  const interactions = await undoInteractions(service, target)
  return both(interactions, await undoCustomers(service, target, interactions.leaving))
}

const both = (one: Undone, other: Undone): Undone => ({
  statements: [...one.statements, ...other.statements],
  told: [...one.told, ...other.told],
  removed: [...one.removed, ...other.removed],
  restored: one.restored + other.restored,
  kept: [...one.kept, ...other.kept],
})

async function store(
  service: Service,
  importId: number,
  entity: Undoable,
  { statements, told, removed, restored, kept }: Undone,
  state: 'UNDOING' | 'UNDONE',
  progress: readonly Statement[],
): Promise<void> {
  const counts = { removed: removed.length, restored, kept: kept.length }
  await commit(
    service,
    {
      action: actions[entity],
      detail: { import: importId, ...counts },
    },
    [
      ...progress,
      ...statements,
      ...insertRows(changeRows, told),
      // A row that several changes wrote stays once.
      ...insertRows(
        importKept,
        kept.map(row => ({ importId, ...row })),
        sql`ON CONFLICT DO NOTHING`,
      ),
      sql`UPDATE imports SET state = ${state}, removed = removed + ${counts.removed}, restored = restored + ${restored},
        kept = (SELECT count(*) FROM import_kept WHERE import_id = ${importId}), progress_at = ${service.now}
        WHERE id = ${importId}`,
    ],
    null,
  )
}
