import { explain } from '../scripts/failure.ts'
import { benchDuplicates } from './duplicates/duplicates.ts'
import { benchExport } from './export.ts'
import { benchHostile } from './hostile.ts'
import { benchImport } from './import.ts'
import { benchList } from './list/list.ts'
import { requireProcessorTime } from './measure.ts'
import { benchModels } from './models.ts'
import { benchNeighbours } from './neighbours.ts'
import { benchNight } from './night.ts'
import { help, type Options, readOptions } from './options.ts'
import { benchNightAtScale } from './scale/night.ts'
import { benchSearch } from './search.ts'
import { openShop, type Shop } from './shop.ts'
import { openStage, type Stage } from './stage.ts'
import { benchStart } from './start/start.ts'

interface Rig {
  stage: Stage
  /** Loads the demo's shop when first asked. */
  shop(): Promise<Shop>
  scale: Options['scale']
  rows: number
  file: Options['file']
  peers: Options['peers']
}

const benchmarks: Record<string, (rig: Rig) => Promise<string>> = {
  list: async ({ stage, shop, peers }) => benchList(stage, await shop(), peers),
  night: async ({ stage, shop, scale }) =>
    scale ? benchNightAtScale(stage, scale) : benchNight(stage, await shop()),
  import: async ({ stage, shop, rows }) => benchImport(stage, await shop(), rows),
  export: async ({ stage, shop, rows }) => benchExport(stage, await shop(), rows),
  duplicates: ({ stage, file }) => benchDuplicates(stage, file),
  search: ({ stage }) => benchSearch(stage),
  neighbours: ({ stage }) => benchNeighbours(stage),
  hostile: ({ stage }) => benchHostile(stage),
  start: ({ stage }) => benchStart(stage),
}

/** What needs neither a database nor a Worker. */
const computations: Record<string, () => string> = { models: benchModels }

async function benchAll({ name, scale, rows, file, peers }: Options, stage: Stage): Promise<void> {
  let loaded: Promise<Shop> | null = null
  const shop = () => {
    if (!loaded) console.log('Loading the shop …')
    loaded ??= openShop(stage)
    return loaded
  }
  for (const [each, run] of Object.entries(benchmarks)) {
    if (name === 'all' || name === each)
      console.log(`\n${await run({ stage, shop, scale, rows, file, peers })}`)
  }
}

/** @returns the exit code */
async function main(): Promise<number> {
  const asked = new Promise<'asked to stop'>(resolve => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => resolve('asked to stop'))
  })
  let stage: Stage | null = null
  try {
    const names = [...Object.keys(computations), ...Object.keys(benchmarks)]
    const options = readOptions(process.argv.slice(2), names)
    if (options === null) {
      process.stdout.write(help(names))
      return 0
    }
    for (const [each, run] of Object.entries(computations)) {
      if (options.name === 'all' || options.name === each) console.log(`\n${run()}`)
    }
    if (Object.hasOwn(computations, options.name)) return 0
    requireProcessorTime()
    stage = await openStage()
    await Promise.race([asked, benchAll(options, stage)])
    return 0
  } catch (error) {
    console.error(explain(error))
    return 1
  } finally {
    await stage?.clear()
  }
}

process.exit(await main())
