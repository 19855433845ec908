import type { Client } from '@libsql/client/http'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'

/** What `folded_name` is made of, in each table that has one. */
const places: readonly { table: string; name: string }[] = [
  { table: 'customers', name: 'name' },
  { table: 'staff_members', name: 'name' },
  { table: 'segments', name: 'name' },
  { table: 'target_profiles', name: 'name' },
  { table: 'campaigns', name: 'name' },
  {
    table: 'competitors',
    name: `name || ' ' || (SELECT ifnull(group_concat(value, ' '), '') FROM json_each(aliases))`,
  },
]

/** Names of one read and of one write: well below what one answer and one value may hold. */
const portion = 5_000

/**
 * Gives rows of a version that did not yet search by `searchForm` the form that is searched: SQL cannot. Where nothing
 * is to do it only reads.
 */
export async function foldNames(client: Client): Promise<void> {
  for (const { table, name } of places) {
    let last: unknown = 0
    for (;;) {
      const { rows } = await client.execute({
        sql: `SELECT id, ${name} AS name, folded_name AS folded FROM ${table}
          WHERE id > ? AND name IS NOT NULL AND (folded_name = '' OR folded_name GLOB '*[^a-z0-9 ]*')
          ORDER BY id LIMIT ${portion}`,
        args: [Number(last)],
      })
      const changes = rows
        .map(row => ({ id: row.id, before: row.folded, after: searchForm(String(row.name)) }))
        .filter(({ before, after }) => before !== after)
      if (changes.length > 0)
        await client.execute({
          sql: `UPDATE ${table} SET folded_name = news.value ->> 'after' FROM json_each(?) AS news
            WHERE ${table}.id = news.value ->> 'id'`,
          args: [JSON.stringify(changes)],
        })
      if (rows.length < portion) break
      last = rows.at(-1)?.id
    }
  }
}

/** Gives rows of a version that ordered them by the bare name their place in the alphabet. */
export async function orderNames(client: Client): Promise<void> {
  for (const table of ['campaigns', 'segment_snapshots']) {
    const { rows } = await client.execute(`SELECT id, name FROM ${table} WHERE sort_name = '' AND name <> ''`)
    if (rows.length === 0) continue
    const keys = rows.map(({ id, name }) => ({ id, key: vietnameseSortKey(String(name)) }))
    await client.execute({
      sql: `UPDATE ${table} SET sort_name = news.value ->> 'key' FROM json_each(?) AS news
        WHERE ${table}.id = news.value ->> 'id'`,
      args: [JSON.stringify(keys)],
    })
  }
}
