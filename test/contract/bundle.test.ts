import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-bundle-'))
  const args = ['deploy', '--dry-run', '--env', 'production', '--outdir', folder]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(folder, 'logs') }
  await run(join('node_modules', '.bin', 'wrangler'), args, { env })
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('What is deployed takes one byte a character: a letter beyond Latin-1, as in a regular expression, takes two for all', async () => {
  const source = await readFile(join(folder, 'worker.js'), 'utf8')
  const wide = source.match(/.{0,40}[^\0-\xff].{0,40}/gu) ?? []
  expect(wide).toEqual([])
})

test('What is deployed knows nothing of how `npm start` signs a browser in', async () => {
  const source = await readFile(join(folder, 'worker.js'), 'utf8')
  expect(source.match(/\/local\/\w+|LOCAL_[A-Z]+|MISDIRECTED/g)).toBeNull()
})

/** Bytes, just above what it takes: whoever needs more raises it knowingly. */
const largestBundle = 662_000

test('What is deployed stays small, since each new isolate loads all of it', async () => {
  expect(gzipSync(await readFile(join(folder, 'worker.js'))).byteLength).toBeLessThan(largestBundle)
})
