import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { formatDay, parseDay } from '../../src/lib/days.ts'
import { largest } from '../../src/lib/mathematics/extremes.ts'

/** The external ids of everything in the demo belong to this source. */
export const source = 'online-retail'
export const currency = 'GBP'

/** One invoice of the data set; `day` is a day number, `time` the local time of day. */
export interface Invoice {
  number: string
  customer: string
  day: number
  time: string
  country: string
  lines: number
  units: number
  /** Exact decimal text with two decimals, never negative. */
  amount: string
  cancellation: boolean
}

/** A row of the customer import: where a customer is, from a day on. */
export interface CustomerRow {
  externalId: string
  region: string
  regionSince: string
}

/** A row of the interaction import. */
export interface InteractionRow {
  externalId: string
  customerExternalId: string
  kind: 'PURCHASE' | 'REFUND'
  channel: 'WEBSITE'
  occurredAt: string
  amount: string
  currency: typeof currency
  subject: string
}

const file = new URL('online_retail_invoices.csv.gz', import.meta.url)

/** All invoices in the order of time, on their own days. */
export async function readInvoices(): Promise<Invoice[]> {
  const text = gunzipSync(await readFile(file)).toString()
  const rows: Record<string, string>[] = parse(text, { columns: true })
  const invoices = rows.map(toInvoice)
  return invoices.sort((a, b) => a.day - b.day || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

function toInvoice(row: Record<string, string>): Invoice {
  const cell = (name: string) => {
    const value = row[name]
    if (value === undefined) throw new Error(`The data set has no column "${name}".`)
    return value
  }
  const [date = '', time = ''] = cell('invoice_ts').split(' ')
  const day = parseDay(date)
  if (day === null) throw new Error(`Invoice ${cell('invoice_no')} has no day.`)
  const cancellation = cell('is_cancellation') === '1'
  return {
    number: cell('invoice_no'),
    customer: cell('customer_id'),
    day,
    time,
    country: cell('country'),
    lines: Number(cell('lines')),
    units: Math.abs(Number(cell('units'))),
    amount: twoDecimals(cancellation ? cell('amount').replace(/^-/, '') : cell('amount')),
    cancellation,
  }
}

function twoDecimals(amount: string): string {
  const [, whole, part = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(amount) ?? []
  if (whole === undefined) throw new Error(`"${amount}" is no amount in pence.`)
  return `${whole}.${part.padEnd(2, '0')}`
}

/**
 * By how many days all invoices move, so that the last one falls in the seven days before `today` (a day
 * number): whole weeks, because weekdays matter to a shop's rhythm.
 */
export function shiftTo(invoices: readonly Invoice[], today: number): number {
  const last = largest(invoices.map(invoice => invoice.day))
  return Math.floor((today - 1 - last) / 7) * 7
}

export const shifted = (invoices: readonly Invoice[], days: number): Invoice[] =>
  invoices.map(invoice => ({ ...invoice, day: invoice.day + days }))

/** The country as it is, or the United Kingdom as two regions of even and odd customer ids. */
export const regionOf = ({ country, customer }: Invoice, splitUnitedKingdom = false): string =>
  splitUnitedKingdom && country === 'United Kingdom'
    ? `United Kingdom (${Number(customer) % 2 === 0 ? 'even' : 'odd'} ids)`
    : country

/**
 * One row for each customer's first region and each change of it, by the order of the invoices. A region has
 * no time of day, so of several on one day the last one holds.
 */
export function customerRows(invoices: readonly Invoice[], region = regionOf): CustomerRow[] {
  const atEndOfDay = new Map<string, Map<number, string>>()
  for (const invoice of invoices) {
    const days = atEndOfDay.get(invoice.customer) ?? new Map<number, string>()
    atEndOfDay.set(invoice.customer, days.set(invoice.day, region(invoice)))
  }
  return [...atEndOfDay].flatMap(([externalId, days]) => {
    const rows: CustomerRow[] = []
    for (const [day, region] of days) {
      if (rows.at(-1)?.region !== region) rows.push({ externalId, region, regionSince: formatDay(day) })
    }
    return rows
  })
}

export const interactionRows = (invoices: readonly Invoice[]): InteractionRow[] =>
  invoices.map(invoice => ({
    externalId: invoice.number,
    customerExternalId: invoice.customer,
    kind: invoice.cancellation ? 'REFUND' : 'PURCHASE',
    channel: 'WEBSITE',
    occurredAt: `${formatDay(invoice.day)}T${invoice.time}`,
    amount: invoice.amount,
    currency,
    subject: `Invoice ${invoice.number}, ${counted(invoice.lines, 'line')}, ${counted(invoice.units, 'unit')}`,
  }))

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
