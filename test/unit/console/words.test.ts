import { expect, test } from 'vitest'
import { addressOf } from '../../../src/console/links.ts'
import { en } from '../../../src/console/words/en.ts'
import { vi } from '../../../src/console/words/vi.ts'

/** Every text by its path; those with holes are filled with marks. */
function texts(catalogue: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([name, value]): [string, string][] => {
      const at = `${path}.${name}`
      if (typeof value === 'string') return [[at, value]]
      if (typeof value === 'function') return [[at, value(...['‹a›', '‹b›', '‹c›'].slice(0, value.length))]]
      return [...texts(value, at)]
    }),
  )
}

const said = { en: texts(en), vi: texts(vi) }

test('both languages say the same things, and nothing is empty', () => {
  expect([...said.vi.keys()]).toEqual([...said.en.keys()])
  expect([...said.en, ...said.vi].filter(([, text]) => text.trim() === '')).toEqual([])
})

test('what one language tells, such as a name, the other one tells too', () => {
  const marks = (text = '') => (text.match(/‹.›/g) ?? []).toSorted().join('')
  const differing = [...said.en].filter(([path, text]) => marks(text) !== marks(said.vi.get(path)))
  expect(differing).toEqual([])
})

/** Names, signs, and what is said in its own language. */
const alike = [
  ...['.competitors.vi', '.customers.columns.rfm'],
  ...['.shell.languages.en', '.shell.languages.vi'],
]

test('nothing is left in English', () => {
  const untranslated = [...said.en].filter(([path, text]) => said.vi.get(path) === text)
  expect(untranslated.map(([path]) => path)).toEqual(alike)
})

test('an address says what is shown, and leaves out what is not said', () => {
  expect(addressOf('/morning')).toBe('/console/morning')
  expect(addressOf('/morning', { tab: 'team', tactic: null, item: '', q: 'a&b=ă' })).toBe(
    '/console/morning?tab=team&q=a%26b%3D%C4%83',
  )
})
