import { cpus, totalmem } from 'node:os'
import { Failure } from '../../scripts/failure.ts'
import { number } from '../measure.ts'
import { type MeasuredNight, runNight } from '../nights.ts'
import { benchService } from '../service.ts'
import type { Stage } from '../stage.ts'
import { type Busy, nightUnderTraffic } from './busy.ts'
import { type Dataset, openDataset } from './dataset.ts'
import { type Fingerprint, fingerprints } from './fingerprint.ts'
import { buyOnNextDay, whoTable, whoWasWritten } from './next-day.ts'
import { type RawStage, rawStages } from './raw/stages.ts'
import { heapTable, rawTable, slowStatements, stagesTable, trafficTable } from './report.ts'
import { fillSegments } from './segments.ts'
import { longestStatement, type Nights, segmentsTargets, targetsOf, targetsTable } from './targets.ts'

interface Asked {
  customers: number
  seed: number
  /** How many a further first night has; null for no such night. */
  segments: number | null
  folder: string | null
}

/**
 * The night over a made shop of any size: from nothing, after a day on which one customer in a hundred bought,
 * once more, and after a day on which nothing happened; against raw statements; with more segments; and while
 * clients ask and write.
 * Sections are printed as they are measured.
 * @returns what the figures come to against their targets
 */
export async function benchNightAtScale(stage: Stage, asked: Asked): Promise<string> {
  console.log(`Making ${number(asked.customers)} customers …`)
  const dataset = await openDataset(stage, asked)
  console.log(heading(dataset))
  const nights = await fourNights(stage, dataset)
  const raw = await rawNight(stage, dataset, nights.stored)
  console.log(
    `\nThe SQL stages of the first night against raw statements that store the same in one pass each`,
  )
  console.log(rawTable(nights.full, raw))
  const { segments } = asked
  const crowded = segments === null ? [] : [await nightOfSegments(stage, dataset, segments)]
  const busy = await nightUnderTraffic(stage, dataset)
  console.log(`\n${busySection(busy)}\n`)
  return targetsTable([...targetsOf(nights, raw, busy), ...crowded.flatMap(segmentsTargets)])
}

function heading({ customers, interactions, seconds, seed, kept }: Dataset): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `Night: ${number(customers)} customers with ${number(interactions)} interactions (seed ${seed}), two campaigns, three segments;`,
    `${kept ? 'kept from an earlier run, which made them' : 'made'} in ${number(seconds)} s. Machine: ${cpus().length} cores, ${memory} GB; database server, Worker and clients share it.`,
  ].join('\n')
}

async function fourNights(
  stage: Stage,
  { name: copyOf, lastDay, seed }: Dataset,
): Promise<Nights & { stored: Fingerprint[] }> {
  const name = 'nights'
  const database = await stage.database(name, copyOf)
  const { db } = await benchService(database.url, { readDeadline: 60_000 })
  const next = lastDay + 1

  const full = await runNight(database, lastDay)
  show('The first night: everything computed', full)
  const stored = await fingerprints(db)

  const buyers = await buyOnNextDay(database.url, next, seed)
  const since = Date.now()
  const changed = await runNight(database, next)
  show(`The next night, after a day on which ${number(buyers.length)} customers bought`, changed)
  console.log(`\n${whoTable(await whoWasWritten(database.url, next, since, buyers))}`)

  const again = await runNight(database, next, true)
  show('The same night again: nothing has changed', again)
  const aged = await runNight(database, next + 1)
  show('The night after a day on which nothing happened: customers only aged', aged)
  await database.stop()
  await stage.remove(name)
  return { full, changed, again, aged, stored }
}

function show(title: string, night: MeasuredNight): void {
  console.log(`\n${title}\n${stagesTable(night)}`)
  for (const line of slowStatements(night, longestStatement)) console.log(line)
}

/**
 * The same by raw statements, on a copy of the data and by a server that has just started, as the night met them.
 * It copies its log into the database after each statement: a checkpoint in between would roll the statement back.
 * @throws Failure when they do not store the same
 */
async function rawNight(
  stage: Stage,
  { name: copyOf, lastDay }: Dataset,
  stored: readonly Fingerprint[],
): Promise<RawStage[]> {
  const name = 'raw'
  const database = await stage.database(name, copyOf, 'AFTER_COMMITS')
  const raw = await rawStages(database, lastDay)
  const { db } = await benchService(database.url, { readDeadline: 60_000 })
  const others = await fingerprints(db)
  await database.stop()
  await stage.remove(name)
  const different = stored.filter(({ hash }, at) => hash !== others[at]?.hash).map(one => one.name)
  if (different.length > 0)
    throw new Failure(`The night and the raw statements store different ${different.join(', ')}.`)
  return raw
}

async function nightOfSegments(
  stage: Stage,
  { name: copyOf, lastDay, seed }: Dataset,
  segments: number,
): Promise<MeasuredNight> {
  const name = 'segments'
  const database = await stage.database(name, copyOf)
  await fillSegments(
    await benchService(database.url, { readDeadline: 60_000, writeDeadline: 60_000 }),
    seed,
    segments,
  )
  const night = await runNight(database, lastDay)
  show(`The first night with ${number(segments)} segments`, night)
  await database.stop()
  await stage.remove(name)
  return night
}

function busySection(busy: Busy): string {
  const { seconds, during, failures } = busy
  const refused = during.flatMap(({ name, failure }) => (failure === null ? [] : [`  ${name}: ${failure}`]))
  return [
    `The first night as a Workflow in workerd, ${number(seconds)} s, while clients ask and write at constant rates`,
    trafficTable(busy),
    ...refused,
    ...failures.map(line => `  ${line}`),
    '',
    heapTable(busy),
  ].join('\n')
}
