import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Format } from '../src/http/import/rows.ts'
import { readArguments } from './arguments.ts'
import { Failure } from './failure.ts'
import type { Tally } from './import-client.ts'
import { fileBatches, ImportRefused, importBatches } from './import-client.ts'

const help = `npm run import -- customers|interactions FILE --source NAME [options]

Sends FILE (CSV with a header row, or NDJSON; plain or .gz) to a running server. Rows are upserted by source
and external id, so the same file twice changes nothing.

  --source NAME        the system that the external ids belong to (required)
  --url URL            the server (http://127.0.0.1:8787)
  --key-file FILE      the file that holds the API key (.local/admin.key)
  --dry-run            say what would become of the rows; nothing is stored
  --create-regions     create regions that do not exist yet, code and name = the value
  --format csv|ndjson  when the file's name does not tell (.csv, .ndjson, .jsonl)
  --help

Exit code: 0 when all of the file went in, 2 when rows of it were rejected (they are listed; the others went in),
1 when the file did not go in.
`

/** A mistake of the caller's, said in one sentence. */
class Misuse extends Error {}

function readFormat(file: string, asked: string | undefined): Format {
  if (asked === 'csv' || asked === 'ndjson') return asked
  if (asked !== undefined) throw new Misuse(`--format is csv or ndjson, not "${asked}".`)
  const name = file.toLowerCase().replace(/\.gz$/, '')
  if (name.endsWith('.csv')) return 'csv'
  if (name.endsWith('.ndjson') || name.endsWith('.jsonl')) return 'ndjson'
  throw new Misuse('Say --format csv or --format ndjson: the name of the file does not tell.')
}

const thousands = (count: number) => count.toLocaleString('en-US')
const rowsOf = (tally: Tally) => tally.created + tally.updated + tally.unchanged + tally.rejected

/** A bar that redraws itself on a terminal, plain lines elsewhere. */
function progress(size: number) {
  const started = Date.now()
  const width = 30
  return {
    show(bytes: number, tally: Tally) {
      const share = size === 0 ? 1 : Math.min(1, bytes / size)
      const rate = Math.round((rowsOf(tally) * 1000) / Math.max(1, Date.now() - started))
      const text = `${String(Math.floor(share * 100)).padStart(3)} %  ${thousands(rowsOf(tally))} rows  ${thousands(rate)} rows/s`
      if (!process.stderr.isTTY) return process.stderr.write(`${text}\n`)
      const done = Math.round(share * width)
      return process.stderr.write(`\r[${'#'.repeat(done)}${'.'.repeat(width - done)}] ${text}\x1b[K`)
    },
    end: () => process.stderr.isTTY && process.stderr.write('\n'),
  }
}

function report(tally: Tally, dryRun: boolean): void {
  const { created, updated, unchanged, rejected, errors } = tally
  const counts = Object.entries({ created, updated, unchanged, rejected })
  const said = counts.map(([name, count]) => `${thousands(count)} ${name}`).join(', ')
  console.log(dryRun ? `Nothing was stored; it would be ${said}` : said)
  if (tally.import) console.log(`This was import ${tally.import}.`)
  if (rowsOf(tally) === 0) console.log('The file holds no row.')
  if (rejected === 0) return
  console.log(
    `\n${thousands(rejected)} ROWS ${dryRun ? 'WOULD BE' : 'WERE'} REJECTED and not stored. The first ${errors.length}:`,
  )
  for (const { line, field, reason } of errors) console.log(`  line ${line}: ${field ?? 'row'}: ${reason}`)
}

async function run(): Promise<void> {
  const { values, positionals } = readArguments('npm run import --', {
    allowPositionals: true,
    options: {
      source: { type: 'string' },
      url: { type: 'string', default: 'http://127.0.0.1:8787' },
      'key-file': { type: 'string', default: '.local/admin.key' },
      'create-regions': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      format: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const [noun, file, ...others] = positionals
  if (noun !== 'customers' && noun !== 'interactions')
    throw new Misuse('Say what to import: customers or interactions.')
  if (file === undefined || others.length > 0) throw new Misuse('Name one file.')
  if (values.source === undefined)
    throw new Misuse('Say --source: the system that the external ids belong to.')
  const format = readFormat(file, values.format)
  if (!/^https?:/i.test(values.url) || !URL.canParse(values.url))
    throw new Misuse(`--url is the address of a server, such as http://127.0.0.1:8787, not "${values.url}".`)
  const size = (await stat(file).catch(() => unreadable(file))).size
  const key = (await readFile(values['key-file'], 'utf8').catch(() => unreadable(values['key-file']))).trim()
  if (!/^[!-~]+$/.test(key)) throw new Misuse(`The file ${values['key-file']} is no key: a key is one word.`)

  const raw = createReadStream(file)
  // What goes wrong reaches the reader of the last stream.
  const unpacked = file.toLowerCase().endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw
  const bar = progress(size)
  try {
    const target = {
      url: values.url,
      key,
      noun,
      source: values.source,
      createRegions: values['create-regions'],
      dryRun: values['dry-run'],
      format,
    } as const
    const tally = await importBatches(target, fileBatches(unpacked, format), soFar =>
      bar.show(raw.bytesRead, soFar),
    )
    bar.end()
    report(tally, values['dry-run'])
    if (tally.rejected > 0) process.exitCode = 2
  } catch (error) {
    bar.end()
    throw error
  }
}

function unreadable(file: string): never {
  throw new Misuse(`The file ${file} cannot be read.`)
}

try {
  await run()
} catch (error) {
  if (error instanceof Misuse) console.error(`${error.message}\nnpm run import -- --help says more.`)
  else if (error instanceof ImportRefused || error instanceof Failure) console.error(error.message)
  else if (error instanceof Error && 'code' in error)
    console.error(
      `The file cannot be read to its end: ${error.message}. Rows before that may be stored; sending it again is harmless.`,
    )
  else throw error
  process.exitCode = 1
}
