import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { isAnswerTooLarge } from '../../database/errors.ts'
import { encodeId, type IdKind } from '../../lib/ids.ts'
import { identifying } from '../../lib/text.ts'
import { restrictedCustomers } from '../facts/scored.ts'
import { requireScopesOf } from '../filters/apply.ts'
import type { Condition } from '../filters/condition.ts'
import { readCondition } from '../filters/read.ts'
import { withoutPersonal } from '../filters/told-filter.ts'
import { parse, parseId, text } from '../input/fields.ts'
import { rowsOf } from '../lists/page.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { type Language, languages } from '../wording/language.ts'
import { say } from '../wording/say.ts'
import { recordOnly } from '../writes/commit.ts'
import type { Column, Telling, Value } from './column.ts'
import { columnNames, columnOf, type Exported } from './exported.ts'
import { markOf } from './mark.ts'
import { forPurpose, purposeSettings } from './purpose.ts'

/** What an export is told. */
export const exportSettings = z.strictObject({
  format: z.enum(['csv', 'ndjson']),
  columns: z.array(z.string()).optional(),
  filter: z.unknown().optional(),
  source: text(100).transform(identifying).optional(),
  after: z.string().optional(),
  language: z.enum(languages).optional(),
  /** A form of its own, with columns of its own. */
  preset: z.string().optional(),
  ...purposeSettings,
})

/** Rows that one statement looks at, whatever it finds: what it takes has an end, and is held twice at most. */
const lookedAt = 2_500

export interface Export {
  format: 'csv' | 'ndjson'
  /** Whether it begins with the first of the rows, and goes on with no file. */
  whole: boolean
  /** The names of the columns, the id before all: it is the place behind which an export that broke off goes on. */
  columns: readonly string[]
  /** What the file says of where it came from: `exportByMark` finds the export by it. */
  mark: string
  /** The rows, in the order of their ids, a page at a time; a page may be empty. */
  pages: AsyncGenerator<Value[][]>
}

/**
 * Starts an export of the rows within reach for which a condition holds, without those of restricted customers, and tells
 * the trail. Without `columns` it has those that the caller may read and that are not apart; a preset has columns of its
 * own. Keys are those in the system `source`, sentences in `language`. With a `purpose` it has only who consented to it,
 * or with `leftOut` only the others, each with the reason.
 * @throws AuthorizationError for a named column, or a part of the filter, that the actor may not read
 * @throws UserError `INVALID_INPUT`
 */
export async function startExport(service: Service, rows: Exported, input: unknown): Promise<Export> {
  for (const scope of rows.scopes) requireScope(service.actor, scope)
  const settings = parse(exportSettings, input)
  const { format, columns: named, filter, source, after, language = 'en', preset } = settings
  const exported = preset === undefined ? rows : presetOf(service, rows, preset)
  const reached = forPurpose(service, exported.customer, settings)
  const names = named
    ? namedColumns(service, exported, named, source?.key)
    : usualColumns(service, exported, source?.key)
  const { list, kind, of, action } = exported
  const condition = filter === undefined ? undefined : readCondition(list.fields, filter, service.workspace)
  if (condition) requireScopesOf(service, condition)
  const start = after === undefined ? 0 : parseId(kind, after, ['after'])
  const columns = names.flatMap(name => columnOf(exported, name) ?? []).concat(Object.values(reached.columns))
  const told = condition && withoutPersonal(list.fields, filter)
  const token = await recordOnly(service, {
    action,
    detail: {
      ...{ of, format, columns: names },
      ...(told === undefined ? {} : { filter: told }),
      ...(source === undefined ? {} : { source: source.key }),
      ...(after === undefined ? {} : { behind: after }),
      ...reached.told,
    },
  })
  return {
    ...{ format, whole: after === undefined },
    columns: ['id', ...names, ...Object.keys(reached.columns)],
    mark: markOf(token, service),
    pages: pages(
      service,
      exported,
      { columns, condition, reached: reached.asked, source: source?.key ?? '', language },
      start,
    ),
  }
}

function presetOf(service: Service, { presets = {} }: Exported, name: string): Exported {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (!preset) {
    const choices = Object.keys(presets)
    throw invalid(
      ['preset'],
      choices.length > 0 ? say('noneOf', { choices: choices.join(', ') }) : say('noPresets'),
    )
  }
  const exported = preset(service)
  for (const scope of exported.scopes) requireScope(service.actor, scope)
  return exported
}

/** Keys of another system, which somebody has to name. */
const tellsKeys = ({ sql }: Column) => typeof sql === 'function'

function usualColumns({ actor }: Service, { columns }: Exported, source: string | undefined): string[] {
  return Object.entries(columns).flatMap(([name, column]) => {
    const readable = column.scopes.every(scope => actor.scopes.has(scope))
    return readable && !column.apart && (source !== undefined || !tellsKeys(column)) ? [name] : []
  })
}

function namedColumns(
  { actor }: Service,
  exported: Exported,
  named: readonly string[],
  source: string | undefined,
): string[] {
  for (const [at, name] of named.entries()) {
    if (name === 'id') continue
    const column = columnOf(exported, name)
    if (!column)
      throw invalid(
        ['columns'],
        say('noExportColumn', {
          name: shortened(name),
          choices: ['id', ...columnNames(exported)].join(', '),
        }),
      )
    if (named.indexOf(name) < at) throw invalid(['columns'], say('orderedTwice'))
    for (const scope of column.scopes) requireScope(actor, scope)
    if (source === undefined && tellsKeys(column)) throw invalid(['source'], say('missing'))
  }
  return named.filter(name => name !== 'id')
}

const longestName = 60

/** As much of it as tells which one is meant. */
const shortened = (name: string) => [...name].slice(0, longestName).join('')

interface Question {
  columns: readonly Column[]
  condition: Condition | undefined
  /** Of an export for a purpose. */
  reached: SQL
  source: string
  language: Language
}

interface Page {
  rows: Value[][]
  /** The last id that was looked at; null where there are no more. */
  end: number | null
  /** How many rows were looked at at most. */
  most: number
}

/** The next page is asked for while somebody takes the one before. */
async function* pages(
  service: Service,
  exported: Exported,
  question: Question,
  start: number,
): AsyncGenerator<Value[][]> {
  const ahead = (after: number, most: number) => {
    const page = readPage(service, exported, question, after, most)
    // Whoever waits for it hears of it.
    page.catch(() => undefined)
    return page
  }
  for (let next: Promise<Page> | null = ahead(start, lookedAt); next; ) {
    const { rows, end, most }: Page = await next
    next = end === null ? null : ahead(end, Math.min(2 * most, lookedAt))
    yield rows
  }
}

const foundRow = z.object({ id: z.int(), customer: z.int(), cells: z.string() })
const endRow = z.object({ end: z.int().nullable(), looked: z.int() })

/** One round trip, and more where the rows are larger than one answer may be. */
async function readPage(
  service: Service,
  exported: Exported,
  question: Question,
  after: number,
  most: number,
): Promise<Page> {
  const { columns, condition, reached, source, language } = question
  const { list, kind, on, customer } = exported
  const { orm } = service.db
  const walk = exported.walk(after, most)
  const cells = columns.map(column => (typeof column.sql === 'function' ? column.sql(source) : column.sql))
  const asked = rowsOf(service, list, getTableColumns(list.table), condition) ?? sql`1`
  try {
    const [found, [last]] = await Promise.all([
      checkedRows(
        orm,
        foundRow,
        sql`SELECT walked.id AS id, ${customer} AS customer, json_array(${sql.join(cells, sql`, `)}) AS cells
          FROM (${walk}) AS walked CROSS JOIN ${list.table} ON ${on}
          WHERE ${asked} AND ${customer} NOT IN ${restrictedCustomers} AND ${reached} ORDER BY walked.id`,
      ),
      checkedRows(orm, endRow, sql`SELECT max(id) AS end, count(*) AS looked FROM (${walk})`),
    ])
    const kinds = [...new Set(columns.flatMap(column => column.personal ?? []))]
    for (const row of found) service.personal.note(kinds, row.customer, 'EXPORT')
    const read = readerOf(kind, columns, { workspace: service.workspace, language })
    return { rows: found.map(read), end: last && last.looked === most ? last.end : null, most }
  } catch (error) {
    if (most === 1 || !isAnswerTooLarge(error)) throw error
    return readPage(service, exported, question, after, Math.ceil(most / 2))
  }
}

function readerOf(kind: IdKind, columns: readonly Column[], telling: Telling) {
  return ({ id, cells }: z.infer<typeof foundRow>): Value[] => {
    const stored: Value[] = JSON.parse(cells)
    const values = columns.map(({ read }, at) => {
      const value = stored[at] ?? null
      return read ? read(value, telling) : value
    })
    return [encodeId(kind, id), ...values]
  }
}
