import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { customerImport } from '../../src/domain/import/customers.ts'
import { interactionImport } from '../../src/domain/import/interactions.ts'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { fresh, type TestService, testService } from '../support/service.ts'

/** One name as different programs write it: composed, decomposed, with invisible and odd blanks. */
const spellings = (name: string): string[] => [
  name.normalize('NFC'),
  name.normalize('NFD'),
  name.replace(' ', '\u00a0'),
  name.replace(' ', ' \u2009 '),
  `\u202d${name}\u202c`,
  name.replace(' ', ' \u200b'),
  `\ufeff${name}`,
]

const name = 'Đà Nẵng'
const others = spellings(name).slice(1)

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})
beforeEach(() => {
  service = fresh(service)
})

type Change = Record<string, { __typename: string; issues?: { path: string[] }[] } & Record<string, unknown>>

/** What one mutation of an input came to. */
async function change(
  field: string,
  input: Record<string, unknown>,
  selection = '',
): Promise<Change[string]> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}`
  const document = `mutation ($input: ${type}Input!) {
    ${field}(input: $input) { __typename ... on UserError { code issues { path message } } ${selection} } }`
  const data = await ask<Change>(fresh(service), document, { input })
  const outcome = data[field]
  if (!outcome) throw new Error(`${field} answered nothing`)
  return outcome
}

describe('two spellings of one text are one thing', () => {
  test('a code of a region', async () => {
    await change('regionCreate', { code: name, name })
    for (const code of others) {
      expect(await change('regionCreate', { code, name })).toMatchObject({ code: 'CONFLICT' })
      const found = `query ($code: String!) { regions(filter: { code: { equals: $code } }) { nodes { code } } }`
      expect(await ask(fresh(service), found, { code })).toEqual({ regions: { nodes: [{ code: name }] } })
      const named = await change(
        'customerCreate',
        { region: code },
        '... on CustomerCreatePayload { customer { region { code } } }',
      )
      expect(named).toMatchObject({ customer: { region: { code: name } } })
    }
  })

  test('a name of a competitor, a segment, and a campaign among those of its competitor', async () => {
    const selection = '... on CompetitorCreatePayload { competitor { id } }'
    const made = await change('competitorCreate', { name }, selection)
    const { competitor } = made as unknown as { competitor: { id: string } }
    await change('regionCreate', { code: 'HN', name: 'HN' })
    const rule = { lifecycle: { in: ['LOST'] } }
    const campaign = { competitor: competitor.id, kind: 'PRICE', regions: ['HN'], firstDay: '2026-02-01' }
    await change('segmentCreate', { name, rule })
    await change('campaignCreate', { name, ...campaign })
    for (const other of others) {
      for (const [field, input] of [
        ['competitorCreate', { name: other }],
        ['segmentCreate', { name: other, rule }],
        ['campaignCreate', { name: other, ...campaign }],
      ] as const)
        expect(await change(field, input)).toMatchObject({ code: 'CONFLICT', issues: [{ path: ['name'] }] })
    }
  })

  test('an external id of a customer, and its source', async () => {
    const selection =
      '... on CustomerUpsertPayload { created customer { id externalIds { source externalId } } }'
    const first = await change(
      'customerUpsert',
      { externalId: { source: name, externalId: name } },
      selection,
    )
    expect(first).toMatchObject({ created: true })
    for (const other of others) {
      const again = await change(
        'customerUpsert',
        { externalId: { source: other, externalId: other } },
        selection,
      )
      expect(again).toMatchObject({ created: false, customer: first.customer })
      const recorded = await change(
        'interactionRecord',
        { customer: { externalId: { source: name, externalId: other } }, kind: 'CALL' },
        '... on InteractionRecordPayload { customerCreated }',
      )
      expect(recorded).toMatchObject({ customerCreated: false })
      const by = `query ($by: CustomerKey!) { customer(by: $by) { externalIds { externalId } } }`
      expect(
        await run(fresh(service), by, { by: { externalId: { source: other, externalId: name } } }),
      ).toMatchObject({
        data: { customer: { externalIds: [{ externalId: name }] } },
      })
    }
  })

  test('an external id of an interaction', async () => {
    const note = { customer: { externalId: { source: 'crm', externalId: '1' } }, kind: 'NOTE', source: 'crm' }
    await change('interactionRecord', { ...note, externalId: name })
    for (const externalId of others)
      expect(await change('interactionRecord', { ...note, externalId })).toMatchObject({ code: 'CONFLICT' })
  })

  test('an e-mail of a customer', async () => {
    await change('customerCreate', { email: 'an@example.com' })
    for (const email of [
      'An@Example.com',
      '\u200ban@example.com',
      'an@example.com\u00a0',
      '\u202aan@example.com\u202c',
    ]) {
      const recorded = await change(
        'interactionRecord',
        { customer: { email }, kind: 'CALL' },
        '... on InteractionRecordPayload { customerCreated }',
      )
      expect(recorded).toMatchObject({ customerCreated: false })
    }
  })
})

describe('in imports', () => {
  const rows = (each: Record<string, unknown>[]) => each.map((fields, at) => ({ line: at + 1, fields }))

  test('rows of one customer and one region meet, in one file and in the next', async () => {
    const file = spellings('Khách 1').map((externalId, at) => ({
      externalId,
      region: spellings('Cần Thơ')[at],
    }))
    const load = (source: string) =>
      customerImport(fresh(service), { source, createRegions: true }).chunk(rows(file))
    expect(await load('kho A')).toMatchObject({ created: 1, unchanged: 6, rejected: 0 })
    expect(await load('kho\u00a0A')).toMatchObject({ created: 0, unchanged: 7 })
    const regions = await ask(
      fresh(service),
      `{ regions(filter: { code: { equals: "Cần Thơ" } }) { totalCount } }`,
    )
    expect(regions).toEqual({ regions: { totalCount: 1 } })
  })

  test('rows of one interaction and one customer meet', async () => {
    const file = spellings('Đơn 1').map((externalId, at) => ({
      externalId,
      customerExternalId: spellings('Khách 2')[at],
      kind: 'NOTE',
      occurredAt: '2026-02-01T09:00',
    }))
    const load = () => interactionImport(fresh(service), { source: 'kho A' }).chunk(rows(file))
    expect(await load()).toMatchObject({ created: 1, unchanged: 6, rejected: 0 })
    expect(await load()).toMatchObject({ created: 0, unchanged: 7 })
  })
})

describe('a text is shown as it was given first', () => {
  const given = ' Huế\u00a01 '.normalize('NFD')
  const shown = given.trim()

  test('a code, a name, an external id', async () => {
    expect(
      await change(
        'regionCreate',
        { code: given, name: given },
        '... on RegionCreatePayload { region { code name } }',
      ),
    ).toMatchObject({ region: { code: shown, name: shown } })
    expect(
      await change(
        'competitorCreate',
        { name: given },
        '... on CompetitorCreatePayload { competitor { name } }',
      ),
    ).toMatchObject({ competitor: { name: shown } })
    const key = { source: given, externalId: given }
    expect(
      await change(
        'interactionRecord',
        { customer: { externalId: key }, kind: 'NOTE', ...key },
        '... on InteractionRecordPayload { interaction { source externalId customer { externalIds { source externalId } } } }',
      ),
    ).toMatchObject({
      interaction: {
        source: shown,
        externalId: shown,
        customer: { externalIds: [{ source: shown, externalId: shown }] },
      },
    })
  })
})

test('no text dresses itself as another one by turning the direction of writing', async () => {
  const name = '\u202eáoH\u202c \u2066Lan\u2069\u200e'
  const selection = '... on CustomerCreatePayload { customer { name } }'
  expect(await change('customerCreate', { name }, selection)).toMatchObject({
    customer: { name: 'áoH Lan\u200e' },
  })
})

test('labels are kept in the form in which they group', async () => {
  const input = {
    acquisitionSource: 'tờ\u00a0rơi'.normalize('NFD'),
    attributes: { ['màu\u200b'.normalize('NFD')]: 'đỏ' },
  }
  const selection = '... on CustomerCreatePayload { customer { acquisitionSource attributes } }'
  expect(await change('customerCreate', input, selection)).toMatchObject({
    customer: { acquisitionSource: 'tờ rơi', attributes: { màu: 'đỏ' } },
  })
  const twice = { attributes: { màu: 1, ['màu'.normalize('NFD')]: 2 } }
  expect(await change('customerCreate', twice)).toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: ['attributes'] }],
  })
})
