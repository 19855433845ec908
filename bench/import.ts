import { sql } from 'drizzle-orm'
import { currency, type InteractionRow, source } from '../scripts/demo/online-retail.ts'
import { choice } from '../scripts/demo/overlay.ts'
import { Failure } from '../scripts/failure.ts'
import { openDatabase, type Session } from '../src/database/client.ts'
import { chunkRows } from '../src/domain/import/rows.ts'
import { dayOfInstant, formatDay, parseInstant } from '../src/lib/days.ts'
import { largest } from '../src/lib/mathematics/extremes.ts'
import { alternate, comparison, number, type Sample, timed, valuesOf } from './measure.ts'
import { inspectorPaths, watchHeap } from './scale/inspector.ts'
import { peakOf } from './scale/report.ts'
import { heapTarget, targetsTable } from './scale/targets.ts'
import { importAll, type Shop } from './shop.ts'
import type { Server, Stage } from './stage.ts'

/** More rows than these take long, and vary little. */
const fewRows = 200_000
const writeDeadline = 30_000

/** Interactions that are new to the shop, for its own customers. */
export function* newInteractions({ invoices }: Shop, rows: number): Generator<InteractionRow> {
  const customers = [...new Set(invoices.map(invoice => invoice.customer))]
  const last = largest(invoices.map(invoice => invoice.day))
  for (let at = 0; at < rows; at++) {
    const number = `bench-${at}`
    const pence = choice(50_000, number, 'amount')
    const time = new Date(1_000 * choice(86_400, number, 'time')).toISOString().slice(11, 19)
    yield {
      externalId: number,
      customerExternalId: customers[choice(customers.length, number, 'customer')] ?? '',
      kind: choice(10, number, 'kind') === 0 ? 'REFUND' : 'PURCHASE',
      channel: 'WEBSITE',
      occurredAt: `${formatDay(last - choice(700, number, 'day'))}T${time}`,
      amount: `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`,
      currency,
      subject: `Invoice ${number}`,
    }
  }
}

/** `POST /v1/import/interactions` against inserting the finished rows, chunk by chunk, with `json_each`. */
export async function benchImport(stage: Stage, shop: Shop, rows: number): Promise<string> {
  const rounds = rows > fewRows ? 1 : 2
  const measured = await alternate(
    rounds,
    async round => {
      const database = await stage.database(`import-${round}`, shop.name)
      const worker = await stage.inspectedWorker(`import-${round}`, database.url)
      const heap = await watchHeap(worker.inspectorPort, inspectorPaths.workerd)
      const sample = await timed({ database: database.mark, client: worker.mark }, async () => {
        await importAll({ url: worker.url, key: shop.key }, 'interactions', newInteractions(shop, rows))
        return { heap: peakOf(heap()) }
      })
      await worker.stop()
      return perRow(sample, rows, database)
    },
    async round => {
      const database = await stage.database(`bare-${round}`, shop.name)
      const session = openDatabase({ url: database.url }).session({ writeDeadline })
      const finished = await finish(session, newInteractions(shop, rows))
      const sample = await timed({ database: database.mark }, async () => {
        const used = process.cpuUsage()
        await insertBare(session, finished)
        const { user, system } = process.cpuUsage(used)
        return { client: (user + system) / 1_000 }
      })
      return perRow(sample, rows, database)
    },
  )
  return [
    `Import: ${number(rows)} new interactions in chunks of ${number(chunkRows)}`,
    comparison(['POST /v1/import/interactions', 'bare json_each inserts'], measured, [
      { name: 'seconds', label: 'seconds', digits: 1 },
      { name: 'perSecond', label: 'rows per second', digits: 0 },
      { name: 'client', label: 'Worker / inserting process, ms of processor per 1,000', digits: 1 },
      { name: 'database', label: 'database, ms of processor per 1,000', digits: 1 },
    ]),
    '',
    targetsTable([heapTarget(largest(valuesOf(measured.ones, 'heap')))]),
    `${rounds === 1 ? 'One round' : `${rounds} rounds in turn`}, each on a fresh copy. The import reads and checks the text, finds customers and earlier versions,`,
    'and writes an audit row per chunk; the bare side has its rows ready.',
  ].join('\n')
}

/** @throws Failure when the rows are not all there */
async function perRow(sample: Sample, rows: number, database: Server): Promise<Sample> {
  const [found] = await openDatabase({ url: database.url })
    .session()
    .orm.all<{ count: number }>(
      sql`SELECT count(*) AS count FROM interactions WHERE external_id GLOB 'bench-*'`,
    )
  await database.stop()
  if (found?.count !== rows) throw new Failure(`${found?.count} of ${rows} rows were stored.`)
  const { milliseconds = Number.NaN, client = Number.NaN, database: processor = Number.NaN } = sample
  return {
    ...sample,
    seconds: milliseconds / 1_000,
    perSecond: (1_000 * rows) / milliseconds,
    client: (1_000 * client) / rows,
    database: (1_000 * processor) / rows,
  }
}

/** The rows as the table stores them. */
async function finish(session: Session, interactions: Iterable<InteractionRow>): Promise<unknown[][]> {
  const keys = await session.orm.all<{ key: string; id: number }>(
    sql`SELECT external_id AS key, customer_id AS id FROM customer_external_ids WHERE source = ${source}`,
  )
  const ids = new Map(keys.map(({ key, id }) => [key, id]))
  const [zone = { zone: '' }] = await session.orm.all<{ zone: string }>(
    sql`SELECT time_zone AS zone FROM workspace`,
  )
  const now = Date.now()
  return Array.from(interactions, (row, at) => {
    const occurredAt = parseInstant(row.occurredAt, zone.zone) ?? 0
    const day = dayOfInstant(occurredAt, zone.zone)
    const minor = Math.round(100 * Number(row.amount))
    const id = 1 + at
    const { kind, channel, subject, externalId } = row
    return [
      ids.get(row.customerExternalId),
      occurredAt,
      id,
      day,
      kind,
      channel,
      subject,
      minor,
      externalId,
      now,
    ]
  })
}

async function insertBare(session: Session, finished: readonly unknown[][]): Promise<void> {
  for (let at = 0; at < finished.length; at += chunkRows) {
    const text = JSON.stringify(finished.slice(at, at + chunkRows))
    await session.write([
      sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, channel, subject, amount, external_id,
          created_at, updated_at, source, cancelled, synthetic, version, change_id)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
          value ->> 7, value ->> 8, value ->> 9, value ->> 9, ${source}, 0, 0, 1, 1
        FROM json_each(${text})`,
    ])
  }
}
