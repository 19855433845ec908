import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { Failure } from '../../scripts/failure.ts'
import { type Api, ask } from '../../scripts/graphql.ts'
import { adminKey, prepareDatabase } from '../../scripts/operator.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { configureWorkspace } from '../../src/domain/workspace/configure-workspace.ts'
import { isSame } from '../../src/lib/canonical.ts'
import { dayOfInstant } from '../../src/lib/days.ts'
import { searchForm, vietnameseSortKey } from '../../src/lib/text.ts'
import { number, table } from '../measure.ts'
import { type MeasuredNight, runNight } from '../nights.ts'
import { withoutIndexes } from '../scale/indexes.ts'
import { person } from '../scale/people.ts'
import { benchService } from '../service.ts'
import { importAll } from '../shop.ts'
import type { Server, Stage } from '../stage.ts'
import { cdnowFiles, type Files, sources } from './planted.ts'
import { type Asking, candidatePages, mergeAll, readFigures } from './public.ts'

const sample = new URL('../../test/data/cdnow_sample.txt', import.meta.url)

/** Customers of the made workspace, and how many of them stand there a second time. */
const customers = 100_000
const oneIn = 20
const atOnce = 2_500

interface Opened {
  database: Server
  api: Api
  asks: Asking
}

/**
 * A shop's real history with 5 % planted duplicates under a second source, merged in bulk through the public interface,
 * against the same file without them; and the search for duplicates among 100,000 made customers.
 * @param file a CDNOW file; null for the sample
 * @throws Failure where a pair is missing or a figure differs
 */
export async function benchDuplicates(stage: Stage, file: string | null): Promise<string> {
  const bytes = await readFile(file ?? sample)
  const text = (file?.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return [await benchFile(stage, text), await benchSearching(stage)].join('\n\n')
}

async function open(stage: Stage, name: string): Promise<Opened> {
  const database = await stage.database(name)
  const { db } = await prepareDatabase({ url: database.url })
  const workspace = await configureWorkspace(db, Date.now(), {
    ...{ currency: 'USD', timeZone: 'America/New_York', phoneCountry: 'US' },
  })
  const { key } = await adminKey(db, workspace, join(stage.folder, `${name}.key`))
  const worker = await stage.worker(name, database.url)
  const api = { url: worker.url, key }
  return { database, api, asks: (document, variables) => ask(api, document, variables) }
}

async function load({ api }: Opened, files: Files): Promise<void> {
  for (const source of sources)
    for (const noun of ['customers', 'interactions'] as const)
      if (files[noun][source].length > 0) await importAll(api, noun, files[noun][source], source)
}

const seconds = (since: number) => (performance.now() - since) / 1_000

async function benchFile(stage: Stage, text: string): Promise<string> {
  const [whole, split] = [cdnowFiles(text, false), cdnowFiles(text, true)]
  const one = await open(stage, 'duplicates-whole')
  await load(one, whole)
  const two = await open(stage, 'duplicates-split')
  await load(two, split)
  const first = await runNight(two.database, whole.lastDay)
  const before = await readFigures(two.asks)

  let started = performance.now()
  const pairs = await candidatePages(two.asks)
  const listing = seconds(started)
  const named = pairs.map(({ numbers }) => numbers.join(' ')).sort()
  const planted = split.planted.map(each => `${each} ${each}`).sort()
  if (!isSame(named, planted))
    throw new Failure(`${planted.length} pairs were planted, and ${named.length} found, or others.`)
  started = performance.now()
  const merged = await mergeAll(two.asks, pairs)
  const merging = seconds(started)
  if (merged !== pairs.length) throw new Failure(`${merged} of ${pairs.length} pairs were merged.`)

  // The models are fitted once a week.
  const later = whole.lastDay + 7
  await runNight(one.database, later)
  await runNight(two.database, later)
  const [figures, wanted] = [await readFigures(two.asks), await readFigures(one.asks)]
  if (!isSame(figures, wanted)) throw new Failure(`Other figures: ${JSON.stringify({ figures, wanted })}`)

  const grounds = new Map<string, number>()
  for (const { grounds: each } of pairs) grounds.set(`${each}`, (grounds.get(`${each}`) ?? 0) + 1)
  const scores = (of: typeof figures, which: 'recency' | 'frequency' | 'monetary') =>
    of.rfmCells.scores.map(score => score[which]).join(' ')
  const rows = [before, figures, wanted].map(of => [
    number(of.rfmCells.customers),
    ...(['recency', 'frequency', 'monetary'] as const).map(which => scores(of, which)),
    ...of.modelFits.map(({ parameters, logLikelihood }) =>
      [...parameters.map(({ value }) => value), logLikelihood].join(' '),
    ),
  ])
  const lines = [
    'customers',
    'R 1 to 5',
    'F 1 to 5',
    'M 1 to 5',
    ...figures.modelFits.map(({ model }) => model),
  ]
  return [
    `Duplicates: ${number(whole.interactions.shop.length)} lines of CDNOW, ${number(whole.customers.shop.length)} customers, ${number(planted.length)} of them a second time as "web"`,
    '',
    table([
      ['step', 'pairs', 'seconds'],
      ['found by the night', number(named.length), number(secondsOf(first), 2)],
      ['listed in pages of 100', number(pairs.length), number(listing, 2)],
      ['merged, 250 at once', number(merged), number(merging, 2)],
    ]),
    '',
    `By grounds: ${[...grounds].map(([ground, count]) => `${ground} ${number(count)}`).join(', ')}.`,
    '',
    'Figures to the last digit (parameters, then the log-likelihood):',
    ...lines.flatMap((line, at) => [
      `  ${line}`,
      `    before the merges   ${rows[0]?.[at]}`,
      `    merged              ${rows[1]?.[at]}`,
      `    without duplicates  ${rows[2]?.[at]}`,
    ]),
  ].join('\n')
}

const stageOf = ({ stages }: MeasuredNight) => stages.find(({ stage }) => stage === 'duplicates')

const secondsOf = (night: MeasuredNight) => (stageOf(night)?.milliseconds ?? Number.NaN) / 1_000

async function benchSearching(stage: Stage): Promise<string> {
  const { database, asks } = await open(stage, 'duplicates-made')
  const service = await benchService(database.url, { readDeadline: 60_000, writeDeadline: 60_000 })
  await withoutIndexes(service.db, ['customers'], () => make(service))
  const today = dayOfInstant(Date.now(), 'America/New_York')
  const whole = await runNight(database, today - 3)
  const quiet = await runNight(database, today - 2)
  await service.db.write([
    sql`UPDATE customers SET updated_at = ${Date.now()} WHERE id IN (
      SELECT id FROM customers ORDER BY id LIMIT ${customers / 100})`,
  ])
  const few = await runNight(database, today - 1)
  const started = performance.now()
  const pairs = await candidatePages(asks)
  const listing = performance.now() - started
  const rows = [
    ['everybody', whole],
    ['nobody changed', quiet],
    ['1 % changed', few],
  ] as const
  return [
    `The search for duplicates among ${number(customers)} customers, one in ${oneIn} twice`,
    '',
    table([
      [
        'the night looks at',
        'customers',
        'found',
        'seconds',
        'longest statement, ms',
        'rows read',
        'rows written',
      ],
      ...rows.map(([name, night]) => {
        const { counts, rowsRead = 0, rowsWritten = 0, longest } = stageOf(night) ?? {}
        return [
          name,
          number(counts?.looked ?? 0),
          number(counts?.found ?? 0),
          number(secondsOf(night), 2),
          number(longest?.milliseconds ?? Number.NaN, 0),
          number(rowsRead),
          number(rowsWritten),
        ]
      }),
    ]),
    '',
    `${number(pairs.length)} pairs are read in pages of 100, ${number((100 * listing) / pairs.length, 1)} ms each.`,
  ].join('\n')
}

/** Names, e-mails, phones and birth dates as a shop in Vietnam has them; one in so many comes again by e-mail. */
async function make(service: Service): Promise<void> {
  for (let at = 0; at < customers; at += atOnce) {
    const rows = Array.from({ length: atOnce }, (_, index) => {
      const { name, birthDate } = person(1, at + index, 20_000, [1], 1)
      // The first ones of each part stand at its end again.
      const who = index >= atOnce - atOnce / oneIn ? at + index - (atOnce - atOnce / oneIn) : at + index
      return [
        ...[service.newId(), name, vietnameseSortKey(name), searchForm(name), `c${who}@example.com`],
        ...[`+84${900_000_000 + at + index}`, birthDate],
      ]
    })
    await service.db.write([
      sql`INSERT INTO customers (id, kind, name, sort_name, folded_name, email, phone, birth_date, preferred_channels,
          forbidden_channels, attributes, lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at, version, change_id)
        SELECT value ->> 0, 'PERSON', value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
          '[]', '[]', '{}', 'PROSPECT', 0, 0, 0, 0, 0, 1, 0 FROM json_each(${JSON.stringify(rows)})`,
    ])
  }
}
