import { source } from '../scripts/demo/online-retail.ts'
import { Failure } from '../scripts/failure.ts'
import type { Format } from '../src/http/import/rows.ts'
import { largest } from '../src/lib/mathematics/extremes.ts'
import { newInteractions } from './import.ts'
import { inTurn, median, number, type Sample, spread, table, timed, valuesOf } from './measure.ts'
import { inspectorPaths, watchHeap } from './scale/inspector.ts'
import { peakOf } from './scale/report.ts'
import { heapTarget, targetsTable } from './scale/targets.ts'
import { importAll, type Shop } from './shop.ts'
import type { InspectedServer, Server, Stage } from './stage.ts'

/** More rows than these take long, and vary little. */
const fewRows = 200_000
const formats: readonly Format[] = ['ndjson', 'csv']

/** `GET /v1/export/interactions` with its usual columns, to a client that reads and counts. */
export async function benchExport(stage: Stage, shop: Shop, added: number): Promise<string> {
  const rounds = added > fewRows ? 1 : 3
  const database = await stage.database('export', shop.name)
  const worker = await stage.inspectedWorker('export', database.url)
  await importAll({ url: worker.url, key: shop.key }, 'interactions', newInteractions(shop, added))
  const rows = shop.invoices.length + added
  const samples = await inTurn(
    rounds,
    formats.map(format => () => takeAll(database, worker, shop.key, format, rows)),
  )
  await worker.stop()
  await database.stop()
  const measured = [
    ['perSecond', 'rows per second', 0],
    ['worker', 'Worker, ms of processor per 1,000', 1],
    ['database', 'database, ms of processor per 1,000', 1],
  ] as const
  return [
    `Export: ${number(rows)} interactions of ${number(median(valuesOf(samples[0] ?? [], 'bytes')) / rows)} bytes as NDJSON`,
    table([
      ['median of the rounds (spread)', ...formats],
      ...measured.map(([name, label, digits]) => [
        label,
        ...samples.map(sample => spread(valuesOf(sample, name), digits)),
      ]),
    ]),
    '',
    targetsTable([heapTarget(largest(samples.flatMap(sample => valuesOf(sample, 'heap'))))]),
  ].join('\n')
}

/** @throws Failure when the rows are not all there */
async function takeAll(
  database: Server,
  worker: InspectedServer,
  key: string,
  format: Format,
  rows: number,
): Promise<Sample> {
  let [bytes, lines] = [0, 0]
  const heap = await watchHeap(worker.inspectorPort, inspectorPaths.workerd)
  const sample = await timed({ database: database.mark, worker: worker.mark }, async () => {
    const query = new URLSearchParams({ format, source })
    const answer = await fetch(`${worker.url}/v1/export/interactions?${query}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const blocks = answer.body?.getReader()
    for (;;) {
      const { done = true, value } = (await blocks?.read()) ?? {}
      if (done || !value) return { heap: peakOf(heap()) }
      bytes += value.length
      for (const byte of value) if (byte === 0x0a) lines += 1
    }
  })
  // The empty line at the end, and the header.
  const found = lines - (format === 'csv' ? 2 : 1)
  if (found !== rows) throw new Failure(`${found} of ${rows} rows were exported.`)
  const { milliseconds = Number.NaN, worker: working = Number.NaN, database: processor = Number.NaN } = sample
  return {
    ...sample,
    bytes,
    perSecond: (1_000 * rows) / milliseconds,
    worker: (1_000 * working) / rows,
    database: (1_000 * processor) / rows,
  }
}
