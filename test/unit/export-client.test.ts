import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { takeAll } from '../../scripts/export-client.ts'
import { textOf } from '../../src/http/export/lines.ts'
import type { Format } from '../../src/http/import/rows.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const names = ['a', '=b', 'two\r\nlines', 'old\rlines', '"c"; d, e', 'Đào', '']
const rows = names.map((name, at) => [`cus_${at}`, name])

async function fileOf(format: Format, after: string | null): Promise<Uint8Array> {
  const from = rows.findIndex(([id]) => id === after) + 1
  async function* pages() {
    yield rows.slice(from)
  }
  let text = ''
  const started = { format, whole: after === null, columns: ['id', 'name'], mark: 'm', pages: pages() }
  for await (const part of textOf(started)) text += part
  return new TextEncoder().encode(text)
}

/** What stands in the file: an answer ends in an empty line. */
const withoutEnd = (format: Format, bytes: Uint8Array) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, format === 'csv' ? -2 : -1))

/** Each part of a file that was taken in parts has a mark of its own. */
const unmarked = (text: string) => text.replaceAll(',m\r\n', ',\r\n').replaceAll(',"export":"m"', '')

/**
 * Answers a share of the bytes each time and breaks, as a connection does or by an end as usual, and all of them once
 * there are no more breaks.
 */
function serve(format: Format, breaks: number[]) {
  const asked: (string | null)[] = []
  vi.stubGlobal('fetch', async (url: URL) => {
    const after = url.searchParams.get('after')
    asked.push(after)
    const bytes = await fileOf(format, after)
    const share = breaks.shift()
    if (share === 0) throw new TypeError('fetch failed')
    let sent = false
    return new Response(
      new ReadableStream({
        pull(controller) {
          if (sent && (share === undefined || (share * 100) % 2 < 1)) return controller.close()
          if (sent) return controller.error(new Error('cut'))
          sent = true
          controller.enqueue(bytes.subarray(0, Math.ceil(bytes.length * (share ?? 1))))
        },
      }),
    )
  })
  return asked
}

const wanted = (format: Format) => ({
  ...{ url: 'http://127.0.0.1:1', key: 'k', path: 'customers', parameters: {} },
  format,
})

test('a file is whole however often its connection breaks, anywhere', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Format>('csv', 'ndjson'),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      async (format, breaks) => {
        serve(format, [...breaks])
        const parts: string[] = []
        const taking = takeAll(wanted(format), async text => void parts.push(text))
        await vi.runAllTimersAsync()
        expect(await taking).toBe(rows.length)
        expect(unmarked(parts.join(''))).toBe(unmarked(withoutEnd(format, await fileOf(format, null))))
      },
    ),
  )
})

test('a connection that breaks between the header and the first row brings no second header', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  serve('csv', [0.2])
  const parts: string[] = []
  const taking = takeAll(wanted('csv'), async text => void parts.push(text))
  await vi.runAllTimersAsync()
  await taking
  expect(unmarked(parts.join(''))).toBe(unmarked(withoutEnd('csv', await fileOf('csv', null))))
})

test('an export goes on behind the last whole row', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const asked = serve('ndjson', [0.5])
  const taking = takeAll(wanted('ndjson'), async () => undefined)
  await vi.runAllTimersAsync()
  await taking
  expect(asked).toEqual([null, 'cus_2'])
})

test.each<Format>(['csv', 'ndjson'])(
  'a taking of %s that ended goes on at any of its places',
  async format => {
    serve(format, [])
    for (const [at, [after = null]] of rows.entries()) {
      const rest: string[] = []
      const from = { begun: true, after, rows: at + 1 }
      expect(await takeAll(wanted(format), async text => void rest.push(text), from)).toBe(rows.length)
      const text = rest.join('')
      expect(text).toBe(withoutEnd(format, await fileOf(format, after)))
    }
  },
)

test('what is refused is said, and not tried again', async () => {
  const answer = () => Response.json({ errors: [{ message: 'columns: is named twice' }] }, { status: 400 })
  const asked = vi.fn(async () => answer())
  vi.stubGlobal('fetch', asked)
  await expect(takeAll(wanted('csv'), async () => undefined)).rejects.toThrow(
    'The server refused the export (400): columns: is named twice',
  )
  expect(asked).toHaveBeenCalledTimes(1)
})
