import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { importedCustomers } from '../../../src/domain/import/customers.ts'
import { addTally, newTally } from '../../../src/domain/import/rows.ts'
import { write } from '../../../src/domain/wording/say.ts'
import { textOf } from '../../../src/http/export/lines.ts'
import { type Format, rowChunks } from '../../../src/http/import/rows.ts'
import { isInvisible, isWellFormedText } from '../../../src/lib/text.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

async function* fileOf(text: string) {
  yield new TextEncoder().encode(text)
  yield null
}

async function load(source: string, format: Format, text: string) {
  const into = importedCustomers.begin(fresh(service), { source })
  const tally = newTally()
  for await (const rows of rowChunks(fileOf(text), format, importedCustomers, 1_000_000))
    addTally(tally, await into.chunk(rows))
  return tally
}

async function attributesIn(source: string): Promise<unknown[]> {
  const rows = await fresh(service).db.orm.all<{ attributes: string }>(sql`
    SELECT attributes FROM customers AS c JOIN customer_external_ids AS key ON key.customer_id = c.id
    WHERE source = ${source} ORDER BY external_id`)
  return rows.map(row => JSON.parse(row.attributes))
}

test('a column sets one attribute and leaves the others; an empty cell says nothing, null takes the name away', async () => {
  const said = { hat: 'x', shoe: 39, vip: true, tags: ['a'] }
  await load('merge', 'ndjson', JSON.stringify({ externalId: 'a', attributes: said }))
  const file = 'externalId,attributes.hat,Attributes.First name\na,,An\nb,Y,\n'
  expect(await load('merge', 'csv', file)).toMatchObject({ created: 1, updated: 1, rejected: 0 })
  expect(await attributesIn('merge')).toEqual([{ ...said, 'First name': 'An' }, { hat: 'Y' }])
  expect(await load('merge', 'csv', file)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  const rows = [{ 'attributes.hat': null }, { 'attributes.shoe': { left: 39 } }, { 'attributes.hat': '' }]
  const json = rows.map(row => JSON.stringify({ externalId: 'a', ...row })).join('\n')
  expect(await load('merge', 'ndjson', json)).toMatchObject({ updated: 2, unchanged: 1 })
  const { hat: _, ...left } = said
  expect((await attributesIn('merge'))[0]).toEqual({ ...left, shoe: { left: 39 }, 'First name': 'An' })
})

test('a cell is text, but of the type of what stands under its name', async () => {
  const said = { shoe: 39, vip: true, tags: ['a'], code: '007' }
  await load('typed', 'ndjson', JSON.stringify({ externalId: 'a', attributes: said }))
  const header = 'externalId;attributes.shoe;attributes.vip;attributes.tags;attributes.code;attributes.new\n'
  await load('typed', 'csv', `${header}a;40.5;no;"[""b""]";008;7\n`)
  expect(await attributesIn('typed')).toEqual([
    { shoe: 40.5, vip: false, tags: ['b'], code: '008', new: '7' },
  ])
  const { rejected, errors } = await load(
    'typed',
    'csv',
    `${header}a;forty;;;;\na;1.250;;;;\na;;maybe;;;\na;;;[;;\n`,
  )
  expect(rejected).toBe(4)
  expect(errors.map(({ field }) => field)).toEqual([
    'attributes.shoe',
    'attributes.shoe',
    'attributes.vip',
    'attributes.tags',
  ])
})

test('what cannot be is rejected by its field', async () => {
  const fields: [object, string, RegExp][] = [
    [{ 'attributes.a': 'x', attributes: { b: 1 } }, 'attributes.a', /replaces them whole/],
    [{ 'attributes.': 'x' }, 'attributes.', /./],
    [{ [`attributes.${'n'.repeat(101)}`]: 'x' }, `attributes.${'n'.repeat(101)}`, /100/],
    [{ 'attributes.a': 'x', 'attributes. a ': 'y' }, 'attributes', /./],
    [{ 'attributes.a': 'x'.repeat(20_000) }, 'attributes', /20000|20,000/],
    [{ attribute: 'x' }, 'attribute', /not a field/],
  ]
  const lines = fields.map(([row]) => JSON.stringify({ externalId: 'a', ...row })).join('\n')
  const { rejected, errors } = await load('wrong', 'ndjson', lines)
  expect(errors.map(({ field }) => field)).toEqual(fields.map(([, field]) => field))
  expect(rejected).toBe(fields.length)
  for (const [at, { reason }] of errors.entries())
    expect(write(reason, 'en')).toMatch(fields[at]?.[2] ?? /^$/)
  await load('wrong', 'ndjson', JSON.stringify({ externalId: 'b', 'attributes.a': 'x'.repeat(12_000) }))
  const more = await load(
    'wrong',
    'ndjson',
    JSON.stringify({ externalId: 'b', 'attributes.b': 'x'.repeat(12_000) }),
  )
  expect(more).toMatchObject({ updated: 0, rejected: 1 })
})

const name = fc
  .oneof(
    fc.constantFrom('a', 'A', 'a|b', 'a;b;c', 'constructor', "it's", '=1'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  )
  .filter(text => text === text.normalize('NFC').trim() && isWellFormedText(text) && !isInvisible(text))
  .filter(
    text => !/["\\,]|\p{Cc}|\p{Cf}|\p{Default_Ignorable_Code_Point}|\s/u.test(text) && text !== '__proto__',
  )
const value = fc
  .oneof(fc.jsonValue(), fc.constantFrom(' padded ', '39', '1e3', 1e21, 1e-7, '=1', "'", '[', 'true', '#N/A'))
  .filter(value => value !== null && value !== '#N/A')

test('what an export writes in columns of attributes changes nothing where it came from', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(name, value, { minKeys: 1, maxKeys: 3 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom<Format>('csv', 'ndjson'),
      async (rows, format) => {
        const source = `round ${++round}`
        const given = rows.map((attributes, at) => JSON.stringify({ externalId: `c${at}`, attributes }))
        const { created } = await load(source, 'ndjson', given.join('\n'))
        const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
        const started = await startExport(fresh(service), exportedCustomers, {
          format,
          source,
          columns: ['externalId', ...names.map(name => `attributes.${name}`)],
          filter: { externalIds: { some: { source: { equals: source } } } },
        })
        let text = ''
        for await (const part of textOf(started)) text += part
        // A name that one has and another has not is null in NDJSON, which takes away what is not there.
        expect(await load(source, format, text)).toMatchObject({ unchanged: created, rejected: 0 })
      },
    ),
    { numRuns: 30 },
  )
})
