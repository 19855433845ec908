import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { encodeId, type IdKind } from '../../../lib/ids.ts'
import type { Service } from '../../service/service.ts'

/** Texts that may name a region or somebody who works here: conditions by ids, stored rows by numbers. */
const texts = {
  segments: ['rule'],
  segment_snapshots: ['rule'],
  policies: ['body'],
  webhooks: ['filters'],
  customer_update_jobs: ['filter', 'patch'],
  customer_merges: ['merged', 'survivor'],
  api_keys: ['regions'],
} as const

const row = z.object({ id: z.int() })

/** Those of the rows that a rule, a filter, a policy or the like names. */
export async function namedInTexts(
  { db }: Service,
  kind: IdKind,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set()
  const names = JSON.stringify(ids.map(id => [id, encodeId(kind, id)]))
  const naming = Object.entries(texts).map(([table, columns]) => {
    const named = columns.flatMap(column => [
      sql`instr(${sql.identifier(column)}, names.value ->> 0)`,
      sql`instr(${sql.identifier(column)}, names.value ->> 1)`,
    ])
    return sql`EXISTS (SELECT 1 FROM ${sql.identifier(table)} WHERE ${sql.join(named, sql` OR `)})`
  })
  const rows = await checkedRows(
    db.orm,
    row,
    sql`SELECT names.value ->> 0 AS id FROM json_each(${names}) AS names WHERE ${sql.join(naming, sql` OR `)}`,
  )
  return new Set(rows.map(({ id }) => id))
}
