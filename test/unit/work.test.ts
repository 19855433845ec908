import { expect, test } from 'vitest'
import { workUnderWay } from '../../src/http/bounds/work.ts'

test('a caller has so much under way and no more, whatever others have', () => {
  const { begin } = workUnderWay(100, 1_000)
  const ends = [begin('a', 60, 0), begin('a', 40, 0)]
  expect(begin('a', 1, 0)).toBeNull()
  expect(begin('b', 100, 0)).not.toBeNull()
  ends[1]?.()
  expect(begin('a', 41, 0)).toBeNull()
  expect(begin('a', 40, 0)).not.toBeNull()
})

test('a caller with nothing under way is let in, whatever it costs', () => {
  const { begin } = workUnderWay(100, 1_000)
  const end = begin('a', 500, 0)
  expect(end).not.toBeNull()
  expect(begin('a', 1, 0)).toBeNull()
  end?.()
  expect(begin('a', 1, 0)).not.toBeNull()
})

test('who was refused is refused again until something of it has ended, a second at most, and nobody else', () => {
  const { begin, stillTooMuch } = workUnderWay(100, 60_000)
  const ends = [begin('a', 60, 0), begin('a', 40, 0)]
  begin('b', 100, 0)
  expect(stillTooMuch('a', 0)).toBe(false)
  begin('a', 1, 0)
  expect([stillTooMuch('a', 999), stillTooMuch('a', 1_000), stillTooMuch('b', 0)]).toEqual([
    true,
    false,
    false,
  ])
  ends[0]?.()
  expect(stillTooMuch('a', 0)).toBe(false)
})

test('work that ends twice ends once', () => {
  const { begin } = workUnderWay(100, 1_000)
  const end = begin('a', 50, 0)
  begin('a', 50, 0)
  end?.()
  end?.()
  expect(begin('a', 51, 0)).toBeNull()
})

test('work whose end never comes counts no more after a while', () => {
  const { begin } = workUnderWay(100, 1_000)
  const late = begin('a', 100, 0)
  expect(begin('a', 1, 999)).toBeNull()
  expect(begin('a', 100, 1_000)).not.toBeNull()
  late?.()
  expect(begin('a', 1, 1_000)).toBeNull()
})
