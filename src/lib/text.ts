const INVISIBLE = /(?![\t-\r\u0085])\p{Cc}|[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const BLANKS = /[\s\u0085]+/gu

/** Whether a text has nothing to see: it is empty, or of blanks and invisible characters alone. */
export const isInvisible = (text: string): boolean =>
  !/[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)

/** Letters, digits and signs of ASCII with single spaces between them: comparable as they are. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/**
 * What two texts have in common that are the same text to a reader: NFC, format and control characters (zero-width
 * spaces, marks of direction, soft hyphens, byte order marks) dropped, blanks of every kind and number folded to one
 * space, trimmed. Case counts. Empty for a text without anything to see.
 */
export function comparable(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(INVISIBLE, '').replace(BLANKS, ' ').normalize('NFC').trim()
}

/**
 * A form for finding text without diacritics: invisible characters dropped, NFD, combining marks stripped, đ to d, lower case, whitespace
 * collapsed and trimmed. `Đào  Đức` gives `dao duc`. Ð (U+00D0), which old converters write for Đ, counts as đ.
 */
export function fold(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u0111ð]/g, 'd')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** The words of a text as they are searched: folded, of letters, digits and pictures alone. */
export const searchWords = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}\p{So}]+/u)
    .filter(Boolean)

/** The form in which a name is searched: its words with single spaces between them. `O’Neil, Đức` gives `o neil duc`. */
export const searchForm = (text: string): string => searchWords(text).join(' ')

/** A text that identifies: `key` is what is compared, `given` the text as somebody wrote it, where that differs. */
export interface Identifying {
  key: string
  given: string | null
}

export function identifying(text: string): Identifying {
  const key = comparable(text)
  return { key, given: key === text ? null : text }
}

/** Whether text can be stored and sent as UTF-8 and survives SQLite: no lone surrogate, no NUL. */
export function isWellFormedText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text)
}

const TURNING = /[\u202a-\u202e\u2066-\u2069]/g

/** A text without embeddings, overrides and isolates of direction, by which one text can be dressed as another. */
export const withoutTurning = (text: string): string => text.replace(TURNING, '')

const ALPHABET = [...'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz']

/** Letter → the one character from `A` to `a` that stands for it in a key, in alphabetical order. */
const LETTER_KEYS = new Map(ALPHABET.map((letter, index) => [letter, String.fromCharCode(0x41 + index)]))

/** Base letter + modifier → letter of its own: ă â ê ô ơ ư. */
const COMPOSED = new Map(
  ALPHABET.filter(letter => letter.normalize('NFD').length === 2).map(letter => [
    letter.normalize('NFD'),
    letter,
  ]),
)

/** The order of the dictionaries: ngang (no mark, 0), huyền, hỏi, ngã, sắc, nặng. */
const TONES = new Map([
  ['\u0300', '1'],
  ['\u0309', '2'],
  ['\u0303', '3'],
  ['\u0301', '4'],
  ['\u0323', '5'],
])

const MARK = /^[\u0300-\u036f]$/
const LEVEL_SEPARATOR = '\t'

/**
 * A key whose binary (UTF-8) order is the Vietnamese alphabetical order. First the letters of the whole text:
 * space, then punctuation and symbols, digits, a ă â b c d đ … z (f j w z in their usual places), then other
 * scripts by code point. Only equal letters let the tone marks decide, from left to right, and then any other
 * mark. Case is ignored. Never contains NUL. Texts that differ only in case or in invisible characters share
 * a key, so break ties by id.
 */
export function vietnameseSortKey(text: string): string {
  let letters = ''
  let tones = ''
  for (const [base, marks] of clusters(text)) {
    let letter = base
    let tone = '0'
    let others = ''
    for (const mark of marks) {
      const composed = COMPOSED.get(letter + mark)
      const heard = tone === '0' ? TONES.get(mark) : undefined
      if (composed !== undefined) letter = composed
      else if (heard !== undefined) tone = heard
      else others += mark
    }
    letters += letterKey(letter)
    tones += tone + others
  }
  // A missing tone is the lowest one, so zeros at the end say nothing.
  let end = tones.length
  while (tones[end - 1] === '0') end -= 1
  return end === 0 ? letters : letters + LEVEL_SEPARATOR + tones.slice(0, end)
}

function letterKey(letter: string): string {
  const key = LETTER_KEYS.get(letter)
  if (key !== undefined) return key
  if (letter === ' ' || /^[0-9]$/.test(letter)) return letter
  // `!` sorts after the space and before digits; other scripts sort after `a`, the key of z, as they are.
  return letter < '\u0080' || /^[\p{P}\p{S}]$/u.test(letter) ? `!${letter}` : letter
}

/** Lower-case base characters, each with the marks that follow it; whitespace collapsed, invisibles dropped. */
function clusters(text: string): [base: string, marks: string[]][] {
  const plain = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/ð/g, 'đ')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  const found: [string, string[]][] = []
  for (const character of plain) {
    const last = found.at(-1)
    if (last && MARK.test(character)) last[1].push(character)
    else found.push([character, []])
  }
  return found
}
