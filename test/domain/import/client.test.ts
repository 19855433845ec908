import { afterEach, describe, expect, test, vi } from 'vitest'
import { Failure } from '../../../scripts/failure.ts'
import { type Batch, fileBatches, rowBatches } from '../../../scripts/import-batches.ts'
import {
  importBatches,
  type Place,
  passOver,
  type Tally,
  type Target,
  undoImport,
  whyEnded,
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

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Runs through without waiting; what it comes to. */
async function atOnce<Result>(run: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const settled = run().then(
    value => () => value,
    error => () => {
      throw error
    },
  )
  await vi.runAllTimersAsync()
  return (await settled)()
}

/** Answers one after another; the last one again and again. */
function answering(...answers: (() => Response)[]) {
  const asked: { url: string; body: string }[] = []
  vi.stubGlobal('fetch', async (url: URL, { body }: { body?: Uint8Array }) => {
    asked.push({ url: String(url), body: new TextDecoder().decode(body) })
    const next = answers.length > 1 ? answers.shift() : answers[0]
    if (!next) throw new TypeError('fetch failed')
    return next()
  })
  return asked
}

const broken = () => {
  throw new TypeError('fetch failed')
}

describe('the import command', () => {
  test('cuts CSV into requests that each repeat the header, and knows the true lines', async () => {
    const rows = Array.from({ length: 10_001 }, (_, at) => (at % 2 ? `r${at},x` : `r${at},"two\nlines"`))
    const [header, first, second, ...others] = await batchesOf(
      'csv',
      `externalId,"na\nme"\n\n${rows.join('\n')}`,
    )
    expect(others).toEqual([])
    expect(textOf(header)).toBe('externalId,"na\nme"\n')
    expect(textOf(first).split('\n').length).toBe(2 + 15_000 + 1)
    expect(textOf(second)).toBe('externalId,"na\nme"\nr10000,"two\nlines"\n')
    // The header takes two lines and an empty one follows; two rows take three lines.
    expect(first?.lineOf(3)).toBe(4)
    expect(first?.lineOf(5)).toBe(6)
    expect(second?.lineOf(3)).toBe(4 + 15_000)
  })

  test('cuts rows of many lines into more requests', async () => {
    const note = 'line\n'.repeat(1_000)
    const rows = Array.from({ length: 20 }, (_, at) => `r${at},"${note}"`)
    const batches = await batchesOf('csv', `externalId,note\n${rows.join('\n')}`)
    expect(batches.map(batch => textOf(batch).split('\n').length)).toEqual([2, 16_018, 4_006])
  })

  test('leaves invalid bytes invalid, so that the server can name the field', async () => {
    const [, batch] = await batchesOf('ndjson', '{"externalId":"', new Uint8Array([0xff]), '😀"}\n')
    expect([...(batch?.body ?? [])]).toEqual([
      ...new TextEncoder().encode('{"externalId":"'),
      0xff,
      ...new TextEncoder().encode('😀"}\n'),
    ])
  })

  test('counts what cannot be sent as rejected, beside what the server rejects', async () => {
    const bad = { line: 3, field: 'name', reason: 'is bad' }
    const answers = [tally({}), tally({ created: 1, rejected: 1, errors: [bad] })]
    const asked = vi.fn(async (_url: URL, _init: RequestInit) => Response.json(answers.shift()))
    vi.stubGlobal('fetch', asked)
    const file = 'externalId,name\na,"x"y\nb,good\nc,bad\n'
    const total = await importBatches(target, fileBatches(bytesOf(file), 'csv'))
    expect(total).toMatchObject({ created: 1, rejected: 2 })
    expect(total.errors.map(error => error.line)).toEqual([2, 4])
    const [url, init] = asked.mock.calls[0] ?? []
    expect(String(url)).toBe('http://127.0.0.1:1/v1/import/customers?source=shop&createRegions=true')
    expect(init?.headers).toEqual({ authorization: 'Bearer secret', 'content-type': 'text/csv' })
  })

  test('sends rows from memory as NDJSON, in parts that are as small as they are asked for', () => {
    expect([...rowBatches([{ externalId: 'a' }, { externalId: 'b' }])].map(textOf)).toEqual([
      '',
      '{"externalId":"a"}\n{"externalId":"b"}\n',
    ])
    expect([...rowBatches([{}, {}, {}], 2)].map(textOf)).toEqual(['', '{}\n{}\n', '{}\n'])
  })

  test('says in one sentence why the server refuses', async () => {
    const refuse = (status: number, body: unknown) => {
      answering(() => Response.json(body, { status }))
      return expect(atOnce(() => importBatches(target, rowBatches([{}])))).rejects
    }
    await refuse(400, { errors: [{ message: 'No such column.' }] }).toThrow('(400): No such column.')
    await refuse(502, 'Bad gateway').toThrow('answered 502: "Bad gateway"')
  })

  test('asks for the id of the import before it sends rows, and names it with all of them', async () => {
    const asked = answering(() => Response.json(tally({})))
    await importBatches({ ...target, createRegions: false }, rowBatches([{ a: 1 }, { a: 2 }], 1))
    const address = 'http://127.0.0.1:1/v1/import/customers?source=shop'
    expect(asked).toEqual([
      { url: address, body: '' },
      { url: `${address}&import=imp_1`, body: '{"a":1}\n' },
      { url: `${address}&import=imp_1`, body: '{"a":2}\n' },
    ])
  })

  test('tries again when the server does not answer, or only half, and then gives up', async () => {
    const half = () =>
      new Response(new ReadableStream({ pull: controller => controller.error(new TypeError('terminated')) }))
    const asked = answering(
      () => new Response('', { status: 503 }),
      broken,
      half,
      () => Response.json(tally({ created: 1 })),
    )
    expect(await atOnce(() => importBatches(target, rowBatches([])))).toMatchObject({ created: 1 })
    expect(asked).toHaveLength(4)
    answering(broken)
    await expect(atOnce(() => importBatches(target, rowBatches([{}])))).rejects.toThrow('no answer')
  })

  test('has patience with a server that answered before', async () => {
    const begun = () => Response.json(tally({}))
    answering(begun, ...Array.from({ length: 11 }, () => broken), () => Response.json(tally({ created: 1 })))
    expect(await atOnce(() => importBatches(target, rowBatches([{}])))).toMatchObject({ created: 1 })
  })

  test.each([429, 503])('waits for as long as an answer %d asks', async status => {
    const wait = () => new Response('{}', { status, headers: { 'retry-after': '60' } })
    const asked = answering(wait, () => Response.json(tally({})))
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const sent = importBatches(target, rowBatches([]))
    await vi.advanceTimersByTimeAsync(59_000)
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    await sent
    expect(asked).toHaveLength(2)
  })

  const file = (last: string) =>
    `externalId\n${Array.from({ length: 25_000 }, (_, at) => `${at}\n`).join('')}${last}`
  const batches = (text: string) => fileBatches(bytesOf(text), 'csv')

  test('goes on where it stopped, and adds up the same', async () => {
    const count = () => Response.json(tally({ created: 1, errors: [{ line: 2, field: null, reason: 'x' }] }))
    answering(count)
    const places: Place[] = []
    const whole = await importBatches(target, batches(file('')), place => places.push(structuredClone(place)))
    for (const place of places) {
      const rest = batches(file(''))
      expect(await passOver(rest, place)).toBe(true)
      expect(await importBatches(target, rest, undefined, place)).toEqual(whole)
    }
    expect(places).toHaveLength(4)
    const grown = batches(file('more\n'))
    expect(await passOver(grown, structuredClone(places[2] ?? places[0]) as Place)).toBe(true)
  })

  test.each([
    ['a cell is another', file('').replace('\n9999\n', '\n9998\n')],
    ['a row is gone', file('').replace('\n5\n', '\n')],
    ['a row that could not be sent is another', file('').replace('\n5\n', '\n"5"x\n')],
    ['it is shorter', file('').slice(0, 10_000)],
  ])('does not go on with a file of which %s', async (_, changed) => {
    answering(() => Response.json(tally({})))
    const places: Place[] = []
    await importBatches(target, batches(file('')), place => places.push(place))
    expect(await passOver(batches(changed), places[1] as Place)).toBe(false)
  })

  test('hears from the server whether an import goes on', async () => {
    const asked = answering(() => Response.json(tally({})))
    expect(await whyEnded(target, 'imp_1')).toBeNull()
    expect(asked).toEqual([{ url: expect.stringContaining('import=imp_1'), body: '' }])
    answering(() => Response.json({ errors: [{ message: 'It was undone.' }] }, { status: 400 }))
    expect(await whyEnded(target, 'imp_1')).toBe('The server refused the import (400): It was undone.')
    answering(() => new Response('', { status: 401 }))
    await expect(whyEnded(target, 'imp_1')).rejects.toThrow('401')
  })

  test('undoes an import until nothing of it is left to undo', async () => {
    const part = { state: 'UNDOING', removed: 5, restored: 0, kept: 0, records: [] }
    const last = {
      ...part,
      state: 'UNDONE',
      removed: 7,
      kept: 1,
      records: [{ id: 'cus_1', reason: 'EDITED' }],
    }
    const asked = answering(
      () => Response.json(part),
      broken,
      () => Response.json(last),
    )
    expect(await atOnce(() => undoImport(target, 'imp_1'))).toEqual(last)
    expect(asked.map(({ url }) => url)).toEqual(Array(3).fill('http://127.0.0.1:1/v1/import/imp_1/undo'))
  })

  test('refuses CSV without a header', async () => {
    await expect(batchesOf('csv', '')).rejects.toThrow('header')
  })

  test('refuses what is no text in UTF-8, in one sentence', async () => {
    const workbook = new Uint8Array([0x50, 0x4b, 0x03, 0x04])
    await expect(batchesOf('csv', workbook)).rejects.toThrow(Failure)
    await expect(batchesOf('csv', workbook)).rejects.toThrow('CSV UTF-8')
  })

  test.each([
    ['csv', 'externalId,name\n', ['externalId,name\n']],
    ['csv', 'sep=;\nexternalId\n', ['sep=;\nexternalId\n']],
    ['csv', 'externalId,name\rq1,A\r', ['externalId,name\n', 'externalId,name\nq1,A\n']],
    ['ndjson', '', ['']],
  ] as const)('asks the server about every file: %s %j', async (format, file, sent) => {
    expect((await batchesOf(format, file)).map(textOf)).toEqual(sent)
    const asked = answering(() => Response.json(tally({})))
    await importBatches(target, fileBatches(bytesOf(file), format))
    expect(asked).toHaveLength(sent.length)
  })

  test("believes no answer that is not an import's", async () => {
    for (const body of ['{}', '<html>', '{"created":1}']) {
      vi.stubGlobal('fetch', async () => new Response(body))
      await expect(importBatches(target, rowBatches([{}]))).rejects.toThrow('is not this product')
    }
  })
})
