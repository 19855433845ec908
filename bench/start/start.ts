import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { schema } from '../../schema/index.ts'
import { Failure } from '../../scripts/failure.ts'
import type { Bundle } from '../../scripts/local/bundle.ts'
import { adminKey, prepareDatabase } from '../../scripts/operator.ts'
import { configureWorkspace } from '../../src/domain/workspace/configure-workspace.ts'
import {
  inTurn,
  median,
  number,
  processorTime,
  ratio,
  type Sample,
  spread,
  table,
  valuesOf,
} from '../measure.ts'
import type { Server, Stage } from '../stage.ts'

/** A project of its own, which has none of our settings. */
const folder = fileURLToPath(new URL('.', import.meta.url))
const rounds = 15
const patience = 10_000

/** A Worker and the question whose answer ends its start: each asks the same table for the same row. */
interface Contender {
  name: string
  bundle: Bundle
  query: string
}

/** What the Worker weighs and how long it takes to its first answer, beside the least that its libraries allow. */
export async function benchStart(stage: Stage): Promise<string> {
  const database = await stage.database('start')
  const key = await prepare(database, stage.folder)
  const contenders: Contender[] = [
    { name: 'no code at all', bundle: await stage.bundle('nothing.ts', folder), query: '' },
    {
      name: 'skeleton',
      bundle: await stage.bundle('skeleton.ts', folder),
      query: '{ apiKeys { id name } }',
    },
    {
      name: 'Holdfast',
      bundle: await stage.bundle('src/worker.ts'),
      query: '{ apiKeys(first: 10) { nodes { id name } } }',
    },
  ]
  const measured = await inTurn(
    rounds,
    contenders.map(
      ({ name, bundle, query }) =>
        () =>
          startOnce(stage, { name: name.replaceAll(' ', '-'), bundle, url: database.url }, query, key),
    ),
  )
  const sizes = await Promise.all(contenders.map(({ bundle }) => sizeOf(bundle)))
  await database.stop()
  return report(contenders, measured, sizes)
}

async function prepare(database: Server, folder: string): Promise<string> {
  const { db } = await prepareDatabase({ url: database.url })
  const workspace = await configureWorkspace(db, Date.now(), {
    currency: 'USD',
    timeZone: undefined,
    phoneCountry: undefined,
  })
  return (await adminKey(db, workspace, join(folder, 'start.key'))).key
}

/** From the start of the program to its first answer. */
async function startOnce(
  stage: Stage,
  { name, bundle, url }: { name: string; bundle: Bundle; url: string },
  query: string,
  key: string,
): Promise<Sample> {
  const started = performance.now()
  const worker = await stage.launch(name, url, bundle)
  await Promise.race([worker.died, firstAnswer(`${worker.url}/graphql`, query, key)])
  const milliseconds = performance.now() - started
  const processor = processorTime(worker.mark)
  await worker.stop()
  return { milliseconds, processor }
}

async function firstAnswer(url: string, query: string, key: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  const body = JSON.stringify({ query })
  const deadline = performance.now() + patience
  while (performance.now() < deadline) {
    // Refused for as long as the Worker's code is not evaluated.
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => null)
    if (answer) {
      const text = await answer.text()
      if (!answer.ok || text.includes('"errors"')) throw new Failure(`The first answer was: ${text}`)
      return
    }
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  throw new Failure('A Worker that was started does not answer.')
}

async function sizeOf({ folder, script }: Bundle): Promise<{ plain: number; packed: number }> {
  const source = await readFile(join(folder, script))
  return { plain: source.length / 1_000, packed: gzipSync(source).length / 1_000 }
}

function report(
  contenders: readonly Contender[],
  measured: readonly Sample[][],
  sizes: readonly { plain: number; packed: number }[],
): string {
  const [empty = [], least = [], own = []] = measured
  const [, skeleton, ours] = sizes
  const types = Object.keys(schema.getTypeMap()).length
  const used = (samples: readonly Sample[]) => median(valuesOf(samples, 'processor'))
  const beyondRuntime = (used(own) - used(empty)) / (used(least) - used(empty))
  return [
    `Start: from the program's start to its first answer, ${rounds} rounds in turn`,
    table([
      ['median (smallest to largest)', 'kB', 'kB gzipped', 'ms of processor', 'ms to the first answer'],
      ...contenders.map(({ name }, at) => [
        name,
        number(sizes[at]?.plain ?? 0),
        number(sizes[at]?.packed ?? 0, 1),
        spread(valuesOf(measured[at] ?? [], 'processor'), 0),
        spread(valuesOf(measured[at] ?? [], 'milliseconds'), 0),
      ]),
      [
        'Holdfast to the skeleton',
        number((ours?.plain ?? 0) / (skeleton?.plain ?? 0), 2),
        number((ours?.packed ?? 0) / (skeleton?.packed ?? 0), 2),
        ratio(own, least, 'processor'),
        ratio(own, least, 'milliseconds'),
      ],
    ]),
    `Without the runtime's own, ${number(beyondRuntime, 2)} times the skeleton's processor time. Holdfast's schema has ${number(types)} types:`,
    `each hundred of them, with what stands behind them, takes ${number((100 * (used(own) - used(least))) / types)} ms of processor.`,
  ].join('\n')
}
