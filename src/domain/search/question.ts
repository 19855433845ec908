import { largest } from '../../lib/mathematics/extremes.ts'
import { parsePhone, phoneBeginnings } from '../../lib/phone.ts'
import { comparable, searchWords } from '../../lib/text.ts'
import type { Workspace } from '../service/service.ts'

/** What somebody typed, in each form in which something may hold it. */
export interface Question {
  /** Of names. Each is to be found, in any order. None of a text that can only be of an e-mail. */
  words: readonly string[]
  /** Of an e-mail, lower case; null where a blank says that it is none. */
  email: string | null
  /** How a phone number begins. */
  beginnings: readonly string[]
  /** The whole number, where it is one. */
  phone: string | null
  /** The digits of a part of a phone number; null for less than `fromHere` of them, or anything but a number. */
  digits: string | null
  /** As another system may write its key. */
  key: string
}

/** From so many characters on a text is looked for anywhere within a word. */
export const fromHere = 3

export function questionOf(text: string, { phoneCountry }: Workspace): Question {
  const key = comparable(text)
  const email = key.includes(' ') ? null : key.toLowerCase()
  const beginnings = phoneBeginnings(text, phoneCountry)
  const digits = text.replace(/\D/g, '')
  return {
    words: email?.includes('@') ? [] : [...new Set(searchWords(text))],
    email,
    beginnings,
    phone: beginnings.length > 0 ? parsePhone(text, phoneCountry) : null,
    digits: beginnings.length > 0 && digits.length >= fromHere ? digits : null,
    key,
  }
}

export const isLong = (text: string): boolean => [...text].length >= fromHere

/** So many of a text's trigrams are asked how rare they are. */
const mostTrigrams = 8

/**
 * Trigrams that whatever holds the question within has, a list for each kind of text that it may be found in. Those come
 * first that say most together where all are frequent: one of each word, and of an e-mail not its end.
 */
export function trigramsOf({ words, email, digits }: Question): string[][] {
  const lists = [words, email === null ? [] : [email], digits === null ? [] : [digits]]
    .map(texts => [...new Set(inTurn(texts.map(trigrams)))].slice(0, mostTrigrams))
    .filter(list => list.length > 0)
  // A single word gives the same of each.
  return [...new Map(lists.map(list => [list.join(' '), list])).values()]
}

function trigrams(text: string): string[] {
  const characters = [...text]
  return characters.slice(2).map((_, at) => characters.slice(at, at + 3).join(''))
}

const inTurn = (lists: readonly string[][]): string[] =>
  Array.from({ length: largest(lists.map(({ length }) => length)) }).flatMap((_, at) =>
    lists.flatMap(list => list[at] ?? []),
  )

/** As a term of a full-text query. */
export const term = (text: string): string => `"${text.replaceAll('"', '""')}"`
