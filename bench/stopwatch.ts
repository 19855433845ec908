import type { Session } from '../src/database/client.ts'

/** One statement as the database timed it. */
export interface Timing {
  /** By the database's own clock. */
  milliseconds: number
  /** Its beginning. */
  sql: string
}

interface Pipeline {
  requests: {
    batch?: { steps: { stmt: { sql?: string; sql_id?: number } }[] }
    /** A text that is sent once and then goes by its number. */
    sql?: string
    sql_id?: number
  }[]
}

const duration = '"query_duration_ms":'

/** The database's times of an answer's statements. A regular expression would look at every character of the rows. */
function timingsIn(answer: string): number[] {
  const timings: number[] = []
  for (let at = answer.indexOf(duration); at >= 0; at = answer.indexOf(duration, at + 1))
    timings.push(Number.parseFloat(answer.slice(at + duration.length, at + duration.length + 20)))
  return timings
}

/** Remembers the longest statement of a session and how long its writes took since it was last asked. */
export function stopwatch() {
  let longest: Timing = { milliseconds: 0, sql: '' }
  let writes: number[] = []

  const watching: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const { url, method, headers, signal } = request
    const body = await request.text()
    const response = await fetch(url, { method, headers, body, signal })
    const text = await response.text()
    const timings = timingsIn(text)
    const slowest = Math.max(0, ...timings)
    if (slowest > longest.milliseconds) {
      const { requests }: Pipeline = JSON.parse(body)
      const texts = new Map(requests.map(({ sql_id, sql }) => [sql_id, sql]))
      const steps = requests.flatMap(({ batch }) => batch?.steps ?? [])
      const { stmt } = steps[timings.indexOf(slowest)] ?? {}
      const sql = stmt?.sql ?? texts.get(stmt?.sql_id) ?? ''
      longest = { milliseconds: slowest, sql: sql.trim().replaceAll(/\s+/g, ' ').slice(0, 100) }
    }
    return new Response(text, { status: response.status, headers: response.headers })
  }

  /** A session whose writes are timed as who writes behind them feels it: from the first try until it is stored. */
  const timed = (db: Session): Session => ({
    ...db,
    async write(statements) {
      const started = performance.now()
      const results = await db.write(statements)
      writes.push(performance.now() - started)
      return results
    },
  })

  /** What was seen since the last call. */
  function lap() {
    const seen = { longest, writes }
    longest = { milliseconds: 0, sql: '' }
    writes = []
    return seen
  }
  return { fetch: watching, timed, lap }
}
