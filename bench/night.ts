import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../scripts/failure.ts'
import type { StageReport } from '../src/database/tables/house/nights.ts'
import { alternate, comparison, median, number, table, timed } from './measure.ts'
import { runNight, storedTotals, sum, type Totals } from './nights.ts'
import { rawNight } from './raw-night.ts'
import type { Shop } from './shop.ts'
import type { Server, Stage } from './stage.ts'

const rounds = 5

/** The stages that compute what the one statement computes. */
const compared = ['metrics', 'vulnerability']

/** The first night of a freshly loaded shop against one statement that computes the same numbers. */
export async function benchNight(stage: Stage, shop: Shop): Promise<string> {
  const day = shop.today - 1
  const nights: StageReport[][] = []
  let stored: Totals | undefined
  let raw: Totals | undefined

  /** Every round meets a server that has just started on a copy of its own. */
  async function fresh<Result>(work: (database: Server) => Promise<Result>): Promise<Result> {
    const database = await stage.database(`night-${++copies}`, shop.name)
    const result = await work(database)
    await database.stop()
    return result
  }
  let copies = 0

  const measured = await alternate(
    rounds,
    () =>
      fresh(async database => {
        const sample = await timed({ processor: database.mark }, async () => {
          const { stages: reports } = await runNight(database, day)
          nights.push(reports)
          const those = reports.filter(({ stage }) => compared.includes(stage))
          return {
            same: sum(those, 'milliseconds'),
            rowsRead: sum(reports, 'rowsRead'),
          }
        })
        stored = await storedTotals(database.url)
        return sample
      }),
    () =>
      fresh(database =>
        timed({ processor: database.mark }, async () => {
          const { totals, milliseconds, rowsRead } = await rawNight(database.url, day)
          raw = totals
          return { milliseconds, same: milliseconds, rowsRead }
        }),
      ),
  )
  if (!isDeepStrictEqual(stored, raw))
    throw new Failure(`The night and the statement differ: ${JSON.stringify(stored)}, ${JSON.stringify(raw)}`)
  return [
    `Night: ${number(raw?.customers ?? 0)} customers with ${number(shop.invoices.length)} invoices, one campaign; the metrics and VI of both sides agree`,
    comparison(['the night', 'one raw SELECT'], measured, [
      { name: 'milliseconds', label: 'all stages, ms', digits: 0 },
      { name: 'same', label: `${compared.join(' and ')} alone, ms`, digits: 0 },
      { name: 'processor', label: 'database, ms of processor', digits: 0 },
      { name: 'rowsRead', label: 'rows read', digits: 0 },
    ]),
    '',
    stagesTable(nights),
    `${rounds} rounds in turn, each on a fresh copy. The night also stores everything: lifecycle, members, segments, queue.`,
  ].join('\n')
}

function stagesTable(nights: readonly StageReport[][]): string {
  const milliseconds = (of: (night: StageReport[]) => number) => number(median(nights.map(of)))
  const [first = []] = nights
  return table([
    ['stage', 'median ms', 'steps', 'rows read', 'rows written', 'counts'],
    ...first.map(({ stage, chunks, rowsRead, rowsWritten, counts }, at) => [
      stage,
      milliseconds(night => night[at]?.milliseconds ?? Number.NaN),
      number(chunks),
      number(rowsRead),
      number(rowsWritten),
      Object.entries(counts)
        .map(([name, count]) => `${name} ${number(count)}`)
        .join(', '),
    ]),
    [
      'all',
      milliseconds(night => sum(night, 'milliseconds')),
      number(sum(first, 'chunks')),
      number(sum(first, 'rowsRead')),
      number(sum(first, 'rowsWritten')),
      '',
    ],
  ])
}
