import { type IssueSaying, say } from '../../domain/wording/say.ts'
import { longestLine } from './lines.ts'

/** One record of a CSV file (RFC 4180), which a quoted line break may spread over several lines. */
export interface CsvRecord {
  /** The physical line where it starts, from 1. */
  line: number
  /** As it stands in the file, without the line break at its end. */
  text: string
  /** Null where the record is malformed; `fault` says how. */
  cells: string[] | null
  fault: IssueSaying | null
}

export const tooLong = say('longLine', { max: longestLine })

/**
 * Puts the physical lines of a CSV file together to records. Records without any content are skipped. A malformed
 * record costs its first line only: reading goes on at the next one, so that one bad quote does not swallow the
 * good rows after it. Cells are separated by what separates most of the first line, a comma, a semicolon, a tab or a
 * vertical bar, or by what a line `sep=;` before it says. Where the first line has one cell alone, each line goes by its
 * own, so that a cell too many is one and no part of a key.
 */
export function csvReader() {
  let line = 0
  /** Null while no line came, and where the first one does not tell. */
  let separator: Separator | null = null
  let isHeader = true
  /** The line `sep=`, which belongs to the text of the record after it. */
  let declaration: string | null = null
  let held: string[] = []
  let heldLength = 0
  let scan = newScan()

  const restart = () => {
    held = []
    heldLength = 0
    scan = newScan()
  }

  function read(text: string | null, found: CsvRecord[]): void {
    if (text === null) {
      giveUpAll(found)
      line += 1
      found.push({ line, text: '', cells: null, fault: tooLong })
      return
    }
    line += 1
    if (held.length === 0 && text.trim() === '') return
    if (isHeader) {
      const declared = declaredSeparator(text)
      if (declared === 'OTHER') {
        found.push({ line, text, cells: null, fault: say('otherSeparator') })
        return
      }
      separator = declared ?? likeliestSeparator(text)
      isHeader = false
      if (declared !== null) {
        declaration = text
        return
      }
    }
    held.push(text)
    heldLength += text.length
    const outcome = scanLine(scan, text, separator ?? likeliestSeparator(text) ?? ',')
    if (outcome === 'closed') {
      const start = line - held.length + 1
      const { cells } = scan
      const lines = declaration === null ? held : [declaration, ...held]
      restart()
      if (cells.every(isBlank)) return
      declaration = null
      found.push({ line: start, text: withoutReturn(lines.join('\n')), cells, fault: null })
    } else if (outcome !== 'open') giveUp(outcome, found)
    else if (heldLength > longestLine) giveUp(say('unclosedQuote'), found)
  }

  /** Refuses the held record's first line and reads the lines after it again. */
  function giveUp(fault: IssueSaying, found: CsvRecord[]): void {
    const [start, ...rest] = held
    if (start === undefined) return
    line -= rest.length
    found.push({ line, text: withoutReturn(start), cells: null, fault })
    restart()
    for (const text of rest) read(text, found)
  }

  function giveUpAll(found: CsvRecord[]): void {
    while (held.length > 0) giveUp(say('unclosedQuote'), found)
  }

  return {
    /** The records that this line completes. */
    push(text: string | null): CsvRecord[] {
      const found: CsvRecord[] = []
      read(text, found)
      return found
    },
    /** What is left at the end of the file: a record whose quote was never closed. */
    end(): CsvRecord[] {
      const found: CsvRecord[] = []
      giveUpAll(found)
      return found
    },
  }
}

interface Scan {
  cells: string[]
  /** What a quoted cell holds so far; null outside of quotes. */
  quoted: string | null
}

const newScan = (): Scan => ({ cells: [], quoted: null })

const separators = [',', ';', '\t', '|'] as const

type Separator = (typeof separators)[number]

const isBlank = (cell: string) => cell.trim() === ''

/** What a first line `sep=;`, which some spreadsheets write, says; null for any other line. */
function declaredSeparator(line: string): Separator | 'OTHER' | null {
  const declared = /^"?sep=(.*?)"?\r?$/i.exec(line)?.[1]
  if (declared === undefined) return null
  return separators.find(one => one === declared) ?? 'OTHER'
}

/** The one that stands most often outside of quotes; null where none does. */
function likeliestSeparator(line: string): Separator | null {
  const plain = line.replace(/"[^"]*("|$)/g, '')
  const countOf = (separator: Separator) => plain.split(separator).length
  const likeliest = separators.reduce((best, one) => (countOf(one) > countOf(best) ? one : best))
  return plain.includes(likeliest) ? likeliest : null
}

const lineBreak = /[\r\n]/

const withoutReturn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text)

/** Reads one line into the scan: the record is closed with it, open, or malformed (the fault). */
function scanLine(scan: Scan, text: string, separator: Separator): 'closed' | 'open' | IssueSaying {
  const line = withoutReturn(text)
  if (scan.quoted === null && !line.includes('"')) {
    if (lineBreak.test(line)) return say('strayReturn')
    scan.cells = line.split(separator)
    return 'closed'
  }
  let at = 0
  for (;;) {
    if (scan.quoted === null) {
      if (line[at] === '"') {
        scan.quoted = ''
        at += 1
        continue
      }
      const end = line.indexOf(separator, at)
      const cell = line.slice(at, end < 0 ? line.length : end)
      if (cell.includes('"')) return say('strayQuote')
      if (lineBreak.test(cell)) return say('strayReturn')
      scan.cells.push(cell)
      if (end < 0) return 'closed'
      at = end + 1
      continue
    }
    const quote = line.indexOf('"', at)
    if (quote < 0) {
      scan.quoted += `${text.slice(at)}\n`
      return 'open'
    }
    scan.quoted += line.slice(at, quote)
    at = quote + 1
    if (line[at] === '"') {
      scan.quoted += '"'
      at += 1
      continue
    }
    scan.cells.push(scan.quoted)
    scan.quoted = null
    if (at === line.length) return 'closed'
    if (line[at] !== separator) return say('afterQuote')
    at += 1
  }
}
