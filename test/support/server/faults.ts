/**
 * What goes wrong with one request to the database:
 * - `delay`: forwarded late, or never when the caller has given up by then.
 * - `drop`: the connection breaks before the request is forwarded.
 * - `swallow`: the database applies the request, then the connection breaks without an answer.
 * - `cut`: the database applies the request, then the answer ends in its middle.
 * - `truncate`: the database applies the request, then half the answer arrives as if it were whole.
 * - `busy`: the database's answer while somebody else holds the lock; nothing is forwarded.
 * - `answer`: the database applies the request, then this arrives with status 200 instead of its answer.
 * - `exhausted`: the database's answer when its disk is full or fails; nothing is forwarded.
 * - `status`: an HTTP status instead of the database's answer; nothing is forwarded.
 */
export type Fault =
  | { kind: 'delay'; milliseconds: number }
  | { kind: 'drop' }
  | { kind: 'swallow' }
  | { kind: 'cut' }
  | { kind: 'truncate' }
  | { kind: 'busy' }
  | { kind: 'answer'; body: string }
  | { kind: 'exhausted'; code: 'SQLITE_FULL' | 'SQLITE_IOERR' }
  | { kind: 'status'; status: number }

/** For the name of a test. */
export function faultName(fault: Fault): string {
  if (fault.kind === 'status') return `HTTP ${fault.status}`
  if (fault.kind === 'answer') return `the answer ${fault.body}`
  return fault.kind === 'exhausted' ? fault.code : `a ${fault.kind}`
}
