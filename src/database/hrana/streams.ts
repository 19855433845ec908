import { type Address, baseOf } from './address.ts'

/** A stream for one request: one that a server kept since the last, or a new one. */
export interface Turn {
  /** What the path of the request is relative to: a server may ask for the stream's next request elsewhere. */
  base: string
  /** By which the server knows the stream, good for one request. */
  baton: string | null
  /** Whether the stream is to stay open after the request. */
  keep: boolean
}

/** What an answer says of the stream's next request. */
export interface Next {
  baton: string | null
  base_url: string | null
}

interface Idle {
  base: string
  baton: string
  address: Address
  until: number
}

/** libSQL's server gives a stream up that was idle for 10 seconds. */
const idleLimit = 5_000

/** Of one isolate; a server has 128 connections for all of them. */
const mostStreams = 8

/** Longer than any read: a request that its platform ended in the middle never says that it is through. */
const longestTurn = 60_000

let idle: Idle[] = []
/** Those at work, and until when they may be. */
const taken = new Map<Turn, number>()

const isOf = (stream: Idle, { base, token }: Address) =>
  stream.address.base === base && stream.address.token === token

/** The newest stream that is kept for an address, so that those beyond need end; else a new one. */
export function takeTurn(address: Address): Turn {
  const now = Date.now()
  idle = idle.filter(({ until }) => until > now)
  for (const [turn, until] of taken) if (until <= now) taken.delete(turn)
  const kept = idle.findLast(stream => isOf(stream, address))
  const keep = kept !== undefined || taken.size + idle.length < mostStreams
  const turn: Turn = { base: kept?.base ?? address.base, baton: kept?.baton ?? null, keep }
  if (keep) taken.set(turn, now + longestTurn)
  idle = idle.filter(stream => stream !== kept)
  return turn
}

/** @param next none when the answer did not arrive whole: nobody knows how the stream goes on then */
export function endTurn(address: Address, turn: Turn, next: Next | null): void {
  if (!turn.keep) return
  taken.delete(turn)
  if (!next?.baton) return
  const base = next.base_url === null ? turn.base : baseOf(elsewhere(next.base_url, turn.base))
  idle.push({ base, baton: next.baton, address, until: Date.now() + idleLimit })
}

/** The server lost the streams of an address, as by a restart: one that it does not know says so of all. */
export function forgetStreams(address: Address): void {
  idle = idle.filter(stream => !isOf(stream, address))
}

/** The token goes along, so never from a line that nobody can read to one that anybody can. */
function elsewhere(asked: string, before: string): string {
  const { protocol } = new URL(asked)
  return protocol === 'https:' || protocol === new URL(before).protocol ? asked : before
}
