import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json, likeFirst } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'

/** A row's place in a source's index; null before the first row. */
export const place = z.tuple([z.int(), z.int()]).nullable()

export type Place = z.infer<typeof place>

/** Rows of a source for the first chunk; more follow as the answers turn out short. */
const firstSize = 128

/** Characters: half the JSON of a chunk may be this long before chunks stop growing. */
const shortAnswer = 500_000

/** How many rows of a source the first chunk takes. */
export const sizeToStart = (most: number) => Math.min(most, firstSize)

export interface Chunk<Row> {
  /** One per customer that the rows of the source name. */
  customers: Row[]
  /** Where the source goes on; undefined when it is through. */
  next: Place | undefined
  /** How many rows the next chunk should take: customers with long histories come in small chunks. */
  size: number
}

const sourceRow = z.object({ size: z.int(), place: json(place).nullable() })

const textRow = z.object({ text: z.string() })

/**
 * Reads one chunk in one round trip: the next `size` rows of a source, each with the columns `customer`, `a` and `b`
 * (its place), and for each customer among them `row`, a JSON array over the table alias `c`, as `shape` says it.
 */
export async function readChunk<Row>(
  service: Service,
  source: SQL,
  row: SQL,
  shape: z.ZodType<Row>,
  size: number,
  most: number,
): Promise<Chunk<Row>> {
  const { orm } = service.db
  const rowsOfSource = sql`(${source} LIMIT ${size})`
  const [[read], rows] = await Promise.all([
    checkedRows(
      orm,
      sourceRow,
      sql`
      WITH source AS MATERIALIZED ${rowsOfSource}
      SELECT (SELECT count(*) FROM source) AS size,
        (SELECT json_array(a, b) FROM source ORDER BY a DESC, b DESC LIMIT 1) AS place`,
    ),
    checkedRows(
      orm,
      textRow,
      sql`
      SELECT ${row} AS text FROM (SELECT DISTINCT customer AS id FROM ${rowsOfSource}) AS chosen
      CROSS JOIN customers c ON c.id = chosen.id`,
    ),
  ])
  if (!read) throw new Error('A chunk came back without a row.')
  const answer = rows.reduce((total, { text }) => total + text.length, 0)
  return {
    customers: likeFirst(
      shape,
      rows.map(({ text }): Row => JSON.parse(text)),
    ),
    next: read.size === size ? (read.place ?? undefined) : undefined,
    size: nextSize(size, answer, most),
  }
}

/** Twice as many while answers are short, half as many when one was long. */
function nextSize(size: number, answer: number, most: number): number {
  if (answer > 2 * shortAnswer) return Math.max(1, size >> 1)
  return answer < shortAnswer ? Math.min(most, 2 * size) : size
}
