import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { heldBy, holdingOf, orphanKinds } from './holdings.ts'

/** How many orphans are named. */
export const orphansNamed = 100

const kind = z.enum(orphanKinds)
const countRow = z.object({ kind, count: z.int() })
const namedRow = z.object({ kind, id: z.int(), staffId: z.int() })

export interface StaffOrphans {
  count: number
  /** Every kind, also those of which there are none. */
  kinds: z.infer<typeof countRow>[]
  /** The first of them. */
  named: z.infer<typeof namedRow>[]
}

const left = sql.raw('IN (SELECT id FROM staff_members WHERE active = 0)')

/** What still belongs to staff members who do not work here any more. One round trip. */
export async function readStaffOrphans(service: Service): Promise<StaffOrphans> {
  requireScope(service.actor, 'staff:write')
  const { db, now } = service
  const each = (columns: (of: (typeof orphanKinds)[number]) => ReturnType<typeof sql>) =>
    sql.join(
      orphanKinds.map(of => columns(of)),
      sql` UNION ALL `,
    )
  const from = (of: (typeof orphanKinds)[number]) =>
    sql`${sql.identifier(holdingOf[of].table)} WHERE ${heldBy(of, left, now)}`
  const [kinds, named] = await Promise.all([
    checkedRows(
      db.orm,
      countRow,
      each(of => sql`SELECT ${of} AS kind, count(*) AS count FROM ${from(of)}`),
    ),
    checkedRows(
      db.orm,
      namedRow,
      sql`${each(
        of => sql`SELECT * FROM (
          SELECT ${of} AS kind, id, ${sql.identifier(holdingOf[of].column)} AS staffId FROM ${from(of)}
          ORDER BY id LIMIT ${orphansNamed})`,
      )} LIMIT ${orphansNamed}`,
    ),
  ])
  return { count: kinds.reduce((sum, row) => sum + row.count, 0), kinds, named }
}
