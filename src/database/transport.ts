import { DatabaseError } from './errors.ts'

/** What one session cost; logs and tests read it. */
export interface Counters {
  roundTrips: number
  statements: number
  rowsRead: number
  rowsWritten: number
  /** Milliseconds of the longest statement since somebody set it to 0, by the database's clock. */
  longestStatement: number
}

export const noCounts = (): Counters => ({
  roundTrips: 0,
  statements: 0,
  rowsRead: 0,
  rowsWritten: 0,
  longestStatement: 0,
})

interface StatementResult {
  rows_read?: number
  rows_written?: number
  query_duration_ms?: number
  rows?: { type: string; value?: string }[][]
}

interface PipelineBody {
  results?: {
    response?: { result?: StatementResult & { step_results?: (StatementResult | null)[] } }
  }[]
}

/**
 * The client only calls `json()`, once; the body was read and counted already. It is let go with that call
 * (docs/memory-of-the-night.md).
 */
class CountedResponse extends Response {
  #body: PipelineBody | null
  constructor(body: PipelineBody) {
    super(null, { status: 200, headers: { 'content-type': 'application/json' } })
    this.#body = body
  }
  override async json<T>(): Promise<T> {
    const body = this.#body
    this.#body = null
    return body as T
  }
}

/** 2^53 has 16 digits: shorter integers are safe, longer ones travel as text. */
const safeDigits = 15

function account(result: StatementResult | null | undefined, counters: Counters): void {
  if (!result) return
  counters.rowsRead += result.rows_read ?? 0
  counters.rowsWritten += result.rows_written ?? 0
  counters.longestStatement = Math.max(counters.longestStatement, result.query_duration_ms ?? 0)
  for (const row of result.rows ?? []) {
    for (const cell of row) {
      if (cell.type === 'integer' && cell.value !== undefined && cell.value.length > safeDigits) {
        if (!Number.isSafeInteger(Number(cell.value))) cell.type = 'text'
      }
    }
  }
}

/** Whoever asked something is answered something, or else nobody knows what became of it. */
function answersOf({ results }: PipelineBody): NonNullable<PipelineBody['results']> {
  if (!results?.length) throw new Error('There are no results.')
  return results
}

/**
 * A `fetch` for the libSQL client: one deadline over request and body, uncompressed answers, rows counted,
 * and failures told apart by whether the server can have applied the batch.
 */
export function countingFetch(base: typeof fetch, counters: Counters, deadline: () => number) {
  return async (request: Request): Promise<Response> => {
    counters.roundTrips += 1
    request.headers.set('accept-encoding', 'identity')
    let response: Response
    let text: string
    try {
      response = await base(request, { signal: AbortSignal.timeout(deadline()) })
      text = await response.text()
    } catch (cause) {
      throw new DatabaseError('ambiguous', 'The database did not answer.', null, { cause })
    }
    if (!response.ok) {
      const message = `The database answered ${response.status}: ${text.slice(0, 200)}`
      if (response.status === 429 || response.status === 503) throw new DatabaseError('not-applied', message)
      throw new DatabaseError(response.status >= 500 ? 'ambiguous' : 'permanent', message)
    }
    try {
      const body: PipelineBody = JSON.parse(text)
      for (const { response: part } of answersOf(body)) {
        if (part?.result?.step_results) {
          for (const step of part.result.step_results) account(step, counters)
        } else account(part?.result, counters)
      }
      return new CountedResponse(body)
    } catch (cause) {
      const message = `The database sent an answer that is none: ${text.slice(0, 200)}`
      throw new DatabaseError('ambiguous', message, null, { cause })
    }
  }
}
