import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvReader } from '../../src/http/import/csv.ts'
import { lineReader, longestLine } from '../../src/http/import/lines.ts'

function records(text: string) {
  const reader = csvReader()
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return [...lines.flatMap(line => reader.push(line)), ...reader.end()]
}

const cellsOf = (text: string) => records(text).map(record => record.cells ?? record.fault)
const placesOf = (text: string) => records(text).map(record => [record.line, record.cells ? 'good' : 'bad'])

describe('CSV', () => {
  test('reads cells, quoted cells, doubled quotes and empty cells', () => {
    expect(cellsOf('a,b\n"x, ""y""",\n,""\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', ''],
      ['', ''],
    ])
  })

  test('takes CRLF and LF, and keeps the line breaks inside quotes as they are', () => {
    expect(cellsOf('a,b\r\n"x\r\ny",2\r\n3,"4"\r\n')).toEqual([
      ['a', 'b'],
      ['x\r\ny', '2'],
      ['3', '4'],
    ])
  })

  test('counts physical lines, also past quoted line breaks and empty lines', () => {
    expect(placesOf('a\r\n"x\r\n\r\ny"\r\n\r\nz\r\n')).toEqual([
      [1, 'good'],
      [2, 'good'],
      [6, 'good'],
    ])
  })

  test('costs one line per stray quote', () => {
    const places = placesOf('a,b\n"x"y,2\nx"y,2\n"open,2\n3,4\n5,"6"\n')
    expect(places).toEqual([
      [1, 'good'],
      [2, 'bad'],
      [3, 'bad'],
      [4, 'bad'],
      [5, 'good'],
      [6, 'good'],
    ])
  })

  test('costs one line where a quote is never closed', () => {
    expect(placesOf('a\n"open\n1\n2')).toEqual([
      [1, 'good'],
      [2, 'bad'],
      [3, 'good'],
      [4, 'good'],
    ])
  })

  test('gives up an open quote at a line that is too long', () => {
    const reader = csvReader()
    const found = ['"open', 'x', null, 'y'].flatMap(line => reader.push(line))
    expect(found.map(({ line, cells }) => [line, cells])).toEqual([
      [1, null],
      [2, ['x']],
      [3, null],
      [4, ['y']],
    ])
  })

  test('reads back whatever was written by the book', () => {
    const cell = fc.stringMatching(/^[a",\r\n é]{0,8}$/)
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 })
    const write = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(rows, table => {
        expect(cellsOf(table.map(row => `${row.map(write).join(',')}\r\n`).join(''))).toEqual(table)
      }),
    )
  })
})

describe('lines', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)

  function lines(whole: Uint8Array, cut: number) {
    const reader = lineReader()
    const found: (string | null)[] = []
    for (let at = 0; at < whole.length; at += cut) found.push(...reader.push(whole.subarray(at, at + cut)))
    return [...found, ...reader.end()]
  }

  test('come out the same however the bytes were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ađ😀\r]{0,6}$/u)),
        fc.integer({ min: 1, max: 9 }),
        (texts, cut) => {
          expect(lines(bytes(texts.map(text => `${text}\n`).join('')), cut)).toEqual(texts)
        },
      ),
    )
  })

  test('lose a byte order mark, and only at the start', () => {
    expect(lines(bytes('\ufeffa\n\ufeffb'), 2)).toEqual(['a', '\ufeffb'])
  })

  test('mark bytes that are not UTF-8, and no other line', () => {
    const whole = new Uint8Array([...bytes('gut\n'), 0x61, 0xff, ...bytes('\nđẹp\ufffd')])
    expect(lines(whole, 3)).toEqual(['gut', 'a\ud800', 'đẹp\ufffd'])
  })

  test('that are too long are dropped, not held', () => {
    const whole = bytes(`a\n${'x'.repeat(longestLine + 10)}\nb\n`)
    expect(lines(whole, 65_536)).toEqual(['a', null, 'b'])
    expect(lines(whole, whole.length)).toEqual(['a', null, 'b'])
    expect(lines(bytes('x'.repeat(longestLine + 10)), 65_536)).toEqual([null])
  })
})
