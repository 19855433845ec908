import { describe, expect, test } from 'vitest'
import { follow, keyText, type Pending, sequenceTime, written } from '../../../src/console/keyboard/keys.ts'

const press = (key: string, held: { alt?: true; ctrl?: true } = {}) =>
  written({ key, altKey: held.alt ?? false, ctrlKey: held.ctrl ?? false, metaKey: false })

test('keys of the browser and of the system stay theirs', () => {
  expect(press('j')).toBe('j')
  expect(press('J')).toBe('j')
  expect(press('r', { ctrl: true })).toBeNull()
  expect(press('Enter', { ctrl: true })).toBe('mod+Enter')
  expect(press('ă', { alt: true })).toBeNull()
})

describe('of keys that follow each other', () => {
  const shortcuts = [{ keys: 'g m' }, { keys: 'm' }, { keys: 'j' }]
  const behind = (keys: string, at: number): Pending => ({ keys, at })

  test('the first waits for the second', () => {
    expect(follow(shortcuts, 'g', null, 0)).toEqual({ pending: { keys: 'g', at: 0 } })
    expect(follow(shortcuts, 'm', behind('g', 0), 10)).toEqual({ found: { keys: 'g m' } })
  })

  test('the second means itself once the first is long ago', () => {
    expect(follow(shortcuts, 'm', behind('g', 0), sequenceTime + 1)).toEqual({ found: { keys: 'm' } })
  })

  test('a key that does not follow the first means itself, and one that nobody knows nothing', () => {
    expect(follow(shortcuts, 'j', behind('g', 0), 10)).toEqual({ found: { keys: 'j' } })
    expect(follow(shortcuts, 'q', behind('g', 0), 10)).toEqual({ nothing: true })
  })

  test('the newest part of the page is heard first', () => {
    const [upper, lower] = [{ keys: 'd' }, { keys: 'd' }]
    const heard = follow([upper, lower], 'd', null, 0)
    expect('found' in heard && heard.found).toBe(upper)
  })
})

test('keys are written as they stand on the keyboard', () => {
  expect([keyText('g m'), keyText('mod+Enter'), keyText('?')]).toEqual(['G M', 'Ctrl ⏎', '?'])
})
