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

/** Everything that a file's bytes come to, cut into blocks of `size`. */
function recordsOfFile(text: string, size: number) {
  const bytes = new TextEncoder().encode(text)
  const lines = lineReader()
  const reader = csvReader()
  const found: (string | null)[] = []
  for (let at = 0; at < bytes.length; at += size) found.push(...lines.push(bytes.subarray(at, at + size)))
  found.push(...lines.end())
  return [...found.flatMap(line => reader.push(line)), ...reader.end()].map(({ cells }) => cells)
}

describe('CSV', () => {
  test('reads cells, quoted cells, doubled quotes and empty cells', () => {
    expect(cellsOf('a,b\n"x, ""y""",\n,"z"\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', ''],
      ['', 'z'],
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

  test('costs the line in which a cell that is not quoted holds a line break', () => {
    expect(placesOf('a,b\r\n1,2\r3,4\r\n5,"6"\r\n')).toEqual([
      [1, 'good'],
      [2, 'bad'],
      [3, 'good'],
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

  test('loses one line to a quote that is never closed, however many follow it', () => {
    const text = `a,b\n"open,1\n${'c,2\n'.repeat(130_000)}`
    const found = records(text)
    expect(found.length).toBe(130_002)
    expect(found.filter(record => record.cells === null)).toMatchObject([{ line: 2 }])
  })

  test.each([
    [';', 'a;b\n"x;y";1,5\n'],
    ['tab', 'a\tb\n"x;y"\t1,5\n'],
    ['|', 'a|b\nx;y|1,5\n'],
    ['; said in the first line', 'sep=;\r\na;b\r\n"x;y";1,5\r\n'],
    ['; said in the first line, in quotes', '"sep=;"\na;b\n"x;y";1,5\n'],
  ])('knows cells separated by %s', (_, text) => {
    expect(cellsOf(text)).toEqual([
      ['a', 'b'],
      ['x;y', '1,5'],
    ])
  })

  test('goes by the comma where separators stand in quotes alone', () => {
    expect(cellsOf('"a;b;c",d\n1;2,3\n')).toEqual([
      ['a;b;c', 'd'],
      ['1;2', '3'],
    ])
  })

  test('goes by each line where the first has one cell', () => {
    expect(cellsOf('a\n1;2\n"1;2"\n1\t2,3,4\n"1;\n2|3"\n')).toEqual([
      ...[['a'], ['1', '2'], ['1;2'], ['1\t2', '3', '4']],
      ['1;\n2|3'],
    ])
    expect(cellsOf('sep=|\na\n1;2\n')).toEqual([['a'], ['1;2']])
  })

  test('keeps the line "sep=" with the header, so that both can be sent again', () => {
    const [header] = records('sep=;\na\nx,y\n')
    expect(header).toMatchObject({ line: 2, text: 'sep=;\na', cells: ['a'] })
    expect(cellsOf('sep=:\na:b\n')[0]).toBe('otherSeparator')
  })

  test('skips records without content', () => {
    expect(placesOf(',,\n \na,b,c\n,,\n"", ,\n1,2,3\n')).toEqual([
      [3, 'good'],
      [6, 'good'],
    ])
  })

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads lines that end in %s, whatever the blocks', (_, end) => {
    const text = ['a,é', 'x,"1', '2"', '3,4'].join(end)
    for (const last of ['', end])
      for (const size of [1, 2, 3, 5, 1_000])
        expect(recordsOfFile(text + last, size)).toEqual([
          ['a', 'é'],
          ['x', `1${end === '\r' ? '\n' : end}2`],
          ['3', '4'],
        ])
  })

  test.each([
    ['xlsx', [0x50, 0x4b, 0x03, 0x04, 0x14]],
    ['xls', [0xd0, 0xcf, 0x11, 0xe0, 0xa1]],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00]],
    ['UTF-16', [0x00, 0x61, 0x00, 0x62]],
    ['UTF-16', [0xfe, 0xff]],
    ['compressed', [0x1f, 0x8b, 0x08]],
  ])('is told from a file that is %s', (word, bytes) => {
    for (const size of [1, 8]) {
      const read = () => {
        const lines = lineReader()
        for (let at = 0; at < bytes.length; at += size)
          lines.push(Uint8Array.from(bytes.slice(at, at + size)))
        lines.end()
      }
      expect(read).toThrow(word)
    }
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
    const cells = fc
      .array(cell, { minLength: 2, maxLength: 4 })
      .filter(row => row.some(text => text.trim() !== ''))
    const rows = fc.array(cells, { maxLength: 8 })
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
          const all = ['', ...texts]
          expect(lines(bytes(all.map(text => `${text}\n`).join('')), cut)).toEqual(all)
          const first = bytes(`a\r${texts.join('\r')}`)
          expect(lines(first, cut)).toEqual(lines(first, first.length))
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
