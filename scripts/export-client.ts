import * as z from 'zod'
import { csvReader } from '../src/http/import/csv.ts'
import { lineReader, longestLine } from '../src/http/import/lines.ts'
import type { Format } from '../src/http/import/rows.ts'
import { Failure } from './failure.ts'
import { readJson } from './read-json.ts'

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

/** Tries without a row between them before it gives up. */
const attempts = 5
const pause = 500

/**
 * Takes rows until the server has sent all of them. Where a connection breaks it goes on behind the last whole row.
 * @param write gets whole rows; the next ones are asked for when it is done
 * @returns how many rows there were
 * @throws Failure
 */
export async function takeAll(wanted: Wanted, write: (text: string) => Promise<void>): Promise<number> {
  let after: string | null = null
  let begun = false
  let count = 0
  for (let tried = 1; ; tried++) {
    try {
      for await (const rows of rowsBehind(wanted, after, begun)) {
        await write(rows.map(({ text }) => `${text}${wanted.format === 'csv' ? '\r\n' : '\n'}`).join(''))
        const ids = rows.flatMap(({ id }) => id ?? [])
        begun = true
        count += ids.length
        after = ids.at(-1) ?? after
        tried = 1
      }
      return count
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error
      if (tried >= attempts) throw new Failure(`${error.message} ${count} rows had arrived.`)
      await new Promise(resolve => setTimeout(resolve, pause * tried))
    }
  }
}

/** The answer did not come, or not to its end: another try may go on. */
class BrokenOff extends Error {}

/** @param begun whether the header has arrived before */
async function* rowsBehind(wanted: Wanted, after: string | null, begun: boolean): AsyncGenerator<Row[]> {
  const { url, key, path, format, parameters } = wanted
  const address = new URL(`/v1/export/${path}`, url)
  address.search = new URLSearchParams({ ...parameters, format, ...(after !== null && { after }) }).toString()
  const answer = await fetch(address, { headers: { authorization: `Bearer ${key}` } }).catch(() => {
    throw new BrokenOff(`There is no answer from ${url}: is the server running?`)
  })
  if (answer.status === 429 || answer.status >= 500)
    throw new BrokenOff(`The server answered ${answer.status}.`)
  if (!answer.ok || !answer.body) throw new Failure(await refusalOf(answer))
  const lines = lineReader()
  const records = format === 'csv' ? csvRows(after === null, begun) : jsonRows()
  const blocks = answer.body.getReader()
  for (;;) {
    const { done, value } = await blocks.read().catch(() => {
      throw new BrokenOff('The connection broke.')
    })
    // Both end a row in a line break: what is held then is no row.
    if (done) return
    const rows = lines.push(value).flatMap(line => records(line ?? tooLong()))
    if (rows.length > 0) yield rows
  }
}

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
  const text = await answer.text()
  const body = readJson(refusal, text)
  return `The server refused the export (${answer.status}): ${body?.errors[0]?.message ?? text.slice(0, 200)}`
}
