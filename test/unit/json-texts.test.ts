import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonTexts } from '../../src/domain/writes/json-texts.ts'

const longest = 40
const rows = fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 60 })))

test('The texts hold the rows in their order', () => {
  fc.assert(
    fc.property(rows, some => {
      expect(jsonTexts(some, longest).flatMap(text => JSON.parse(text))).toEqual(some)
    }),
  )
})

test('A text is longer than asked only where a single row is', () => {
  fc.assert(
    fc.property(rows, some => {
      for (const text of jsonTexts(some, longest))
        expect(text.length <= longest || JSON.parse(text).length === 1).toBe(true)
    }),
  )
})

test('No rows have no text', () => {
  expect(jsonTexts([])).toEqual([])
})

test('Rows that fit are one text', () => {
  expect(jsonTexts([[1], [2]])).toEqual(['[[1],[2]]'])
})
