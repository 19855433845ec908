import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { adminKey, prepareDatabase } from '../../scripts/operator.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { configureWorkspace } from '../../src/domain/workspace/configure-workspace.ts'
import { startOfDay } from '../../src/lib/days.ts'
import { idGenerator } from '../../src/lib/ids.ts'
import { number } from '../measure.ts'
import { benchService } from '../service.ts'
import type { Stage } from '../stage.ts'
import { chance } from './chance.ts'
import { loadPeople, type Scale } from './load.ts'
import { makeWorld } from './world.ts'

/** Three nights follow the last day with facts, and the newest that can run is yesterday's. */
const daysBack = 3
/** Statements over everything take their time. */
const patience = { readDeadline: 900_000, writeDeadline: 900_000 }

/** A database with customers who wait for their first night. */
export interface Dataset {
  /** Its name on the stage, for copies. */
  name: string
  key: string
  customers: number
  interactions: number
  seed: number
  lastDay: number
  /** How long it took to make. */
  seconds: number
  kept: boolean
}

interface Asked {
  customers: number
  seed: number
  /** A folder in which the data stay, and are found again; null for none. */
  folder: string | null
}

/** Makes the data, or takes those that an earlier run left in the folder. */
export async function openDataset(stage: Stage, { customers, seed, folder }: Asked): Promise<Dataset> {
  const name = folder === null ? 'people' : resolve(folder, `${customers}-${seed}`)
  const home = resolve(stage.folder, name)
  await mkdir(home, { recursive: true })
  const label = join(home, 'dataset.json')
  const kept = await readFile(label, 'utf8').then(
    text => JSON.parse(text) as Omit<Dataset, 'name' | 'key' | 'kept'>,
    () => null,
  )
  // What a run that was stopped left behind is of no use.
  if (!kept) await stage.remove(join(name, 'database'))
  const database = await stage.database(name, undefined, 'AFTER_COMMITS')
  const { db } = await prepareDatabase({ url: database.url })
  const workspace = await configureWorkspace(db, Date.now(), {})
  const { key } = await adminKey(db, workspace, join(home, 'admin.key'))
  const made = kept ?? (await makeDataset(database.url, customers, seed))
  await database.stop()
  await writeFile(label, JSON.stringify(made))
  return { name, key, kept: kept !== null, ...made }
}

async function makeDataset(databaseUrl: string, customers: number, seed: number) {
  const started = performance.now()
  const service = await benchService(databaseUrl, patience)
  const lastDay = service.today - daysBack
  let shown = 0
  const interactions = await fillShop(service, { customers, seed, lastDay }, done => {
    if (done - shown < 100_000) return
    shown = done
    console.log(`  ${number(done)} customers …`)
  })
  return { customers, interactions, seed, lastDay, seconds: (performance.now() - started) / 1_000 }
}

/**
 * Fills an empty database: everything is recorded the morning after the last day, so that the same seed and day
 * give the same rows.
 * @returns how many interactions there are
 */
export async function fillShop(
  real: Service,
  scale: Scale,
  onProgress: (customers: number) => void = () => undefined,
): Promise<number> {
  const now = startOfDay(scale.lastDay + 1, real.workspace.timeZone)
  const newId = idGenerator(() => now, chance(scale.seed, -1).below)
  const service = { ...real, now, today: scale.lastDay + 1, newId }
  const world = await makeWorld(service, scale.lastDay)
  return loadPeople(service, world, scale, onProgress)
}
