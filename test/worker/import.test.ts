import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tally } from '../../src/domain/import/rows.ts'
import type { HttpEnv } from '../../src/http/http-env.ts'
import { importKinds } from '../../src/http/import/kinds.ts'
import { receiveImport, undoOfImport } from '../../src/http/import.ts'
import { workerDatabase } from '../support/database.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await workerDatabase(), { workspace: { currency: 'GBP' } })
})

interface Refused extends Partial<Omit<Tally, 'errors'>> {
  errors: { message: string; extensions: { code: string; line?: number; field?: string | null } }[]
}

/** Sends a file to the routes, behind which `actor` has signed in. */
async function post(
  path: string,
  body: BodyInit | null,
  headers: Record<string, string> = { 'content-type': 'text/csv' },
  actor = service,
): Promise<Response> {
  const app = new Hono<HttpEnv>()
  app.use((c, next) => {
    c.set('language', 'en')
    c.set('outcome', { operation: null, planned: null, codes: [] })
    return next()
  })
  for (const [name, imported] of Object.entries(importKinds))
    app.post(`/${name}`, c => receiveImport(c, fresh(actor), imported))
  app.post('/:id/undo', c => undoOfImport(c, fresh(actor), c.req.param('id')))
  return app.request(path, { method: 'POST', body, headers })
}

async function send(...request: Parameters<typeof post>) {
  const response = await post(...request)
  return { status: response.status, answer: await response.json<Tally & { import: string | null }>() }
}

async function refused(...request: Parameters<typeof post>) {
  const response = await post(...request)
  const answer = await response.json<Refused>()
  const [first] = answer.errors
  return { status: response.status, answer, message: first?.message, code: first?.extensions.code }
}

const ndjson = { 'content-type': 'application/x-ndjson; charset=utf-8' }
const one = {
  import: expect.stringMatching(/^imp_/),
  created: 1,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  errors: [],
}

/** The bytes in blocks, cut wherever. */
const streamOf = (text: string, size: number) => {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + size))
      at += size
    },
  })
}

describe('a file that is imported', () => {
  test('can be CSV as spreadsheets write it: a byte order mark, CRLF, quoted line breaks', async () => {
    const file = '\ufeffexternalId,name,region\r\ncsv1,"Lê ""Út""\r\nVăn",HN\r\n'
    const { status, answer } = await send('/customers?source=csv&createRegions=true', file)
    expect(status).toBe(200)
    expect(answer).toEqual(one)
    const rows = await fresh(service).db.orm.all(sql`SELECT name FROM customers WHERE name LIKE 'L%'`)
    expect(rows).toEqual([{ name: 'Lê "Út"\r\nVăn' }])
  })

  test('can be separated by semicolons, where no row hides a cell too many in a key', async () => {
    const file = 'externalId;name;"email"\r\ns1;"Lê; Út";s1@example.com\r\n"s2";"Nguyễn, ""A""";\r\n'
    expect((await send('/customers?source=semicolons', file)).answer).toEqual({ ...one, created: 2 })
    const { answer } = await send('/customers?source=semicolons', 'externalId\ns3\ns4;x\n"s;5"\ns1;\n')
    expect(answer).toMatchObject({
      ...{ created: 2, unchanged: 1, rejected: 1 },
      errors: [{ line: 3, field: null, code: 'MALFORMED', reason: expect.stringContaining('2 cells') }],
    })
    const rows = await fresh(service).db.orm.all(sql`SELECT external_id AS key, name, email
      FROM customer_external_ids AS e JOIN customers AS c ON c.id = e.customer_id
      WHERE source = 'semicolons' ORDER BY key`)
    expect(rows).toEqual([
      { key: 's1', name: 'Lê; Út', email: 's1@example.com' },
      { key: 's2', name: 'Nguyễn, "A"', email: null },
      ...['s3', 's;5'].map(key => ({ key, name: null, email: null })),
    ])
  })

  test('can have columns that set one attribute each, beside names of any letters', async () => {
    const file = 'External ID|attributes.Cỡ giày|attributes.𐀀\na1|39|x\n'
    expect((await send('/customers?source=attributes', file)).answer).toEqual(one)
    const rows = await fresh(service).db.orm.all(sql`SELECT attributes FROM customers WHERE id = (
      SELECT customer_id FROM customer_external_ids WHERE source = 'attributes')`)
    expect(rows).toEqual([{ attributes: '{"Cỡ giày":"39","𐀀":"x"}' }])
    const twice = await refused('/customers?source=attributes', 'externalId,attributes.a,Attributes. a\n')
    expect(twice.message).toContain('"attributes.a" stands twice')
    expect((await refused('/customers?source=attributes', 'externalId,attributes.\n')).message).toContain(
      'attributes.NAME',
    )
  })

  test('can be of consents, which cannot be undone', async () => {
    await send('/customers?source=ledger', 'externalId\na\n')
    const file = 'customerExternalId,purpose,given,at\na,CARE,yes,2025-01-31\nb,CARE,yes,2025-01-31\n'
    const { answer } = await send('/consents?source=ledger', file)
    expect(answer).toMatchObject({ created: 1, rejected: 1, errors: [{ line: 3, code: 'NOT_THERE' }] })
    expect((await send('/consents?source=ledger', file)).answer).toMatchObject({ created: 0, unchanged: 1 })
    const { message, code } = await refused(`/${answer.import}/undo`, null, {})
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringContaining('evidence')])
    const missing = await refused('/exposures?source=ledger', 'customerExternalId,kind\na,REPORTED\n')
    expect(missing.message).toContain('campaign')
  })

  test('can be NDJSON, compressed', async () => {
    const lines = '{"externalId":"z1","name":"Đào Đức"}\n\n{"externalId":"z1","email":null}\n'
    const packed = streamOf(lines, 7).pipeThrough(
      new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>,
    )
    const headers = { ...ndjson, 'content-encoding': 'gzip' }
    const { answer } = await send('/customers?source=zip', await new Response(packed).arrayBuffer(), headers)
    expect(answer).toEqual({ ...one, unchanged: 1 })
  })

  test('is told of by its id, also where it came in several requests', async () => {
    const header = 'externalId,name,birthDate\n'
    const { answer } = await send('/customers?source=told', `${header}t1,A,\nt2,B,never\n`)
    const next = `/customers?source=told&import=${answer.import}`
    expect((await send(next, `${header}t1,A,\nt3,C,\n`)).answer.import).toBe(answer.import)
    const told = sql`FROM imports WHERE source = 'told'`
    expect(
      await fresh(service).db.orm.all(sql`SELECT entity, state, created, updated, unchanged, rejected,
        (SELECT count(*) FROM import_changes WHERE import_id = imports.id) AS changes ${told}`),
    ).toEqual([
      {
        entity: 'CUSTOMER',
        state: 'COMPLETED',
        created: 2,
        updated: 0,
        unchanged: 1,
        rejected: 1,
        changes: 2,
      },
    ])
    for (const [path, code] of [
      ['/customers?source=other&import=', 'INVALID_INPUT'],
      ['/interactions?source=told&import=', 'INVALID_INPUT'],
    ])
      expect((await refused(`${path}${answer.import}`, header)).code).toBe(code)
    const stranger = as(service, { caller: 'key:2' })
    expect((await refused(next, header, undefined, stranger)).code).toBe('NOT_FOUND')
  })

  test('can be undone', async () => {
    const { answer } = await send('/customers?source=undone', 'externalId,name\nu1,A\nu2,B\n')
    const undone = { import: answer.import, state: 'UNDONE', removed: 2, restored: 0, kept: 0, records: [] }
    for (let twice = 0; twice < 2; twice++)
      expect(await send(`/${answer.import}/undo`, null)).toEqual({ status: 200, answer: undone })
    expect((await refused('/imp_7zzzzzz/undo', null)).code).toBe('NOT_FOUND')
    expect((await refused('/cus_1/undo', null)).code).toBe('INVALID_INPUT')
    for (const actor of [{ scopes: new Set(['interactions:write'] as const) }, { reach: 'OWNED' as const }])
      expect((await refused(`/${answer.import}/undo`, null, undefined, as(service, actor))).code).toBe(
        'FORBIDDEN',
      )
  })

  test('can be tried first', async () => {
    const file = 'externalId,name,birthDate\nt1,A,\nt1,B,\nt2,C,never\n'
    const tried = await send('/customers?source=tried&dryRun=true', file)
    expect(tried.answer).toMatchObject({ created: 1, updated: 1, rejected: 1, errors: [{ line: 4 }] })
    expect(tried.answer).toMatchObject({ import: null })
    const { import: _, ...counts } = tried.answer
    expect((await send('/customers?source=tried', file)).answer).toMatchObject(counts)
    const again = await send('/customers?source=tried&dryRun=true', file)
    expect(again.answer).toMatchObject({ created: 0, unchanged: 2, rejected: 1 })
  })

  test('may say nothing in a cell, and must hold the header of the right columns', async () => {
    await send('/customers?source=cells', 'externalId,name,email\na,A,a@example.com\n')
    const { answer } = await send('/customers?source=cells', 'externalId,name,email\na,, \n')
    expect(answer).toEqual({ ...one, created: 0, unchanged: 1 })
    const headers = ['externalId,shoeSize', 'name', 'externalId,external id', '"externalId', ',externalId']
    for (const header of headers) {
      const { status, answer } = await refused('/customers?source=header', `${header}\na,b\n`)
      expect(status).toBe(400)
      const errors = [{ message: expect.any(String), extensions: { code: 'INVALID_INPUT' } }]
      expect(answer).toEqual({ errors })
    }
    const { message } = await refused('/customers?source=header', 'externalId,shoeSize,hat\na,b,c\n')
    expect(message).toContain('"shoeSize", "hat"')
  })

  test('may spell its columns in other ways, and leave rows and the last columns blank', async () => {
    const file = ';;;\n External_ID;birth-date;NAME;;\nb1;1990-01-31;Bình;;\n;;;;\n"";;\nb2;;Ân\nb3;;An;;x\n'
    const { answer } = await send('/customers?source=blank', file)
    expect(answer).toMatchObject({ created: 2, rejected: 1 })
    expect(answer.errors).toEqual([
      { line: 7, field: null, code: 'MALFORMED', reason: 'The row has 5 cells, the header has 3.' },
    ])
  })

  test('may end its lines in CR, and lose one line to a quote that is never closed', async () => {
    expect((await send('/customers?source=cr', 'externalId,name\rq1,A\r')).answer).toEqual(one)
    const rows = 'q2,B\n'.repeat(130_000)
    const { status, answer } = await send('/customers?source=quote', `externalId,name\nq1,"A\n${rows}`)
    expect(status).toBe(200)
    expect(answer).toMatchObject({ created: 1, unchanged: 129_999, rejected: 1, errors: [{ line: 2 }] })
  })

  test('says an instant with a blank before its offset', async () => {
    const header = 'externalId,customerExternalId,kind,occurredAt,amount'
    const file = `${header}\no1,c1,PURCHASE,2023-04-01 10:20:30 +0700,1\n`
    expect((await send('/interactions?source=offset', file)).answer).toEqual(one)
    const [row] = await fresh(service).db.orm.all(
      sql`SELECT occurred_at AS at FROM interactions WHERE source = 'offset'`,
    )
    expect(row).toEqual({ at: Date.UTC(2023, 3, 1, 3, 20, 30) })
  })

  test('loses the rows whose keys a spreadsheet destroyed, and whose bytes are not UTF-8', async () => {
    const parts = [
      'externalId,name,phone\n6.38612E+12,A,\nk2,B,"8,4912E+10"\nk3,C',
      new Uint8Array([0xf3]),
      ',\nk4,D,\n',
    ]
    const { answer } = await send('/customers?source=keys', new Blob(parts))
    expect(answer).toMatchObject({ created: 1, rejected: 3 })
    expect(answer.errors).toEqual([
      { line: 2, field: 'externalId', code: 'MALFORMED', reason: expect.stringContaining('spreadsheet') },
      { line: 3, field: 'phone', code: 'MALFORMED', reason: expect.stringContaining('spreadsheet') },
      { line: 4, field: 'name', code: 'MALFORMED', reason: expect.stringContaining('CSV UTF-8') },
    ])
  })

  test('may be cut within a character, in either format', async () => {
    const csv = await send('/customers?source=cut1', streamOf('externalId,name\na,Đào Ựng 😀\n', 1))
    const line = '{"externalId":"a","name":"Đào Ựng 😀"}'
    const json = await send('/customers?source=cut2', streamOf(line, 1), ndjson)
    expect([csv.answer, json.answer]).toEqual([one, one])
    const names = await fresh(service).db.orm.all(sql`SELECT name FROM customers WHERE name LIKE '%Ựng 😀'`)
    expect(names).toEqual([{ name: 'Đào Ựng 😀' }, { name: 'Đào Ựng 😀' }])
  })

  test('tells each bad row by its line in the file', async () => {
    const file = [
      'externalId,customerExternalId,kind,occurredAt,amount,subject',
      'i1,c1,PURCHASE,2026-01-01,1.00,"two\nlines"',
      '',
      'i2,c1,PURCHASE,2026-01-01,1.001,x',
      'i3,c1,PURCHASE,2026-01-01,1',
      'i4,c1,PURCHASE,2026-01-01,1,"quote"d',
      'i5,c1,PURCHASE,2026-01-01,1,fine',
      'i6,c1,PURCHASE,2026-01-01,1,"never closed',
      'i7,c1,PURCHASE,2026-01-01,1,fine',
    ].join('\n')
    const { answer } = await send('/interactions?source=lines', file)
    expect(answer).toMatchObject({ created: 3, rejected: 4 })
    expect(answer.errors?.map(({ line, field }) => [line, field])).toEqual([
      [5, 'amount'],
      [6, null],
      [7, null],
      [9, null],
    ])
  })

  test('may have lines that are no JSON, no object, no UTF-8 or far too long', async () => {
    const bytes = new TextEncoder()
    const parts = [
      bytes.encode('{"externalId":"a"\n[]\n{"externalId":"b","name":"x'),
      new Uint8Array([0xc3, 0x28]),
      bytes.encode(`"}\n{"externalId":"c","name":"${'x'.repeat(1_000_001)}"}\n`),
      bytes.encode(
        '{"externalId":"d","name":"x\\u0000"}\n{"externalId":"e","shoeSize":5}\n{"externalId":"f"}',
      ),
    ]
    const { answer } = await send('/customers?source=bytes', new Blob(parts), ndjson)
    expect(answer).toMatchObject({ created: 1, rejected: 6 })
    expect(answer.errors?.map(({ line, field }) => [line, field])).toEqual([
      [1, null],
      [2, null],
      [3, 'name'],
      [4, null],
      [5, 'name'],
      [6, 'shoeSize'],
    ])
  })

  test('of several chunks counts as one, however it arrives, and changes nothing the second time', async () => {
    const rows = Array.from(
      { length: 2_500 },
      (_, at) => `i${at},c${at % 40},PURCHASE,2026-01-01 08:00,${at}.50`,
    )
    const file = `externalId,customerExternalId,kind,occurredAt,amount\n${rows.join('\n')}\n`
    const first = await send('/interactions?source=chunks', streamOf(file, 1_000))
    expect(first.answer).toEqual({ ...one, created: 2_500 })
    const changes = () => fresh(service).db.orm.all(sql`SELECT max(id) AS newest FROM changes`)
    const before = await changes()
    const second = await send('/interactions?source=chunks', streamOf(file, 70_001))
    expect(second.answer).toEqual({ ...one, created: 0, unchanged: 2_500 })
    expect(await changes()).toEqual(before)
  })

  test('keeps the chunks before it broke off', async () => {
    const rows = Array.from({ length: 1_500 }, (_, at) => `{"externalId":"p${at}"}`).join('\n')
    const packed = await new Response(
      streamOf(rows, 10_000).pipeThrough(
        new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>,
      ),
    ).arrayBuffer()
    const headers = { ...ndjson, 'content-encoding': 'gzip' }
    const { status, answer, message } = await refused(
      '/customers?source=cut',
      packed.slice(0, packed.byteLength - 400),
      headers,
    )
    expect(status).toBe(400)
    expect(message).toContain('breaks off')
    const repeated = await send('/customers?source=cut', packed, headers)
    expect(repeated.answer).toMatchObject({
      created: 1_500 - (answer.created ?? 0),
      unchanged: answer.created ?? 0,
    })
  })

  test('names the rows that were rejected before it broke off, behind the refusal', async () => {
    const rows = `externalId,birthDate\na,never\n${'b,\n'.repeat(1_000)}`
    const body = new Blob([rows, new Uint8Array([0x63, 0x2c, 0x0a])]).stream()
    const broken = body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        flush: controller => controller.error(new Error('The client went away.')),
      }),
    )
    const { answer } = await refused('/customers?source=behind', broken)
    expect(await fresh(service).db.orm.all(sql`SELECT state FROM imports WHERE source = 'behind'`)).toEqual([
      { state: 'BROKEN_OFF' },
    ])
    expect(answer).toEqual({
      import: expect.stringMatching(/^imp_/),
      created: 1,
      updated: 0,
      unchanged: 998,
      rejected: 1,
      errors: [
        { message: expect.stringContaining('breaks off'), extensions: { code: 'INVALID_INPUT' } },
        {
          message: expect.any(String),
          extensions: { code: 'INVALID_INPUT', issue: 'NOT_A_DAY', line: 2, field: 'birthDate' },
        },
      ],
    })
  })

  test('can be empty', async () => {
    const nothing = { ...one, created: 0 }
    expect((await send('/customers?source=empty', 'externalId\n')).answer).toEqual(nothing)
    expect((await send('/customers?source=empty', '', ndjson)).answer).toEqual(nothing)
    expect((await send('/customers?source=empty', '')).status).toBe(400)
  })
})

describe('an import is refused', () => {
  const refusal = async (...request: Parameters<typeof send>) => {
    const { status, code } = await refused(...request)
    return [status, code]
  }
  const file = 'externalId\na\n'

  test('without a source, with a parameter it does not know, and with a value that it cannot read', async () => {
    expect(await refusal('/customers', file)).toEqual([400, 'INVALID_INPUT'])
    expect(await refusal('/customers?source=', file)).toEqual([400, 'INVALID_INPUT'])
    expect(await refusal('/customers?source=a%00', file)).toEqual([400, 'INVALID_INPUT'])
    expect(await refusal('/customers?source=a&createRegion=true', file)).toEqual([400, 'INVALID_INPUT'])
    expect(await refusal('/customers?source=a&source=b', file)).toEqual([400, 'INVALID_INPUT'])
    expect(await refusal('/customers?source=a&createRegions=yes', file)).toEqual([400, 'INVALID_INPUT'])
    expect(await refusal('/interactions?source=a&createRegions=true', file)).toEqual([400, 'INVALID_INPUT'])
  })

  test('in a format or an encoding that it does not know', async () => {
    expect(await refusal('/customers?source=a', file, {})).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    const json = { 'content-type': 'application/json' }
    expect(await refusal('/customers?source=a', '{}', json)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    const brotli = { 'content-type': 'text/csv', 'content-encoding': 'br' }
    expect(await refusal('/customers?source=a', file, brotli)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  test('for its header, once the file is read to its end: the connection can be used again', async () => {
    let cancelled = false
    let blocks = 0
    const counted = new ReadableStream<Uint8Array>({
      pull(controller) {
        blocks += 1
        if (blocks > 50) controller.close()
        else controller.enqueue(new TextEncoder().encode('shoeSize,name\n'))
      },
      cancel() {
        cancelled = true
      },
    })
    expect(await refusal('/customers?source=a', counted)).toEqual([400, 'INVALID_INPUT'])
    expect({ blocks, cancelled }).toEqual({ blocks: 51, cancelled: false })
  })

  test('without repeating in the log what it holds', async () => {
    const logged: unknown[] = []
    const noted = (event: string, fields?: Record<string, unknown>) => logged.push(event, fields)
    const log = { info: noted, warn: noted, error: noted }
    const actor = { ...service, log }
    const row = 'kh-0042,Nguyễn Thị Hoa,0912345678\n'
    const { message } = await refused('/customers?source=a', row + row, undefined, actor)
    expect(message).toContain('"Nguyễn Thị Hoa"')
    await send('/customers?source=a&Hoa=1', row, undefined, actor)
    await send('/customers?source=a', 'externalId,Hoa,Hoa\n', undefined, actor)
    await send('/customers?source=a', 'externalId,name,phone\nHoa,Hoa,Hoa\n', undefined, actor)
    expect(logged.length).toBe(8)
    expect(JSON.stringify(logged)).not.toContain('Hoa')
  })

  test('as another kind of file, with the words what to do', async () => {
    const kinds: [string, BodyInit][] = [
      ['xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0])],
      ['UTF-16', new Uint8Array([0xff, 0xfe, 0x65, 0, 0x0d, 0, 0x0a, 0])],
      ['compressed', new Uint8Array([0x1f, 0x8b, 8, 0])],
      ['CSV UTF-8', new Blob(['externalId,t', new Uint8Array([0xea]), 'n\na,b\n'])],
      ['"sep="', 'sep=:\nexternalId:name\n'],
      ['vertical bars', 'externalId:name\na:b\n'],
    ]
    for (const [word, body] of kinds) {
      const { status, message } = await refused('/customers?source=a', body)
      expect([status, message]).toEqual([400, expect.stringContaining(word)])
    }
  })

  test('as gzip that is none, once the body is read to its end', async () => {
    let blocks = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        blocks += 1
        if (blocks > 50) controller.close()
        else controller.enqueue(new TextEncoder().encode('externalId,name\n'))
      },
    })
    const headers = { 'content-type': 'text/csv', 'content-encoding': 'gzip' }
    const { status, message } = await refused('/customers?source=a', body, headers)
    expect([status, message]).toEqual([400, expect.stringContaining('is not gzip')])
    expect(blocks).toBe(51)
  })

  test('for too many lines, before all of them are unpacked', async () => {
    const newlines = new Blob([new Uint8Array(20_000_000).fill(0x0a)]).stream()
    const gzip = new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>
    const packed = await new Response(newlines.pipeThrough(gzip)).arrayBuffer()
    const headers = { 'content-type': 'text/csv', 'content-encoding': 'gzip' }
    const { status, message } = await refused('/customers?source=a', packed, headers)
    expect([status, message]).toEqual([413, expect.stringContaining('1,000,000 lines')])
  })

  test('for more than a dry run looks at', async () => {
    const rows = 'externalId\n'.concat('a\n'.repeat(20_000))
    const { status, message } = await refused('/customers?source=a&dryRun=true', rows)
    expect([status, message]).toEqual([413, expect.stringContaining('20,000 lines')])
    expect(await refusal('/customers?source=a&dryRun=1', file)).toEqual([400, 'INVALID_INPUT'])
  })

  test('when it says that it is too large, and when it is, unpacked', async () => {
    const large = { 'content-type': 'text/csv', 'content-length': '100000001' }
    expect(await refusal('/customers?source=a', file, large)).toEqual([413, 'TOO_LARGE'])
    const block = new Uint8Array(1_000_000).fill(0x20)
    let blocks = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        blocks += 1
        if (blocks > 200) controller.close()
        else controller.enqueue(block)
      },
    })
    expect(await refusal('/customers?source=a', endless, ndjson)).toEqual([413, 'TOO_LARGE'])
    expect(blocks).toBeLessThan(110)
  })

  test('to those who may not', async () => {
    const csv = { 'content-type': 'text/csv' }
    const asked = (actor: Parameters<typeof as>[1], query = '') =>
      refusal(`/customers?source=a${query}`, file, csv, as(service, actor))
    expect(await asked({ kind: 'ANONYMOUS' })).toEqual([401, 'UNAUTHENTICATED'])
    expect(await asked({ scopes: new Set(['interactions:write']) })).toEqual([403, 'FORBIDDEN'])
    expect(await asked({ scopes: new Set(['customers:write']) }, '&createRegions=true')).toEqual([
      403,
      'FORBIDDEN',
    ])
    expect(await asked({ reach: 'OWNED', staffId: 1 })).toEqual([403, 'FORBIDDEN'])
  })

  test('while the database does not answer', async () => {
    await service.database.gateway.failNext({ kind: 'status', status: 503 }, 4)
    expect(await refusal('/customers?source=a', file)).toEqual([503, 'SERVICE_UNAVAILABLE'])
  })
})
