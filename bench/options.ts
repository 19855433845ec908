import { resolve } from 'node:path'
import { readArguments } from '../scripts/arguments.ts'
import { Failure } from '../scripts/failure.ts'
import type { Peers } from './list/list.ts'

export const help = (names: readonly string[]) => `npm run bench [-- all|${names.join('|')}] [options]

  --against COMMIT     with "list": the Worker of an earlier commit takes part
  --postgraphile DIR   with "list": PostGraphile takes part, from where \`npm install --prefix DIR postgraphile@5\` put it
  --rows N             with "import" and "export": so many interactions (100,000)
  --customers N        only with "night": a made shop of N customers with ten interactions each, instead of the demo
  --seed N             what the made shop follows from (1)
  --segments N         only with "--customers": a further first night, with so many segments in place of three
  --data DIR           keeps the made shop there, and takes it from there the next time
  --file FILE          with "duplicates": a CDNOW file, packed (.gz) or not (the sample of the tests)
  --help
`

export interface Options {
  /** The benchmark, or `all`. */
  name: string
  /** Null for the demo's shop. */
  scale: { customers: number; seed: number; segments: number | null; folder: string | null } | null
  /** How many go in and out. */
  rows: number
  /** The CDNOW file; null for the sample of the tests. */
  file: string | null
  /** Who takes part in the list. */
  peers: Peers
}

const takesRows: readonly string[] = ['import', 'export']

/**
 * @returns null when only help was asked for
 * @throws Failure
 */
export function readOptions(args: string[], names: readonly string[]): Options | null {
  const { values, positionals } = readArguments('npm run bench --', {
    args,
    allowPositionals: true,
    options: {
      rows: { type: 'string' },
      file: { type: 'string' },
      customers: { type: 'string' },
      seed: { type: 'string' },
      segments: { type: 'string' },
      data: { type: 'string' },
      against: { type: 'string' },
      postgraphile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const [name = 'all', ...more] = positionals
  if (more.length > 0 || !(name === 'all' || names.includes(name))) throw new Failure(help(names).trim())
  const { customers, seed, segments, data } = values
  const peers = {
    against: values.against ?? null,
    postgraphile: values.postgraphile === undefined ? null : resolve(values.postgraphile),
  }
  if (values.rows !== undefined && !takesRows.includes(name))
    throw new Failure('--rows goes with "import" or "export" alone.')
  const rows = whole('--rows', values.rows ?? '100000', 1_000, 10_000_000)
  const file = values.file === undefined ? null : resolve(values.file)
  if (file !== null && name !== 'duplicates') throw new Failure('--file goes with "duplicates" alone.')
  if (customers === undefined) {
    if (seed !== undefined || segments !== undefined || data !== undefined)
      throw new Failure('--seed, --segments and --data go with --customers.')
    return { name, scale: null, rows, file, peers }
  }
  if (name !== 'night') throw new Failure('--customers goes with "night" alone.')
  const scale = {
    customers: whole('--customers', customers, 1_000, 5_000_000),
    seed: whole('--seed', seed ?? '1', 0, 1_000_000),
    segments: segments === undefined ? null : whole('--segments', segments, 4, 1_000),
    folder: data ?? null,
  }
  return { name, scale, rows, file, peers }
}

function whole(name: string, text: string, smallest: number, largest: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= smallest && value <= largest) return value
  throw new Failure(`${name} is a whole number from ${smallest} to ${largest}, not "${text}".`)
}
