import { writeSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lineFile } from '../../scripts/local/line-file.ts'

let folder: string
let space: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-lines-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** As a disk that fills: it takes what fits, then says that there is no space. */
const write = (target: number, line: Buffer, from: number, _length: number, at: number) => {
  if (space === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const taken = Math.min(space, line.length)
  space -= taken
  return writeSync(target, line, from, taken, at)
}

test('a line is written whole or waits until there is space', async () => {
  const file = join(folder, 'log')
  const take = lineFile(file, write)
  const now = () => readFile(file, 'utf8')
  space = 6
  take('one')
  take('two')
  expect(await now()).toBe('one\n')
  take('three')
  expect(await now()).toBe('one\n')
  space = 100
  take('bốn')
  expect(await now()).toBe('one\ntwo\nthree\nbốn\n')
})

test('of the lines that wait the oldest are lost', async () => {
  const file = join(folder, 'log')
  const take = lineFile(file, write)
  space = 0
  for (let line = 1; line <= 1_500; line++) take(String(line))
  space = 10_000
  take('last')
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([1_000, '502', 'last'])
})
