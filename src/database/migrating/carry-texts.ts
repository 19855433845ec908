import type { Client } from '@libsql/client/http'
import { comparable } from '../../lib/text.ts'

/** Where texts identify or group: each column that is compared, with the one that keeps the text as it was given. */
const places: readonly { table: string; texts: readonly { column: string; given: string | null }[] }[] = [
  { table: 'regions', texts: [{ column: 'code', given: 'code_given' }] },
  { table: 'competitors', texts: [{ column: 'name', given: 'name_given' }] },
  { table: 'campaigns', texts: [{ column: 'name', given: 'name_given' }] },
  { table: 'segments', texts: [{ column: 'name', given: 'name_given' }] },
  { table: 'segment_snapshots', texts: [{ column: 'name', given: 'name_given' }] },
  ...['customer_external_ids', 'interactions'].map(table => ({
    table,
    texts: [
      { column: 'source', given: 'source_given' },
      { column: 'external_id', given: 'external_id_given' },
    ],
  })),
  { table: 'customers', texts: [{ column: 'acquisition_source', given: null }] },
]

type Place = (typeof places)[number]

/** A stored text that now reads the same as another of its kind: it keeps its spelling, so nothing is lost. */
export interface Namesake {
  table: string
  texts: string[]
}

/** Texts of one read and of one write: well below what one answer and one value may hold. */
const portion = 5_000

/**
 * Gives texts that a version stored which did not yet compare by `comparable` the form that is compared: SQL cannot.
 * A text whose form another row has already stays as it is. Where nothing is to do it only reads.
 * @returns those that stayed
 */
export async function carryTexts(client: Client): Promise<Namesake[]> {
  const namesakes: Namesake[] = []
  for (const place of places) {
    const changes = await textsToChange(client, place)
    for (let at = 0; at < changes.length; at += portion) {
      const args = [JSON.stringify(changes.slice(at, at + portion))]
      const [, stayed] = await client.batch(
        [
          { sql: change(place), args },
          { sql: unchanged(place), args },
        ],
        'write',
      )
      for (const row of stayed?.rows ?? [])
        namesakes.push({ table: place.table, texts: JSON.parse(String(row.texts)) })
    }
  }
  return namesakes
}

/** Each as its stored texts, then the texts that take their place. */
async function textsToChange(client: Client, { table, texts }: Place): Promise<string[][]> {
  const names = texts.map(({ column }) => column)
  const list = names.join(', ')
  const suspect = names.map(name => `${name} GLOB '*[^!-~ ]*' OR ${name} GLOB '*  *'`).join(' OR ')
  // So that the planner sees that the partial index of interactions suffices.
  const there = names.map(name => `${name} IS NOT NULL`).join(' AND ')
  const changes: string[][] = []
  let last = names.map(() => '')
  for (;;) {
    const { rows } = await client.execute({
      sql: `SELECT DISTINCT ${list} FROM ${table}
        WHERE (${list}) > (${names.map(() => '?').join(', ')}) AND (${suspect}) AND ${there} ORDER BY ${list} LIMIT ${portion}`,
      args: last,
    })
    for (const row of rows) {
      const before = names.map(name => String(row[name]))
      const after = before.map(comparable)
      if (before.some((text, at) => text !== after[at])) changes.push([...before, ...after])
      last = before
    }
    if (rows.length < portion) return changes
  }
}

const sameTexts = ({ table, texts }: Place) =>
  texts.map(({ column }, at) => `${table}.${column} = news.value ->> ${at}`).join(' AND ')

/** What a unique rule forbids is left out, row by row. */
function change(place: Place): string {
  const { table, texts } = place
  const set = texts.flatMap(({ column, given }, at) => {
    const after = `news.value ->> ${texts.length + at}`
    return [
      `${column} = ${after}`,
      ...(given === null
        ? []
        : [`${given} = CASE WHEN ${table}.${column} <> ${after} THEN ${table}.${column} END`]),
    ]
  })
  return `UPDATE OR IGNORE ${table} SET ${set.join(', ')} FROM json_each(?) AS news WHERE ${sameTexts(place)}`
}

const unchanged = (place: Place) =>
  `SELECT json_array(${place.texts.map(({ column }) => column).join(', ')}) AS texts
    FROM json_each(?) AS news JOIN ${place.table} ON ${sameTexts(place)}`
