import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Tally } from '../../../scripts/import-client.ts'
import {
  type Batch,
  fileBatches,
  ImportRefused,
  importBatches,
  rowBatches,
  type Target,
} from '../../../scripts/import-client.ts'

async function* bytesOf(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part
}

async function batchesOf(format: 'csv' | 'ndjson', ...parts: (string | Uint8Array)[]): Promise<Batch[]> {
  const found: Batch[] = []
  for await (const batch of fileBatches(bytesOf(...parts), format)) found.push(batch)
  return found
}

const textOf = (batch: Batch | undefined) => new TextDecoder().decode(batch?.body)

const target: Target = {
  url: 'http://127.0.0.1:1',
  key: 'secret',
  noun: 'customers',
  source: 'shop',
  createRegions: true,
  format: 'csv',
}

const tally = (more: Partial<Tally>): Tally => ({
  import: 'imp_1',
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  errors: [],
  ...more,
})

afterEach(() => vi.unstubAllGlobals())

describe('the import command', () => {
  test('cuts CSV into requests that each repeat the header, and knows the true lines', async () => {
    const rows = Array.from({ length: 10_001 }, (_, at) => (at % 2 ? `r${at},x` : `r${at},"two\nlines"`))
    const [first, second, ...others] = await batchesOf('csv', `externalId,"na\nme"\n\n${rows.join('\n')}`)
    expect(others).toEqual([])
    expect(textOf(first).split('\n').length).toBe(2 + 15_000 + 1)
    expect(textOf(second)).toBe('externalId,"na\nme"\nr10000,"two\nlines"\n')
    // The header takes two lines and an empty one follows; two rows take three lines.
    expect(first?.lineOf(3)).toBe(4)
    expect(first?.lineOf(5)).toBe(6)
    expect(second?.lineOf(3)).toBe(4 + 15_000)
  })

  test('leaves invalid bytes invalid, so that the server can name the field', async () => {
    const [batch] = await batchesOf('ndjson', '{"externalId":"', new Uint8Array([0xff]), '😀"}\n')
    expect([...(batch?.body ?? [])]).toEqual([
      ...new TextEncoder().encode('{"externalId":"'),
      0xff,
      ...new TextEncoder().encode('😀"}\n'),
    ])
  })

  test('counts what cannot be sent as rejected, beside what the server rejects', async () => {
    const answers = vi.fn(async (_url: URL, _init: RequestInit) =>
      Response.json(
        tally({ created: 1, rejected: 1, errors: [{ line: 3, field: 'name', reason: 'is bad' }] }),
      ),
    )
    vi.stubGlobal('fetch', answers)
    const file = 'externalId,name\na,"x"y\nb,good\nc,bad\n'
    const total = await importBatches(target, fileBatches(bytesOf(file), 'csv'))
    expect(total).toMatchObject({ created: 1, rejected: 2 })
    expect(total.errors.map(error => error.line)).toEqual([2, 4])
    const [url, init] = answers.mock.calls[0] ?? []
    expect(String(url)).toBe('http://127.0.0.1:1/v1/import/customers?source=shop&createRegions=true')
    expect(init?.headers).toEqual({ authorization: 'Bearer secret', 'content-type': 'text/csv' })
  })

  test('sends rows from memory as NDJSON', () => {
    const [batch, ...others] = [...rowBatches([{ externalId: 'a' }, { externalId: 'b' }])]
    expect(others).toEqual([])
    expect(textOf(batch)).toBe('{"externalId":"a"}\n{"externalId":"b"}\n')
  })

  test('says in one sentence why the server refuses', async () => {
    const refuse = (status: number, body: unknown) => {
      vi.stubGlobal('fetch', async () => Response.json(body, { status }))
      return expect(importBatches(target, rowBatches([{}]))).rejects
    }
    await refuse(400, { errors: [{ message: 'No such column.' }] }).toThrow('(400): No such column.')
    await refuse(502, 'Bad gateway').toThrow('answered 502: "Bad gateway"')
  })

  test('tries again when the server does not answer, and then gives up', async () => {
    const answers = [new Response('', { status: 503 }), Response.json(tally({ created: 1 }))]
    vi.stubGlobal('fetch', async () => answers.shift())
    expect(await importBatches(target, rowBatches([{}]))).toMatchObject({ created: 1 })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(importBatches(target, rowBatches([{}]))).rejects.toThrow(ImportRefused)
  })

  test('refuses CSV without a header', async () => {
    await expect(batchesOf('csv', '')).rejects.toThrow('header')
  })

  test('refuses what is no text in UTF-8, in one sentence', async () => {
    const workbook = new Uint8Array([0x50, 0x4b, 0x03, 0x04])
    await expect(batchesOf('csv', workbook)).rejects.toThrow(ImportRefused)
    await expect(batchesOf('csv', workbook)).rejects.toThrow('CSV UTF-8')
  })

  test.each([
    ['csv', 'externalId,name\n', 'externalId,name\n'],
    ['csv', 'sep=;\nexternalId\n', 'sep=;\nexternalId\n'],
    ['csv', 'externalId,name\rq1,A\r', 'externalId,name\nq1,A\n'],
    ['ndjson', '', ''],
  ] as const)('asks the server about every file: %s %j', async (format, file, sent) => {
    expect((await batchesOf(format, file)).map(textOf)).toEqual([sent])
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(importBatches(target, fileBatches(bytesOf(file), format))).rejects.toThrow('no answer')
  })

  test("believes no answer that is not an import's", async () => {
    for (const body of ['{}', '<html>', '{"created":1}']) {
      vi.stubGlobal('fetch', async () => new Response(body))
      await expect(importBatches(target, rowBatches([{}]))).rejects.toThrow('is not this product')
    }
  })
})
