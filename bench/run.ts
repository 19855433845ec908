import { explain, Failure } from '../scripts/failure.ts'
import { benchImport } from './import.ts'
import { benchList } from './list.ts'
import { requireProcessorTime } from './measure.ts'
import { benchNight } from './night.ts'
import { openShop, type Shop } from './shop.ts'
import { openStage, type Stage } from './stage.ts'

const benchmarks: Record<string, (stage: Stage, shop: Shop) => Promise<string>> = {
  list: benchList,
  night: benchNight,
  import: benchImport,
}

async function benchAll(names: readonly string[], stage: Stage): Promise<void> {
  console.log('Loading the shop …')
  const shop = await openShop(stage)
  for (const name of names) console.log(`\n${await benchmarks[name]?.(stage, shop)}`)
}

/** @throws Failure */
function wanted([name = 'all', ...more]: readonly string[]): string[] {
  if (name === 'all' && more.length === 0) return Object.keys(benchmarks)
  if (more.length === 0 && Object.hasOwn(benchmarks, name)) return [name]
  throw new Failure(`npm run bench [-- all|${Object.keys(benchmarks).join('|')}]`)
}

/** @returns the exit code */
async function main(): Promise<number> {
  const asked = new Promise<'asked to stop'>(resolve => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => resolve('asked to stop'))
  })
  let stage: Stage | null = null
  try {
    requireProcessorTime()
    const names = wanted(process.argv.slice(2))
    stage = await openStage()
    await Promise.race([asked, benchAll(names, stage)])
    return 0
  } catch (error) {
    console.error(explain(error))
    return 1
  } finally {
    await stage?.clear()
  }
}

process.exit(await main())
