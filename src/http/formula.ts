/**
 * What a spreadsheet takes for the beginning of a formula, in wide forms too. A blank of another kind before it makes
 * the cell a text.
 */
const begins = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/

/** A number, or a phone number as E.164: neither computes anything. */
const harmless = /^(?:[+-]?\d+(?:\.\d+)?|\+[1-9]\d{1,14})$/

/**
 * A text as a cell of a file of ours, which no spreadsheet computes: behind an apostrophe where it could be a formula.
 * One that begins with an apostrophe gets another, so that taking one off always gives the text.
 */
export const guarded = (text: string): string =>
  text.startsWith(mark) || (begins.test(text) && !harmless.test(text)) ? `${mark}${text}` : text

/** The text of a cell of a file of ours. */
export const unguarded = (cell: string): string => (cell.startsWith(mark) ? cell.slice(mark.length) : cell)

/** A name in the header that begins so marks a file of ours: its cells are guarded, as the name itself is. */
const mark = "'"

export const markedHeader = (names: readonly string[]): string[] =>
  names.map((name, at) => (at === 0 ? `${mark}${name}` : name))

export const isMarked = (header: readonly string[]): boolean => header.some(name => name.startsWith(mark))
