import type * as z from 'zod'
import { isWellFormedText } from '../../lib/text.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { type IssueSaying, say } from '../wording/say.ts'

/** One row of a file: its fields as written, or why it could not be read at all. */
export type ImportRow =
  | { line: number; fields: Record<string, unknown> }
  | { line: number; field: string | null; reason: IssueSaying }

/** Why one row was left out; `line` is the line of the file where the row starts, from 1. */
export interface RowError<Reason = IssueSaying> {
  line: number
  field: string | null
  reason: Reason
}

/** What became of rows: every row is counted once. */
export interface Tally<Of extends RowError<unknown> = RowError> {
  created: number
  updated: number
  unchanged: number
  rejected: number
  /** The first `maxErrors` only. */
  errors: Of[]
}

export const maxErrors = 100

/** Rows that one chunk should have: it costs one read and one write. */
export const chunkRows = 1_000

export const newTally = <Of extends RowError<unknown> = RowError>(): Tally<Of> => ({
  ...{ created: 0, updated: 0, unchanged: 0, rejected: 0 },
  errors: [],
})

/** Adds `more` to `tally`; errors past the first `maxErrors` are counted only. */
export function addTally<Of extends RowError<unknown>>(tally: Tally<Of>, more: Tally<Of>): void {
  tally.created += more.created
  tally.updated += more.updated
  tally.unchanged += more.unchanged
  tally.rejected += more.rejected
  tally.errors.push(...more.errors.slice(0, Math.max(0, maxErrors - tally.errors.length)))
}

/** What files can bring. */
export interface Imported {
  scope: Scope
  /** What an import of it is told. */
  settings: z.ZodObject
  /** The fields that a row may have, and those that it must have. */
  columns: ReadonlySet<string>
  required: readonly string[]
  /** What begins the names of fields that people give names themselves, such as `attributes.`. */
  family?: string
  /**
   * @throws AuthorizationError
   * @throws UserError `INVALID_INPUT`
   */
  begin(service: Service, input: unknown): Import
}

/** A stream of rows going in. */
export interface Import {
  id: number
  /** Whether nothing is stored. */
  dryRun: boolean
  /**
   * Stores the rows as one change. Rows that cannot be stored are counted and named; the others are stored.
   * @throws DatabaseError when the database does not answer
   * @throws UserError `CONFLICT` with reason `RETRY` when others keep writing the same rows
   */
  chunk(rows: readonly ImportRow[]): Promise<Tally>
  /**
   * Before the first chunk.
   * @throws UserError where the import that the rows go on with is none of the caller's
   */
  open(): Promise<void>
  /** Behind the last chunk of a request. */
  end(state: 'COMPLETED' | 'BROKEN_OFF'): Promise<void>
}

/** Why a row is rejected; thrown by whoever reads its fields. */
export class Fault extends Error {
  override readonly name = 'Fault'
  constructor(
    readonly field: string | null,
    readonly reason: IssueSaying,
  ) {
    super(reason)
  }
}

/** A row as its noun reads it, or why it cannot be. */
export type Read<Row> = { line: number; row: Row } | { line: number; fault: Fault }

/** What a spreadsheet writes for a formula that failed: as a key it would be one and the same for many. */
const formulaError =
  /^\s*#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA)\s*$/i

/** Reads the fields of every row; `read` throws a Fault where it cannot. */
export function readRows<Row>(
  rows: readonly ImportRow[],
  { columns, family }: Pick<Imported, 'columns' | 'family'>,
  read: (fields: Record<string, unknown>) => Row,
): Read<Row>[] {
  return rows.map(row => {
    if ('reason' in row) return { line: row.line, fault: new Fault(row.field, row.reason) }
    const { line, fields } = row
    return attempt(line, () => {
      for (const field in fields) {
        if (!columns.has(field) && !(family && field.startsWith(family)))
          throw new Fault(shown(field), say('notColumn'))
        const value = fields[field]
        if (typeof value === 'string' && formulaError.test(value)) throw new Fault(field, say('formulaError'))
      }
      return { line, row: read(fields) }
    })
  })
}

/** What one row did to the thing it names. */
export interface Applied {
  did: 'created' | 'updated' | 'unchanged'
  /** Whether the thing is, after the whole chunk, as it was stored. */
  asStored(): boolean
}

/**
 * Lays the rows over what is stored, in order, and returns how to count them once all are applied. Rows that
 * together leave a thing as it was stored count as unchanged.
 */
export function applyRows<Row>(rows: readonly Read<Row>[], apply: (row: Row) => Applied): () => Tally {
  const outcomes = rows.map(read =>
    'fault' in read ? read : attempt(read.line, () => ({ line: read.line, applied: apply(read.row) })),
  )
  return () => {
    const tally = newTally()
    for (const outcome of outcomes) {
      if ('fault' in outcome) {
        const { line, fault } = outcome
        tally.rejected += 1
        if (tally.errors.length < maxErrors) {
          tally.errors.push({ line, field: fault.field, reason: fault.reason })
        }
      } else tally[outcome.applied.asStored() ? 'unchanged' : outcome.applied.did] += 1
    }
    return tally
  }
}

function attempt<Result>(line: number, run: () => Result): Result | { line: number; fault: Fault } {
  try {
    return run()
  } catch (fault) {
    if (fault instanceof Fault) return { line, fault }
    throw fault
  }
}

/** A name from the file that is fit to be repeated in an answer. */
export const shown = (name: string) => (isWellFormedText(name) ? name.slice(0, 100) : '(unreadable)')
