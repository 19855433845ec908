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

/**
 * A `fetch` for the database that remembers the longest statement since it was last asked, and the longest round
 * trip: what anybody who writes meanwhile may have to wait.
 */
export function stopwatch() {
  let longest: Timing = { milliseconds: 0, sql: '' }
  let roundTrip = 0

  const watching: typeof fetch = async (input, init) => {
    const asked = input instanceof Request ? input.clone() : null
    const started = performance.now()
    const response = await fetch(input, init)
    const text = await response.text()
    roundTrip = Math.max(roundTrip, performance.now() - started)
    const timings = [...text.matchAll(/"query_duration_ms":([\d.]+)/g)].map(match => Number(match[1]))
    const slowest = Math.max(0, ...timings)
    if (asked && slowest > longest.milliseconds) {
      const { requests }: Pipeline = JSON.parse(await asked.text())
      const texts = new Map(requests.map(({ sql_id, sql }) => [sql_id, sql]))
      const steps = requests.flatMap(({ batch }) => batch?.steps ?? [])
      const { stmt } = steps[timings.indexOf(slowest)] ?? {}
      const sql = stmt?.sql ?? texts.get(stmt?.sql_id) ?? ''
      longest = { milliseconds: slowest, sql: sql.trim().replaceAll(/\s+/g, ' ').slice(0, 100) }
    }
    return new Response(text, { status: response.status, headers: response.headers })
  }

  /** What was longest since the last call. */
  function lap() {
    const seen = { longest, roundTrip }
    longest = { milliseconds: 0, sql: '' }
    roundTrip = 0
    return seen
  }
  return { fetch: watching, lap }
}
