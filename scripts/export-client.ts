import * as z from 'zod'
import { csvReader } from '../src/http/import/csv.ts'
import { lineReader, longestLine } from '../src/http/import/lines.ts'
import type { Format } from '../src/http/import/rows.ts'
import { Failure } from './failure.ts'
import { readJson } from './read-json.ts'
import { askedToWait, attempts, BrokenOff, pauseAfter } from './retries.ts'

/** What to take, and from where. */
export interface Wanted {
  /** The server, such as `http://127.0.0.1:8787`. */
  url: string
  key: string
  /** Such as `customers`, `segments/seg_…/members`. */
  path: string
  format: Format
  /** Columns, filter and source, as the server takes them. */
  parameters: Readonly<Record<string, string>>
}

/** One row as it stands in the file, or the header of one. */
interface Row {
  text: string
  /** Null for the header. */
  id: string | null
}

export const placeSchema = z.object({
  /** Whether something arrived: a CSV file has its header. */
  begun: z.boolean(),
  /** The id of the last whole row. */
  after: z.string().nullable(),
  rows: z.int(),
})

/** How far an export came. */
export type Place = z.infer<typeof placeSchema>

export const nothingYet: Place = { begun: false, after: null, rows: 0 }

/**
 * Takes rows until the server has sent all of them. Where a connection breaks it goes on behind the last whole row.
 * @param write gets whole rows and the place behind them; the next ones are asked for when it is done
 * @param from behind what to go on
 * @returns how many rows there are, those before `from` among them
 * @throws Failure
 */
export async function takeAll(
  wanted: Wanted,
  write: (text: string, place: Place) => Promise<void>,
  from = nothingYet,
): Promise<number> {
  let place = from
  for (let tried = 1; ; tried++) {
    try {
      for await (const rows of rowsBehind(wanted, place)) {
        const ids = rows.flatMap(({ id }) => id ?? [])
        place = { begun: true, after: ids.at(-1) ?? place.after, rows: place.rows + ids.length }
        await write(
          rows.map(({ text }) => `${text}${wanted.format === 'csv' ? '\r\n' : '\n'}`).join(''),
          place,
        )
        tried = 1
      }
      return place.rows
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error
      const { begun, rows } = place
      if (tried >= (begun ? attempts.known : attempts.stranger))
        throw new BrokenOff(`${error.message} ${rows} rows had arrived.`)
      await pauseAfter(tried, error)
    }
  }
}

async function* rowsBehind(wanted: Wanted, { after, begun }: Place): AsyncGenerator<Row[]> {
  const { url, key, path, format, parameters } = wanted
  const address = new URL(`/v1/export/${path}`, url)
  address.search = new URLSearchParams({ ...parameters, format, ...(after !== null && { after }) }).toString()
  const answer = await fetch(address, { headers: { authorization: `Bearer ${key}` } }).catch(() => {
    throw new BrokenOff(`There is no answer from ${url}: is the server running?`)
  })
  if (!answer.ok || !answer.body) {
    const message = await refusalOf(answer)
    throw askedToWait(answer, message) ?? new Failure(message)
  }
  const lines = lineReader()
  // How lines end is known by the first one: without a header that may be a line break within a cell.
  if (after !== null) lines.push(lineBreak)
  const records = format === 'csv' ? csvRows(after === null, begun) : jsonRows()
  const blocks = answer.body.getReader()
  let last: string | null = null
  for (;;) {
    const { done, value } = await blocks.read().catch(() => {
      throw new BrokenOff('The connection broke.')
    })
    if (done && last?.trim() === '') return
    // What is held of a row that is not whole is left.
    if (done) throw new BrokenOff('The answer ended early.')
    const found = lines.push(value)
    last = found.at(-1) ?? last
    const rows = found.flatMap(line => records(line ?? tooLong()))
    if (rows.length > 0) yield rows
  }
}

const lineBreak = Uint8Array.of(0x0a)

function tooLong(): never {
  throw new Failure(`A row is longer than ${longestLine} bytes: choose fewer columns.`)
}

function csvRows(hasHeader: boolean, begun: boolean): (line: string) => Row[] {
  const reader = csvReader()
  let header = hasHeader
  return line =>
    reader.push(line).flatMap(({ text, cells }) => {
      if (!header) return [{ text, id: cells?.[0] ?? null }]
      header = false
      return begun ? [] : [{ text: `\ufeff${text}`, id: null }]
    })
}

const idRow = z.object({ id: z.string() })

const jsonRows =
  () =>
  (line: string): Row[] =>
    line === '' ? [] : [{ text: line, id: idRow.parse(JSON.parse(line)).id }]

const refusal = z.object({ errors: z.array(z.object({ message: z.string() })) })

async function refusalOf(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => '')
  const body = readJson(refusal, text)
  return `The server refused the export (${answer.status}): ${body?.errors[0]?.message ?? text.slice(0, 200)}`
}
