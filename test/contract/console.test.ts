import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { concatAST, validate } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { readDocuments } from '../../scripts/console/documents.ts'
import { labels } from '../../src/domain/wording/labels.ts'
import { readSources, root } from './sources.ts'

const built = join(root, 'public', 'console')

let page: string
let names: string[]

beforeAll(async () => {
  page = await readFile(join(built, 'index.html'), 'utf8')
  names = await readdir(join(built, 'assets'))
})

const size = async (name: string) => gzipSync(await readFile(join(built, 'assets', name))).byteLength

/** Bytes, gzipped. */
const largestFirstLoad = 70_000

test('everything that is loaded before the first screen stands is small', async () => {
  const first = names.filter(name => page.includes(name))
  expect(first.length).toBeGreaterThan(1)
  // Each language is a file of its own, of which one is loaded.
  const [language = 0] = (await Promise.all(names.filter(name => /^(en|vi)-/.test(name)).map(size))).toSorted(
    (a, b) => b - a,
  )
  const screen = names.filter(name => name.startsWith('morning-'))
  expect(screen.length).toBe(2)
  const sizes = await Promise.all([...first, ...screen].map(size))
  const total = sizes.reduce((sum, bytes) => sum + bytes, gzipSync(page).byteLength + language)
  expect(total).toBeLessThan(largestFirstLoad)
})

test('nothing stands in the page that its policy would refuse', () => {
  expect(page.match(/<script(?![^>]* src=)|<style|style=|\bon\w+=|https?:\/\//g)).toBeNull()
})

test('documents are texts, and nothing is made of HTML', async () => {
  const scripts = await Promise.all(
    names.filter(name => name.endsWith('.js')).map(name => readFile(join(built, 'assets', name), 'utf8')),
  )
  const text = scripts.join('\n')
  expect(text).toContain('query Morning')
  expect(text).not.toMatch(/OperationDefinition|\.insertAdjacentHTML|\.write\(/)
})

test('what the console asks, the schema answers', async () => {
  const documents = await readDocuments(join(root, 'src', 'console'))
  expect(documents.length).toBeGreaterThan(1)
  expect(validate(schema, concatAST(documents.map(({ document }) => document)))).toEqual([])
})

test('every enum whose values the console shows has words for them', async () => {
  const sources = await readSources('src/console')
  const shown = sources.flatMap(({ text }) =>
    [...text.matchAll(/\blabels?Of\('(\w+)'/g)].map(([, name = '']) => name),
  )
  expect(shown.length).toBeGreaterThan(20)
  expect(shown.filter(name => !(name in labels))).toEqual([])
})
