import type { Counters } from '../counters.ts'
import { DatabaseError, type Refusal, refused } from '../errors.ts'
import { type Cell, toCell, toValue, type Value } from './values.ts'

export interface Query {
  sql: string
  params: readonly unknown[]
}

/** What one statement came to; a row holds its values in the order of the columns. */
export interface Result {
  columns: string[]
  rows: Value[][]
  rowsAffected: number
  rowsRead: number
  /** By the database's clock. */
  milliseconds: number
}

type Condition = { type: 'ok'; step: number } | { type: 'not'; cond: Condition }

interface Step {
  condition?: Condition
  stmt: { sql: string; args?: Cell[]; want_rows: boolean }
}

export interface Batch {
  steps: Step[]
}

interface StatementResult {
  cols: { name: string | null }[]
  rows: Cell[][]
  affected_row_count: number
  rows_read?: number
  rows_written?: number
  query_duration_ms?: number
}

export interface BatchResult {
  step_results: (StatementResult | null)[]
  step_errors: (Refusal | null)[]
}

/** `READONLY` reads one state, and never waits for a lock; the server lets it write nevertheless. */
export type Begin = 'BEGIN IMMEDIATE' | 'BEGIN TRANSACTION READONLY'

/** The statements as one transaction: each runs if the one before it went well, all are undone unless all did. */
export function transaction(begin: Begin, queries: readonly Query[]): Batch {
  const commit = queries.length + 1
  return {
    steps: [
      { stmt: { sql: begin, want_rows: false } },
      ...queries.map(
        ({ sql, params }, before): Step => ({
          condition: { type: 'ok', step: before },
          stmt: { sql, args: params.map(toCell), want_rows: true },
        }),
      ),
      { condition: { type: 'ok', step: commit - 1 }, stmt: { sql: 'COMMIT', want_rows: false } },
      {
        condition: { type: 'not', cond: { type: 'ok', step: commit } },
        stmt: { sql: 'ROLLBACK', want_rows: false },
      },
    ],
  }
}

/**
 * What the statements of a transaction came to; everything it cost is counted.
 * @throws DatabaseError of the first step that failed
 */
export function resultsOf(
  { step_results, step_errors }: BatchResult,
  { steps }: Batch,
  counters: Counters,
): Result[] {
  for (const result of step_results) if (result) account(result, counters)
  // The last step undoes: that there was nothing to undo is no failure.
  const commit = steps.length - 2
  const failure = step_errors.slice(0, commit + 1).find(error => error !== null)
  if (failure) throw refused(failure)
  if (!step_results[commit]) throw new DatabaseError('ambiguous', 'The database did not run every statement.')
  return step_results.slice(1, commit).map(result => {
    if (!result) throw new DatabaseError('ambiguous', 'The database answered fewer statements than asked.')
    return {
      columns: result.cols.map(({ name }) => name ?? ''),
      rows: result.rows.map(row => row.map(toValue)),
      rowsAffected: result.affected_row_count,
      rowsRead: result.rows_read ?? 0,
      milliseconds: result.query_duration_ms ?? 0,
    }
  })
}

function account(result: StatementResult, counters: Counters): void {
  counters.rowsRead += result.rows_read ?? 0
  counters.rowsWritten += result.rows_written ?? 0
  counters.longestStatement = Math.max(counters.longestStatement, result.query_duration_ms ?? 0)
}
