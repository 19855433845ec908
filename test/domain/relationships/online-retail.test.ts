import { beforeAll, expect, test } from 'vitest'
import { type Invoice, readInvoices } from '../../../scripts/demo/online-retail.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import type { Import } from '../../../src/domain/import/rows.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { refreshMarkets } from '../../../src/domain/segments/refresh-segments.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { percentage } from '../../../src/lib/mathematics/statistics.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

/*
 * A year of a British shop, from its file through import, night and API, and once more by hand. The file knows no
 * costs: invoices with an even number get one of 55 in 100 of their amount, in Germany of 95.
 */
interface CostedInvoice extends Invoice {
  pence: number
  cost: number | null
}

function costOf(number: string, country: string, pence: number): number | null {
  if (Number(number.replace(/\D/g, '')) % 2 === 1) return null
  return Math.trunc((pence * (country === 'Germany' ? 95 : 55)) / 100)
}

async function readCostedInvoices(): Promise<CostedInvoice[]> {
  const invoices = await readInvoices()
  return invoices.map(invoice => {
    const pence = Number(invoice.amount.replace('.', ''))
    return { ...invoice, pence, cost: costOf(invoice.number, invoice.country, pence) }
  })
}

const pounds = (pence: number) => (pence / 100).toFixed(2)

async function load(into: Import, rows: Record<string, unknown>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 2_000) {
    const chunk = rows.slice(from, from + 2_000).map((fields, at) => ({ line: from + at + 1, fields }))
    const { rejected, errors } = await into.chunk(chunk)
    if (rejected > 0) throw new Error(JSON.stringify(errors))
  }
}

interface Segment {
  name: string
  countries: string[]
}

const segments: Segment[] = [
  { name: 'Britain', countries: ['United Kingdom'] },
  { name: 'Germany', countries: ['Germany'] },
  { name: 'Neighbours', countries: ['France', 'Belgium', 'EIRE', 'Netherlands'] },
  { name: 'Iceland', countries: ['Iceland'] },
]

let service: TestService
let invoices: CostedInvoice[]
/** Where each customer is: where the first invoice went. */
let home: Map<string, string>

beforeAll(async () => {
  invoices = await readCostedInvoices()
  home = new Map(invoices.toReversed().map(one => [one.customer, one.country]))
  service = await testService(await testDatabase(), {
    workspace: { currency: 'GBP', timeZone: 'Europe/London' },
    now: '2011-12-10T09:00',
  })
  await load(
    customerImport(fresh(service), { source: 'till', createRegions: true }),
    [...home].map(([externalId, region]) => ({ externalId, region })),
  )
  await load(
    interactionImport(fresh(service), { source: 'till' }),
    invoices.map(one => ({
      ...{ externalId: `${one.number} ${one.customer}`, customerExternalId: one.customer },
      ...{ kind: one.cancellation ? 'REFUND' : 'PURCHASE', amount: one.amount },
      occurredAt: `${formatDay(one.day)} ${one.time}`,
      ...(one.cost === null ? {} : { cost: pounds(one.cost) }),
    })),
  )
  const regions = await fresh(service).db.orm.query.regions.findMany({ columns: { id: true, code: true } })
  for (const { name, countries } of segments) {
    const within = regions.filter(({ code }) => countries.includes(code))
    const rule = { region: { in: within.map(({ id }) => encodeId('region', id)) } }
    await createSegment(fresh(service), { name, rule, market: true })
  }
  const night = runOf(service.today - 1)
  await runThrough(service, refreshMetrics, night)
  await runThrough(service, refreshMarkets, night)
  await nightOver(service, night)
}, 180_000)

/** What the file itself says of a segment. */
function countedBy({ name, countries }: Segment) {
  const asOf = service.today - 1
  const members = new Set([...home].flatMap(([id, country]) => (countries.includes(country) ? [id] : [])))
  const theirs = invoices.filter(one => members.has(one.customer))
  const year = theirs.filter(one => one.day > asOf - 365)
  const net = (of: CostedInvoice[], value: (one: CostedInvoice) => number) =>
    of.reduce((sum, one) => sum + (one.cancellation ? -value(one) : value(one)), 0)
  const buyers = new Set(year.filter(one => !one.cancellation && one.pence > 0).map(one => one.customer))
  const costed = year.filter(one => one.cost !== null)
  const spend = net(costed, one => one.pence)
  const percent = percentage(spend - net(costed, one => one.cost ?? 0), spend)
  return {
    name,
    customers: members.size,
    buyersYear: buyers.size,
    netSpend: { minor: String(net(theirs, one => one.pence)) },
    netSpendYear: { minor: String(net(year, one => one.pence)) },
    netSpendPerCustomer: { minor: String(Math.round(net(theirs, one => one.pence) / members.size)) },
    margin: { percent, assumed: false },
  }
}

test('Every segment is worth what its invoices say', async () => {
  const { valueBySegment } = await ask(
    fresh(service),
    `{ valueBySegment { total segments {
      name customers buyersYear netSpend { minor } netSpendYear { minor } netSpendPerCustomer { minor }
      margin { percent assumed }
    } } }`,
  )
  const byName = segments.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  expect(valueBySegment).toEqual({ total: 4, segments: byName.map(countedBy) })
  // So that an empty answer could not pass.
  expect(countedBy({ name: 'Britain', countries: ['United Kingdom'] }).customers).toBe(3_950)
})

test('The matrix places each of them by its size and margin, and a customer inherits the level', async () => {
  const answer = await ask<{ relationshipMatrix: { cells: { segments: unknown[] }[] } }>(
    fresh(service),
    `{ relationshipMatrix {
      policyVersion dryRun changes { to }
      segments { segment { name } customers sizeClass marginClass level margin { percent assumed } }
      cells { sizeClass marginClass level customers margin { percent assumed } segments { segment { name } } }
    } }`,
  )
  const matrix = answer.relationshipMatrix
  const classes = { Britain: ['MANY', 'HIGH', 3], Germany: ['MEDIUM', 'LOW', 2] } as const
  const rest = { Neighbours: ['MEDIUM', 'HIGH', 4], Iceland: ['FEW', 'HIGH', 5] } as const
  const placed = { ...classes, ...rest }
  expect(matrix).toMatchObject({
    ...{ policyVersion: 1, dryRun: false, changes: null },
    segments: segments.map(segment => {
      const { name, customers, margin } = countedBy(segment)
      const [sizeClass, marginClass, level] = placed[name as keyof typeof placed]
      return { segment: { name }, customers, margin, sizeClass, marginClass, level }
    }),
  })
  expect(matrix.cells).toHaveLength(9)
  expect(matrix.cells.filter(cell => cell.segments.length > 0)).toMatchObject([
    { sizeClass: 'MANY', marginClass: 'HIGH', level: 3, segments: [{ segment: { name: 'Britain' } }] },
    { sizeClass: 'MEDIUM', marginClass: 'HIGH', level: 4, segments: [{ segment: { name: 'Neighbours' } }] },
    { sizeClass: 'MEDIUM', marginClass: 'LOW', level: 2, segments: [{ segment: { name: 'Germany' } }] },
    { sizeClass: 'FEW', marginClass: 'HIGH', level: 5, segments: [{ segment: { name: 'Iceland' } }] },
  ])
  const [icelander = ''] = [...home].find(([, country]) => country === 'Iceland') ?? []
  const [swiss = ''] = [...home].find(([, country]) => country === 'Switzerland') ?? []
  const levelOf = async (externalId: string) =>
    ask(
      fresh(service),
      `query ($id: String!) { customer(by: { externalId: { source: "till", externalId: $id } }) {
        relationship { recommended { level reason } assigned { level } observed { level } gap } } }`,
      { id: externalId },
    )
  expect(await levelOf(icelander)).toEqual({
    customer: {
      relationship: {
        recommended: { level: 5, reason: 'SEGMENT' },
        assigned: { level: 5 },
        observed: { level: 1 },
        gap: 4,
      },
    },
  })
  expect(await levelOf(swiss)).toMatchObject({
    customer: { relationship: { recommended: { level: 1, reason: 'NO_SEGMENT' }, gap: 0 } },
  })
})
