import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dayOfInstant, formatDay } from '../../src/lib/days.ts'
import { largest } from '../../src/lib/mathematics/extremes.ts'
import { readArguments } from '../arguments.ts'
import { explain, Failure } from '../failure.ts'
import {
  customerRows,
  type Invoice,
  interactionRows,
  readInvoices,
  regionOf,
  shifted,
  shiftTo,
} from './online-retail.ts'

const help = `npm run demo:files -- DIR [options]

Writes the demo's real part, customers.csv and interactions.csv, as the import takes them (docs/import.md).

  --unshifted    on the data set's own days, 2010-12-01 to 2011-12-09, instead of up to now
  --split-uk     the United Kingdom as two regions, of even and odd customer ids
  --help
`

function csv(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {})
  const cell = (value: unknown) =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)
  const lines = rows.map(row => Object.values(row).map(cell).join(','))
  return `${[names.join(','), ...lines].join('\n')}\n`
}

async function run(): Promise<void> {
  const { values, positionals } = readArguments('npm run demo:files --', {
    allowPositionals: true,
    options: {
      unshifted: { type: 'boolean', default: false },
      'split-uk': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const [folder, ...others] = positionals
  if (folder === undefined || others.length > 0) throw new Failure('Name one folder.')
  const original = await readInvoices()
  const today = dayOfInstant(Date.now(), 'Asia/Ho_Chi_Minh')
  const invoices = values.unshifted ? original : shifted(original, shiftTo(original, today))
  const region = (invoice: Invoice) => regionOf(invoice, values['split-uk'])
  const files = {
    'customers.csv': customerRows(invoices, region),
    'interactions.csv': interactionRows(invoices),
  }
  await mkdir(folder, { recursive: true })
  for (const [name, rows] of Object.entries(files)) {
    await writeFile(join(folder, name), csv(rows))
    console.log(`${join(folder, name)}: ${rows.length.toLocaleString('en-US')} rows`)
  }
  console.log(`The last invoice is of ${formatDay(largest(invoices.map(invoice => invoice.day)))}.`)
}

try {
  await run()
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
