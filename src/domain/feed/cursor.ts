import { type SQL, sql } from 'drizzle-orm'
import { type Issue, invalid } from '../service/errors.ts'
import { type IssueSaying, say } from '../wording/say.ts'

/**
 * A place in the feed: behind all of a change, or within a change of many rows behind one row of one of its parts. The
 * mark tells the change from another that has its number where a backup was restored.
 */
export interface Place {
  change: number
  mark: string
  within: { part: number; key: readonly number[] } | null
}

/** Of the change with this id; a text that no change has where there is none. */
export const markOf = (change: SQL | number): SQL =>
  sql`ifnull((SELECT substr(token, 1, 6) FROM changes WHERE id = ${change}), '0')`

const prefix = 'chg_'
const number = '(?:0|[1-9]\\d{0,15})'
const form = new RegExp(
  `^${prefix}(${number})-([\\w-]{1,6})(?:\\.(\\d{1,2})\\.(${number},${number},${number}))?$`,
)

export function encodePlace({ change, mark, within }: Place): string {
  const behind = `${prefix}${change}-${mark}`
  return within === null ? behind : `${behind}.${within.part}.${within.key.join(',')}`
}

/**
 * @param path where the input names it
 * @param fault what is said of a text that is none
 * @throws UserError `INVALID_INPUT` for a text that is no cursor of the feed
 */
export function decodePlace(
  cursor: string,
  path: Issue['path'] = ['after'],
  fault: IssueSaying = say('foreignCursor'),
): Place {
  const [, change, mark, part, key] = form.exec(cursor) ?? []
  const numbers = key?.split(',').map(Number) ?? []
  if (change === undefined || mark === undefined || ![Number(change), ...numbers].every(Number.isSafeInteger))
    throw invalid(path, fault)
  const within = part === undefined ? null : { part: Number(part), key: numbers }
  return { change: Number(change), mark, within }
}
