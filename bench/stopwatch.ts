/** One statement as the database timed it. */
export interface Timing {
  /** By the database's own clock. */
  milliseconds: number
  /** Its beginning. */
  sql: string
}

interface Pipeline {
  requests: { batch?: { steps: { stmt: { sql: string } }[] } }[]
}

const duration = '"query_duration_ms":'

/** The database's times of an answer's statements. A regular expression would look at every character of the rows. */
function timingsIn(answer: string): number[] {
  const timings: number[] = []
  for (let at = answer.indexOf(duration); at >= 0; at = answer.indexOf(duration, at + 1))
    timings.push(Number.parseFloat(answer.slice(at + duration.length, at + duration.length + 20)))
  return timings
}

/**
 * A `fetch` for the database that remembers the longest statement since it was last asked, and the longest round
 * trip: what anybody who writes meanwhile may have to wait.
 */
export function stopwatch() {
  let longest: Timing = { milliseconds: 0, sql: '' }
  let roundTrip = 0

  const watching: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const { url, method, headers, signal } = request
    const body = await request.text()
    const started = performance.now()
    const response = await fetch(url, { method, headers, body, signal })
    const text = await response.text()
    roundTrip = Math.max(roundTrip, performance.now() - started)
    const timings = timingsIn(text)
    const slowest = Math.max(0, ...timings)
    if (slowest > longest.milliseconds) {
      const { requests }: Pipeline = JSON.parse(body)
      const steps = requests.flatMap(({ batch }) => batch?.steps ?? [])
      const sql = steps[timings.indexOf(slowest)]?.stmt.sql ?? ''
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
