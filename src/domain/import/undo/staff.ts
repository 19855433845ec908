import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { staffMembers } from '../../../database/tables/house/staff.ts'
import type { Service } from '../../service/service.ts'
import { staffNameForms } from '../../staff/input.ts'
import { staffColumns } from '../../staff/offboarding/holdings.ts'
import { stillAsRead, updateRows } from '../bulk.ts'
import {
  candidate,
  idsOf,
  keptOfRow,
  made,
  sortedOut,
  type Target,
  type Undone,
  untouched,
  withNamed,
} from './candidates.ts'
import { namedInTexts } from './named.ts'

const row = candidate.extend({ version: z.int() })

/** A staff member as an import found it. */
const found = z.object({
  name: z.string(),
  subject: z.string().nullable(),
  active: z.boolean(),
  synthetic: z.boolean(),
})

/** Whether a row refers to somebody, of those whom a change wrote. */
function isReferred({ change }: Target) {
  const written = sql`SELECT row_id FROM change_rows WHERE change_id = ${change} AND entity = 'staffMember'`
  const refers = Object.keys(staffColumns).map(name => {
    const [table = '', column = ''] = name.split('.')
    return sql`s.id IN (SELECT ${sql.identifier(column)} FROM ${sql.identifier(table)}
      WHERE ${sql.identifier(column)} IN (${written}))`
  })
  return sql.join(refers, sql` OR `)
}

/**
 * Staff that a change made go, where nothing names them, and those that it changed say again what they said, where
 * nobody has their subject now.
 */
export async function undoStaff(service: Service, target: Target): Promise<Undone> {
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT s.id AS id, r.before AS before, ${untouched(target, sql`s`)} AS untouched, ${made(target)} AS made,
      (${isReferred(target)}) AS referred,
      EXISTS (SELECT 1 FROM ${keptOfRow(target)} AS kept CROSS JOIN staff_members AS other
        ON other.subject = kept.before ->> '$.subject' WHERE other.id <> s.id) AS stranded,
      s.version AS version
    FROM change_rows AS r CROSS JOIN staff_members AS s ON s.id = r.row_id
    WHERE r.change_id = ${target.change} AND r.entity = 'staffMember'`,
  )
  const named = await namedInTexts(
    service,
    'staffMember',
    rows.flatMap(row => (row.made === 1 ? [row.id] : [])),
  )
  const { keep, remove, restore } = sortedOut('staffMember', withNamed(rows, named))
  return {
    statements: [
      ...stillAsRead(service, staffMembers, [...remove, ...restore]),
      ...(remove.length > 0 ? [sql`DELETE FROM staff_members WHERE id IN ${idsOf(remove)}`] : []),
      ...updateRows(
        service,
        staffMembers,
        restore.map(({ id, before }) => {
          const { name, ...more } = found.parse(JSON.parse(before))
          return { id, name, ...staffNameForms(name), ...more }
        }),
      ),
    ],
    told: [
      ...remove.map(({ id }) => ({ entity: 'staffMember' as const, rowId: id, before: { removed: true } })),
      ...restore.map(({ id, version }) => ({
        entity: 'staffMember' as const,
        rowId: id,
        before: { version },
      })),
    ],
    removed: remove.map(({ id }) => id),
    restored: restore.length,
    kept: keep,
  }
}
