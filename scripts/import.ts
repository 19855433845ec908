import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Format } from '../src/http/import/rows.ts'
import { readArguments } from './arguments.ts'
import { explain, Failure } from './failure.ts'
import type { Api } from './graphql.ts'
import { type Batch, fileBatches } from './import-batches.ts'
import {
  importBatches,
  importNouns,
  type Place,
  passOver,
  rowsOf,
  type Tally,
  type Target,
  type UndoReport,
  undoImport,
  whyEnded,
} from './import-client.ts'
import { placeFile } from './import-place.ts'
import { whenOrphaned } from './orphaned.ts'
import { BrokenOff } from './retries.ts'
import { endLine, showLine, thousands } from './terminal.ts'

const help = `npm run import -- customers|interactions|exposures|consents|staff FILE --source NAME [options]
npm run import -- --undo IMPORT_ID [options]

Sends FILE (CSV with a header row, or NDJSON; plain or .gz) to a running server. Rows are upserted by source
and external id, so the same file twice changes nothing. How far it came is kept in FILE.progress until all of
it went in: a command that was killed, or gave up, goes on from there when it is given again.

  --source NAME        the system that the external ids belong to (required)
  --url URL            the server (http://127.0.0.1:8787)
  --key-file FILE      the file that holds the API key (.local/admin.key)
  --dry-run            say what would become of the rows; nothing is stored
  --create-regions     create regions that do not exist yet, code and name = the value
  --old-feedback closed|open  of interactions: what becomes of feedback that is overdue as it comes (closed)
  --format csv|ndjson  when the file's name does not tell (.csv, .ndjson, .jsonl)
  --undo IMPORT_ID     take back what an import wrote, but for what was changed or is needed since
  --help

Exit code: 0 when all of the file went in, or came back; 2 when rows of it were rejected, or stay (they are
listed); 1 when the file did not go in, or the undo did not come to its end.
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

function showProgress(share: number, rows: number, seconds: number, rowsNow: number): void {
  const width = 30
  const done = Math.round(share * width)
  const bar = process.stderr.isTTY ? `[${'#'.repeat(done)}${'.'.repeat(width - done)}] ` : ''
  const percent = String(Math.floor(share * 100)).padStart(3)
  const rate = Math.round(rowsNow / Math.max(0.001, seconds))
  showLine(`${bar}${percent} %  ${thousands(rows)} rows  ${thousands(rate)} rows/s`)
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
  process.exitCode = 2
}

const undone = ({ removed, restored, kept }: UndoReport) =>
  `${thousands(removed)} removed, ${thousands(restored)} restored, ${thousands(kept)} kept`

async function undo(api: Api, id: string): Promise<void> {
  const last = await undoImport(api, id, part => showLine(undone(part))).finally(endLine)
  console.log(`Import ${id} is undone: ${undone(last)}`)
  if (last.kept === 0) return
  console.log(`\n${thousands(last.kept)} RECORDS STAY. The first ${last.records.length}:`)
  for (const record of last.records) console.log(`  ${record.id}: ${record.reason}`)
  process.exitCode = 2
}

interface Source {
  file: string
  bytes: number
  target: Target
}

/** The bytes of a file, unpacked, and how many of them were read so far. */
function reading(file: string) {
  const raw = createReadStream(file)
  // What goes wrong reaches the reader of the last stream.
  const bytes = file.toLowerCase().endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw
  return { bytes, read: () => raw.bytesRead }
}

interface Begun {
  batches: AsyncGenerator<Batch>
  read: () => number
  from?: Place
}

/** Goes on where an earlier command stopped, if the file up to there and its import are what they were. */
async function begin({ file, target }: Source, found: Place | null): Promise<Begun> {
  const anew = () => {
    const { bytes, read } = reading(file)
    return { batches: fileBatches(bytes, target.format), read }
  }
  const begun = anew()
  const id = found?.tally.import
  if (!found || !id) return begun
  const same = await passOver(begun.batches, found)
  const ended = same ? await whyEnded(target, id) : 'the rows that went in before are others now.'
  if (ended === null) {
    console.error(`Import ${id} goes on behind ${thousands(rowsOf(found.tally))} rows.`)
    return { ...begun, from: found }
  }
  await begun.batches.return(undefined)
  console.error(`Import ${id} does not go on, and all of the file is sent anew: ${ended}`)
  return anew()
}

async function send(source: Source): Promise<void> {
  const { file, bytes, target } = source
  const place = placeFile(file, target)
  const { batches, read, from } = await begin(source, target.dryRun ? null : await place.read())
  const started = Date.now()
  const before = from ? rowsOf(from.tally) : 0
  let keeps = !target.dryRun
  const tally = await importBatches(
    target,
    batches,
    async soFar => {
      const rows = rowsOf(soFar.tally)
      const share = bytes === 0 ? 1 : Math.min(1, read() / bytes)
      showProgress(share, rows, (Date.now() - started) / 1_000, rows - before)
      if (!keeps) return
      await place.write(soFar).catch(error => {
        keeps = false
        console.error(`How far it came is not kept: ${explain(error)}`)
      })
    },
    from,
  ).finally(endLine)
  if (keeps) await place.remove()
  report(tally, target.dryRun === true)
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
      'old-feedback': { type: 'string' },
      format: { type: 'string' },
      undo: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  if (!/^https?:/i.test(values.url) || !URL.canParse(values.url))
    throw new Misuse(`--url is the address of a server, such as http://127.0.0.1:8787, not "${values.url}".`)
  const { url, source } = values
  if (values.undo !== undefined) {
    if (positionals.length > 0) throw new Misuse('--undo goes without a file.')
    return await undo({ url, key: await readKey(values['key-file']) }, values.undo)
  }
  const [named, file, ...others] = positionals
  const noun = importNouns.find(one => one === named)
  if (!noun) throw new Misuse(`Say what to import: ${importNouns.join(', ')}.`)
  if (file === undefined || others.length > 0) throw new Misuse('Name one file.')
  if (source === undefined) throw new Misuse('Say --source: the system that the external ids belong to.')
  const format = readFormat(file, values.format)
  const { size } = await stat(file).catch(() => unreadable(file))
  const [createRegions, dryRun] = [values['create-regions'], values['dry-run']]
  const key = await readKey(values['key-file'])
  const oldFeedback = values['old-feedback']
  const target = { url, key, noun, source, createRegions, oldFeedback, dryRun, format }
  await send({ file, bytes: size, target })
}

async function readKey(file: string): Promise<string> {
  const key = (await readFile(file, 'utf8').catch(() => unreadable(file))).trim()
  if (!/^[!-~]+$/.test(key)) throw new Misuse(`The file ${file} is no key: a key is one word.`)
  return key
}

function unreadable(file: string): never {
  throw new Misuse(`The file ${file} cannot be read.`)
}

whenOrphaned(() => process.exit(1))
try {
  await run()
} catch (error) {
  if (error instanceof Misuse) console.error(`${error.message}\nnpm run import -- --help says more.`)
  else if (error instanceof BrokenOff)
    console.error(`${error.message} The same command goes on where it stopped.`)
  else if (error instanceof Failure) console.error(error.message)
  else if (error instanceof Error && 'code' in error)
    console.error(
      `The file cannot be read to its end: ${error.message}. Rows before that may be stored; sending it again is harmless.`,
    )
  else throw error
  process.exitCode = 1
}
