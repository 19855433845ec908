import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '../../scripts/failure.ts'
import type { Companion } from '../../scripts/local/processes.ts'
import { openDatabase } from '../../src/database/client.ts'
import type { Server, Stage } from '../stage.ts'
import { type Copied, createTable, finishTable } from './postgres-tables.ts'

const run = promisify(execFile)

/** Where Debian puts the programs of each version. */
const debian = '/usr/lib/postgresql'
const user = 'postgres'
/** Stands in the command line of the server, and in the title of each of its processes. */
const mark = 'holdfast_bench_peer'
const patience = 20_000
const rowsAtOnce = 5_000

/** The folder of the newest version's programs; null where none is installed. */
export async function postgresPrograms(): Promise<string | null> {
  const versions = await readdir(debian).catch(() => [])
  const [newest] = versions.toSorted((a, b) => Number(b) - Number(a))
  return newest === undefined ? null : join(debian, newest, 'bin')
}

/** A PostgreSQL of its own with copies of the tables; only who may enter the stage's folder reaches it. */
export async function startPostgres(
  stage: Stage,
  programs: string,
  from: Server,
  tables: readonly Copied[],
): Promise<Server> {
  const folder = join(stage.folder, 'postgres')
  await mkdir(folder, { mode: 0o700 })
  const as = await userOf(stage.folder, folder)
  const data = join(folder, 'data')
  const [initdb = '', ...rest] = as(join(programs, 'initdb'))
  await run(initdb, [...rest, '-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C'], {
    cwd: folder,
  })
  const [binary = '', ...args] = as(join(programs, 'postgres'))
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, `cluster_name=${mark}`]
  const server = stage.start({
    name: 'PostgreSQL',
    binary,
    args: [...args, '-D', data, ...settings.flatMap(setting => ['-c', setting])],
    folder,
    logFile: join(stage.folder, 'postgres.log'),
  })
  const psql = (...more: string[]) =>
    run(join(programs, 'psql'), ['-h', folder, '-U', user, '-q', '-v', 'ON_ERROR_STOP=1', ...more])
  await untilItAnswers(server, () => psql('-c', 'SELECT 1'))
  const script = join(folder, 'copy.sql')
  await writeFile(script, await copyScript(folder, from, tables))
  await psql('-f', script)
  return { ...server, mark, url: `postgres://${user}@localhost/${user}?host=${folder}` }
}

/** PostgreSQL refuses to run as root: its own user does then, in a folder that it owns. */
async function userOf(stageFolder: string, folder: string): Promise<(program: string) => string[]> {
  if (process.getuid?.() !== 0) return program => [program]
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async flag => Number((await run('id', [flag, user])).stdout)),
  )
  await chmod(stageFolder, 0o711)
  await chown(folder, uid ?? 0, gid ?? 0)
  return program => ['/usr/bin/setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', program]
}

async function untilItAnswers({ died }: Companion, ask: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      await Promise.race([died, ask()])
      return
    } catch (cause) {
      if (cause instanceof Failure || performance.now() > deadline) throw cause
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

/** Writes the rows of each table into a file beside the script that it returns. */
async function copyScript(folder: string, { url }: Server, tables: readonly Copied[]): Promise<string> {
  const session = openDatabase({ url }).session({ readDeadline: 20_000 })
  const lines = tables.map(createTable)
  for (const { name, columns } of tables) {
    const file = join(folder, `${name}.tsv`)
    const rows: string[] = []
    for (let read = rowsAtOnce; read === rowsAtOnce; ) {
      const page = await session.read(
        `SELECT ${columns.map(column => column.name)} FROM ${name} ORDER BY id LIMIT ${rowsAtOnce} OFFSET ${rows.length}`,
        [],
      )
      rows.push(...page.map(row => row.map(cell).join('\t')))
      read = page.length
    }
    await writeFile(file, `${rows.join('\n')}\n`)
    lines.push(`\\copy ${name} FROM '${file}'`)
  }
  return [...lines, ...tables.map(finishTable), 'VACUUM ANALYZE;'].join('\n')
}

/** A value as COPY reads it. */
const cell = (value: unknown): string =>
  value === null ? '\\N' : String(value).replaceAll(/[\\\t\n\r]/g, found => escapes[found] ?? '')

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
