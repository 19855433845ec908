import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { documentCache } from '../../src/http/graphql/documents.ts'

const query = (name: string, fields = 1) => `query ${name} { ${'id '.repeat(fields)}}`
const keep = (cache: ReturnType<typeof documentCache>, source: string) => cache.set(source, parse(source))

test('the documents that were used last are kept, as many as the bytes hold', () => {
  const cache = documentCache(1_000_000)
  const sources = Array.from({ length: 1_000 }, (_, at) => query(`Q${at}`, 10))
  for (const source of sources) {
    keep(cache, source)
    cache.get(sources[0] ?? '')
  }
  const kept = sources.filter(source => cache.get(source))
  expect(kept).toContain(sources[0])
  expect(kept).toContain(sources.at(-1))
  expect(kept).not.toContain(sources[1])
  expect(kept.length).toBeGreaterThan(100)
  expect(kept.length * 15 * 400).toBeLessThan(1_000_000)
})

test('what is large or has a comment is not kept', () => {
  const cache = documentCache(1_000_000)
  for (const source of [query('Large', 700), `${query('A')} # ${1}`, `#\n${query('A')}`]) {
    keep(cache, source)
    expect(cache.get(source)).toBeUndefined()
  }
})
