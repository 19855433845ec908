import { readArguments } from '../scripts/arguments.ts'
import { Failure } from '../scripts/failure.ts'

export const help = (names: readonly string[]) => `npm run bench [-- all|${names.join('|')}] [options]

  --customers N   only with "night": a made shop of N customers with ten interactions each, instead of the demo
  --seed N        what the made shop follows from (1)
  --data DIR      keeps the made shop there, and takes it from there the next time
  --help
`

export interface Options {
  /** The benchmark, or `all`. */
  name: string
  /** Null for the demo's shop. */
  scale: { customers: number; seed: number; folder: string | null } | null
}

/**
 * @returns null when only help was asked for
 * @throws Failure
 */
export function readOptions(args: string[], names: readonly string[]): Options | null {
  const { values, positionals } = readArguments('npm run bench --', {
    args,
    allowPositionals: true,
    options: {
      customers: { type: 'string' },
      seed: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const [name = 'all', ...more] = positionals
  if (more.length > 0 || !(name === 'all' || names.includes(name))) throw new Failure(help(names).trim())
  const { customers, seed, data } = values
  if (customers === undefined) {
    if (seed !== undefined || data !== undefined) throw new Failure('--seed and --data go with --customers.')
    return { name, scale: null }
  }
  if (name !== 'night') throw new Failure('--customers goes with "night" alone.')
  const scale = {
    customers: whole('--customers', customers, 1_000, 5_000_000),
    seed: whole('--seed', seed ?? '1', 0, 1_000_000),
    folder: data ?? null,
  }
  return { name, scale }
}

function whole(name: string, text: string, smallest: number, largest: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= smallest && value <= largest) return value
  throw new Failure(`${name} is a whole number from ${smallest} to ${largest}, not "${text}".`)
}
