import { readFile } from 'node:fs/promises'
import type { Format } from '../src/http/import/rows.ts'
import { readArguments } from './arguments.ts'
import { takeAll } from './export-client.ts'
import { openPart } from './export-part.ts'
import { explain, Failure } from './failure.ts'
import { whenOrphaned } from './orphaned.ts'
import { BrokenOff } from './retries.ts'
import { endLine, showLine, thousands } from './terminal.ts'

const help = `npm run export -- WHAT FILE [options]

Takes rows from a running server into FILE (.csv, .ndjson or .jsonl). WHAT is customers, interactions, feedback,
follow-ups, touches, segments/ID/members or snapshots/ID/members. Where the connection breaks it goes on behind the last row that arrived.
FILE is there when all of it arrived; until then there are FILE.part, and FILE.progress with its place: a command that
was killed, or gave up, goes on there when it is given again.

  --columns A,B        which columns, besides the id
  --preset NAME        another form: address-labels, of customers
  --filter JSON        which rows, such as '{"lifecycle":{"in":["LOST"]}}'
  --source NAME        the system whose keys are told
  --language en|vi     of sentences for people
  --purpose NAME       only who consented to it, such as MARKETING
  --channel NAME       by that channel, such as EMAIL
  --left-out           those who did not instead, with the reason
  --url URL            the server (http://127.0.0.1:8787)
  --key-file FILE      the file that holds the API key (.local/admin.key)
  --anew               leave what arrived before, and begin anew
  --help
`

function formatOf(file: string): Format {
  const name = file.toLowerCase()
  if (name.endsWith('.csv')) return 'csv'
  if (name.endsWith('.ndjson') || name.endsWith('.jsonl')) return 'ndjson'
  throw new Failure(`The name of the file does not tell its kind: end it in .csv, .ndjson or .jsonl.`)
}

async function run(): Promise<void> {
  const { values, positionals } = readArguments('npm run export --', {
    allowPositionals: true,
    options: {
      columns: { type: 'string' },
      filter: { type: 'string' },
      preset: { type: 'string' },
      source: { type: 'string' },
      language: { type: 'string' },
      purpose: { type: 'string' },
      channel: { type: 'string' },
      'left-out': { type: 'boolean', default: false },
      url: { type: 'string', default: 'http://127.0.0.1:8787' },
      'key-file': { type: 'string', default: '.local/admin.key' },
      anew: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const [path, file, ...others] = positionals
  if (path === undefined || file === undefined || others.length > 0)
    throw new Failure('Say what to export, and one file. npm run export -- --help says more.')
  const { columns, filter, source, language, preset, purpose, channel, url } = values
  if (!/^https?:/i.test(url) || !URL.canParse(url))
    throw new Failure(`--url is the address of a server, such as http://127.0.0.1:8787, not "${url}".`)
  const key = (await readFile(values['key-file'], 'utf8')).trim()
  const parameters = {
    ...(columns !== undefined && { columns }),
    ...(filter !== undefined && { filter }),
    ...(source !== undefined && { source }),
    ...(language !== undefined && { language }),
    ...(preset !== undefined && { preset }),
    ...(purpose !== undefined && { purpose }),
    ...(channel !== undefined && { channel }),
    ...(values['left-out'] && { leftOut: 'true' }),
  }
  const wanted = { url, key, path, format: formatOf(file), parameters }
  const part = await openPart(file, wanted, values.anew)
  if (part.from.rows > 0)
    console.error(
      `Goes on behind the ${thousands(part.from.rows)} rows that arrived since ${new Date(part.startedAt).toISOString()}.`,
    )
  let shownAt = Date.now()
  try {
    const rows = await takeAll(
      wanted,
      async (text, place) => {
        await part.write(text, place)
        if (Date.now() - shownAt < 1_000) return
        shownAt = Date.now()
        showLine(`${thousands(place.rows)} rows`)
      },
      part.from,
    ).finally(endLine)
    await part.finish()
    console.log(`${thousands(rows)} rows in ${file}`)
  } catch (error) {
    await part.stop()
    throw error
  }
}

whenOrphaned(() => process.exit(1))
try {
  await run()
} catch (error) {
  const goesOn = error instanceof BrokenOff ? ' The same command goes on there.' : ''
  console.error(`${explain(error)}${goesOn}`)
  process.exitCode = 1
}
