import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { importChanges, type importStates, imports } from '../../database/tables/house/imports.ts'
import type { Identifying } from '../../lib/text.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { guard, thisChange } from '../writes/commit.ts'

const undone = ['UNDOING', 'UNDONE'] as const

const isUndone = inArray(imports.state, undone)

/** How many rows became what. */
interface Counts {
  created: number
  updated: number
  unchanged: number
  rejected: number
}

interface Begun {
  entity: (typeof imports.$inferSelect)['entity']
  source: Identifying
  /** The import that the rows go on with. */
  import?: number | undefined
}

/** What an import tells of itself, beside its rows. */
export function recording(service: Service, { entity, source, import: continued }: Begun) {
  const id = continued ?? service.newId()
  let unwritten: Counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 }

  const counted = (state: (typeof importStates)[number], counts: Counts) => {
    const own = { id, entity, source: source.key, actor: service.actor.caller, startedAt: service.now }
    const more = (name: keyof Counts): SQL => sql`${imports[name]} + ${counts[name]}`
    return service.db.orm
      .insert(imports)
      .values({ ...own, state, ...counts, progressAt: service.now })
      .onConflictDoUpdate({
        target: imports.id,
        set: {
          state: sql`iif(${isUndone}, ${imports.state}, ${state})`,
          progressAt: service.now,
          ...{ created: more('created'), updated: more('updated') },
          ...{ unchanged: more('unchanged'), rejected: more('rejected') },
        },
      })
  }

  return {
    id,
    /**
     * Makes sure that the import which the rows go on with is one of this caller's and of such rows.
     * @throws UserError `NOT_FOUND`, `INVALID_INPUT`
     */
    async open(): Promise<void> {
      if (continued === undefined) return
      const [known] = await service.db.orm.select().from(imports).where(eq(imports.id, continued))
      if (known?.actor !== service.actor.caller) throw notFound(['import'], 'import')
      if (known.entity !== entity || known.source !== source.key)
        throw invalid(['import'], say('otherImport'))
      if (undone.some(state => state === known.state)) throw invalid(['import'], say('importUndone'))
    },
    /** What stands in the very batch of a chunk. */
    along: (counts: Counts): Statement[] => [
      guard(service, sql`NOT EXISTS (SELECT 1 FROM imports WHERE id = ${id} AND ${isUndone})`),
      counted('RUNNING', counts),
      service.db.orm.insert(importChanges).values({ importId: id, changeId: thisChange }),
    ],
    /** Takes note of a chunk that changed nothing, for the end. */
    note(counts: Counts): void {
      const { created, updated, unchanged, rejected } = unwritten
      unwritten = {
        ...{ created: created + counts.created, updated: updated + counts.updated },
        ...{ unchanged: unchanged + counts.unchanged, rejected: rejected + counts.rejected },
      }
    },
    /** Says that no more rows come, or none for now. */
    async end(state: 'COMPLETED' | 'BROKEN_OFF'): Promise<void> {
      await service.db.write([counted(state, unwritten)])
    },
  }
}

export type Recording = ReturnType<typeof recording>
