import { beforeAll, expect, test } from 'vitest'
import { afterMidnight, evening, livedDays } from '../../scripts/demo/days.ts'
import {
  customerRows,
  type Invoice,
  interactionRows,
  readInvoices,
  regionOf,
  shifted,
  shiftTo,
} from '../../scripts/demo/online-retail.ts'
import { afterSales, campaignsAround, consents, exposures, identityOf } from '../../scripts/demo/overlay.ts'
import { newestDueDay } from '../../src/domain/nights/due-days.ts'
import { dayOfInstant, parseDay } from '../../src/lib/days.ts'
import { parsePhone } from '../../src/lib/phone.ts'

let invoices: Invoice[]

beforeAll(async () => {
  invoices = await readInvoices()
})

const invoice = (changes: Partial<Invoice>): Invoice => ({
  number: '1',
  customer: '10',
  day: 100,
  time: '10:00:00',
  country: 'France',
  lines: 1,
  units: 2,
  amount: '1.00',
  cancellation: false,
  ...changes,
})

test('the data set has 22,190 invoices of 4,372 customers, 3,654 of them refunds, none negative', () => {
  const rows = interactionRows(invoices)
  expect(rows).toHaveLength(22_190)
  expect(new Set(rows.map(row => row.externalId)).size).toBe(22_190)
  expect(new Set(rows.map(row => row.customerExternalId)).size).toBe(4_372)
  expect(rows.filter(row => row.kind === 'REFUND')).toHaveLength(3_654)
  expect(rows.every(row => /^\d+\.\d\d$/.test(row.amount))).toBe(true)
  expect(rows[0]).toEqual({
    externalId: '536365',
    customerExternalId: '17850',
    kind: 'PURCHASE',
    channel: 'WEBSITE',
    occurredAt: '2010-12-01T08:26:00',
    amount: '139.12',
    currency: 'GBP',
    subject: 'Invoice 536365, 7 lines, 40 units',
  })
})

test('a customer has one row for the first region and one for each move, the last of a day counting', () => {
  const rows = customerRows([
    invoice({ day: 100, country: 'France' }),
    invoice({ day: 101, country: 'Spain' }),
    invoice({ day: 101, country: 'France' }),
    invoice({ day: 103, country: 'Spain' }),
    invoice({ day: 104, country: 'Spain' }),
    invoice({ day: 104, customer: '11' }),
  ])
  expect(rows).toEqual([
    { externalId: '10', region: 'France', regionSince: '1970-04-11' },
    { externalId: '10', region: 'Spain', regionSince: '1970-04-14' },
    { externalId: '11', region: 'France', regionSince: '1970-04-15' },
  ])
  expect(new Set(customerRows(invoices).map(row => row.externalId)).size).toBe(4_372)
})

test('the United Kingdom can be split by even and odd ids', () => {
  const country = 'United Kingdom'
  expect(regionOf(invoice({ country }))).toBe(country)
  expect(regionOf(invoice({ country, customer: '12' }), true)).toBe('United Kingdom (even ids)')
  expect(regionOf(invoice({ country, customer: '13' }), true)).toBe('United Kingdom (odd ids)')
  expect(regionOf(invoice({ customer: '13' }), true)).toBe('France')
})

test('days move by whole weeks, so that the last invoice falls in the seven days before today', () => {
  const last = parseDay('2011-12-09') ?? 0
  for (let today = last - 20; today < last + 5_500; today += 1) {
    const shift = shiftTo(invoices.slice(-1), today)
    expect(shift % 7 === 0).toBe(true)
    expect(today - (last + shift)).toBeGreaterThanOrEqual(1)
    expect(today - (last + shift)).toBeLessThanOrEqual(7)
  }
  expect(shifted([invoice({ day: 100 })], 14)).toEqual([invoice({ day: 114 })])
})

test('the overlay follows from the ids alone, and says that it is synthetic', () => {
  const ids = [...new Set(invoices.map(({ customer }) => customer))]
  const identities = ids.map(identityOf)
  expect(ids.map(identityOf)).toEqual(identities)
  expect(identities.every(one => one.synthetic)).toBe(true)
  expect(new Set(identities.map(one => one.email)).size).toBe(ids.length)
  expect(new Set(identities.map(one => one.phone)).size).toBe(ids.length)
  expect(identities.filter(one => parsePhone(one.phone, 'VN') !== one.phone)).toEqual([])
  expect(identities.filter(one => !/^[a-z.]+\.\d+@example\.com$/.test(one.email))).toEqual([])
  expect(identityOf('17850')).toMatchInlineSnapshot(`
    {
      "acquisitionSource": "website",
      "birthDate": "1984-02-10",
      "email": "nguyen.minh.binh.17850@example.com",
      "gender": "MALE",
      "kind": "PERSON",
      "name": "Nguyễn Minh Bình",
      "phone": "+84550007850",
      "synthetic": true,
    }
  `)
})

test('what the overlay adds happens after a recent invoice and not after the last one', () => {
  const last = Math.max(...invoices.map(({ day }) => day))
  const added = afterSales(invoices)
  expect(afterSales(invoices)).toEqual(added)
  expect(new Set(added.map(({ externalId }) => externalId)).size).toBe(added.length)
  const days = added.map(({ occurredAt }) => parseDay(occurredAt.slice(0, 10)) ?? 0)
  expect(Math.max(...days)).toBeLessThanOrEqual(last)
  expect(Math.min(...days)).toBeGreaterThanOrEqual(last - 60)
  expect(new Set(added.map(({ kind }) => kind))).toEqual(
    new Set(['DELIVERY', 'COMPLAINT', 'THANK_YOU', 'CALL']),
  )
})

test('one campaign is over and settled on every day that follows the last invoice, the other still runs', () => {
  const last = 20_000
  const [over, runs] = campaignsAround(last)
  for (let today = last + 1; today <= last + 7; today += 1) {
    // Final three days after the window, which ends the day after the campaign.
    expect((parseDay(over?.lastDay ?? '') ?? today) + 1 + 3).toBeLessThanOrEqual(today - 1)
    expect(parseDay(runs?.lastDay ?? '') ?? 0).toBeGreaterThanOrEqual(today)
    expect((parseDay(runs?.firstDay ?? '') ?? today) + 7).toBeLessThanOrEqual(today)
  }
})

test('exposures are few and name customers of the data set', () => {
  const ids = new Set(invoices.map(({ customer }) => customer))
  const reached = exposures(invoices)
  expect(reached.filter(({ customer }) => !ids.has(customer))).toEqual([])
  expect(reached.length).toBeGreaterThan(10)
  expect(reached.length).toBeLessThan(400)
})

test('most customers consent to care, some were never asked, and some withdrew marketing', () => {
  const ids = new Set(invoices.map(({ customer }) => customer))
  const said = consents(invoices)
  expect(said.filter(({ customerExternalId }) => !ids.has(customerExternalId))).toEqual([])
  const cared = said.filter(({ purpose }) => purpose === 'CARE').length / ids.size
  expect(cared).toBeGreaterThan(0.8)
  expect(cared).toBeLessThan(1)
  expect(said.some(({ purpose, given }) => purpose === 'MARKETING' && !given)).toBe(true)
})

test('the demo lives through eight weeks up to the day before the first start, the last ten days one by one', () => {
  const today = 20_000
  const days = livedDays(today)
  expect(days.at(-1)).toBe(today - 1)
  expect(days.length).toBe(17)
  expect((days[0] ?? 0) + 8 * 7).toBeGreaterThanOrEqual(today - 8)
  const gaps = days.slice(1).map((day, at) => day - (days[at] ?? 0))
  expect(gaps).toEqual([...Array(7).fill(7), ...Array(9).fill(1)])
})

test('a night of the demo begins in the night behind its day, and the evening lies before it, in any zone', () => {
  for (const zone of ['Asia/Ho_Chi_Minh', 'America/New_York', 'Pacific/Auckland']) {
    const day = parseDay('2026-11-01') ?? 0
    expect(dayOfInstant(evening(day, zone), zone)).toBe(day)
    expect(dayOfInstant(afterMidnight(day, zone), zone)).toBe(day + 1)
    expect(newestDueDay(afterMidnight(day, zone), zone)).toBe(day)
  }
})

test('nobody is heard of as reached before the first invoice', () => {
  const firstDays = new Map<string, number>()
  for (const { customer, day } of invoices)
    firstDays.set(customer, Math.min(day, firstDays.get(customer) ?? day))
  const early = exposures(invoices).filter(({ customer, day }) => day < (firstDays.get(customer) ?? 0))
  expect(early).toEqual([])
})
