import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import type { Identifying } from '../../../lib/text.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { Fault } from '../rows.ts'

const keyRow = z.object({ key: z.string(), id: z.int() })

/** A list for `json_each`, of what is there, each once. */
export const wanted = (values: Iterable<string | number | null | undefined>): string =>
  JSON.stringify([...new Set(values)].filter(value => value != null))

/** The keys of another system among `keys`, as `key`. */
export const theirKeys = (
  source: string,
  keys: Iterable<string>,
): SQL => sql`json_each(${wanted(keys)}) AS wanted
  CROSS JOIN customer_external_ids AS key ON key.source = ${source} AND key.external_id = wanted.value`

/** Customer ids by their keys. */
export async function customerIds(
  { db }: Service,
  source: string,
  keys: Iterable<string>,
): Promise<Map<string, number>> {
  const rows = await checkedRows(
    db.orm,
    keyRow,
    sql`SELECT key.external_id AS key, key.customer_id AS id FROM ${theirKeys(source, keys)}`,
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}

/** @throws Fault */
export function customerOf(ids: ReadonlyMap<string, number>, { key }: Identifying): number {
  const id = ids.get(key)
  if (id === undefined) throw new Fault('customerExternalId', say('noCustomerKey'))
  return id
}
