/** What one session cost; logs and tests read it. */
export interface Counters {
  roundTrips: number
  /** Round trips for which the database opened a connection: each write, and reads where none was kept. */
  freshStreams: number
  statements: number
  rowsRead: number
  rowsWritten: number
  /** Writes that were kept: the rows of one that was undone count above all the same. */
  commits: number
  /** Milliseconds of the longest statement since somebody set it to 0, by the database's clock. */
  longestStatement: number
}

export const noCounts = (): Counters => ({
  roundTrips: 0,
  freshStreams: 0,
  statements: 0,
  rowsRead: 0,
  rowsWritten: 0,
  commits: 0,
  longestStatement: 0,
})
