import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'

/**
 * A place in the feed: behind all of a change, or within a change of many rows behind one row of one of its parts.
 */
export interface Place {
  change: number
  within: { part: number; key: readonly number[] } | null
}

const mark = 'chg_'
const form = /^chg_(\d{1,16})(?:\.(\d{1,2})\.(-?\d{1,16}(?:,-?\d{1,16}){0,2}))?$/

export function encodePlace({ change, within }: Place): string {
  return within === null ? `${mark}${change}` : `${mark}${change}.${within.part}.${within.key.join(',')}`
}

/** @throws UserError `INVALID_INPUT` for a text that is no cursor of the feed */
export function decodePlace(cursor: string): Place {
  const [, change, part, key] = form.exec(cursor) ?? []
  const numbers = key?.split(',').map(Number) ?? []
  if (change === undefined || ![Number(change), ...numbers].every(Number.isSafeInteger))
    throw invalid(['after'], say('foreignCursor'))
  const within = part === undefined ? null : { part: Number(part), key: numbers }
  return { change: Number(change), within }
}
