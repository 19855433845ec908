import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

/** The database whose files lie in the folder itself. */
export const ownDatabase = 'local'

/** What the data folder remembers, so that nothing missing is ever taken for something new. */
export interface Memory {
  /** Which database the folder belongs to: `local`, or its address without secrets. */
  database: string
  /** Whether that database holds a workspace. */
  workspace: boolean
  demo: 'NONE' | 'LOADING' | 'LOADED'
  /** The day number up to which the demo's invoices were moved; null before the loading began. */
  today: number | null
  /** The last day number whose night the loading has done; null before the first. */
  lived: number | null
}

const fileIn = (folder: string) => join(folder, 'workspace.json')

export function writeMemory(folder: string, memory: Memory): void {
  writeFileSync(fileIn(folder), `${JSON.stringify(memory)}\n`)
}

/** @throws Failure when there is a memory that cannot be read */
export function readMemory(folder: string): Memory | null {
  const file = fileIn(folder)
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Failure(`${file} cannot be read: mend it, or start in another folder with --data.`, { cause })
  }
}

/**
 * Before a database is opened: the folder must belong to it, and what it holds must be there.
 * @throws Failure
 */
export function requireDatabase(folder: string, database: string): void {
  const memory = readMemory(folder)
  if (memory && memory.database !== database) {
    const owner = memory.database === ownDatabase ? 'a database of its own' : `the one at ${memory.database}`
    throw new Failure(`${folder} belongs to another database, ${owner}: choose another folder with --data.`)
  }
  if (database === ownDatabase && hadWorkspace(folder, memory) && !hasData(folder)) throw gone(folder)
}

/**
 * Once it is open: a database without a workspace is a new one only where the folder never knew of one.
 * @throws Failure
 */
export function requireNeverUsed(folder: string): void {
  if (hadWorkspace(folder, readMemory(folder))) throw gone(folder)
}

/** A key is issued after its workspace was made. */
const hadWorkspace = (folder: string, memory: Memory | null) =>
  memory?.workspace === true || existsSync(join(folder, 'admin.key'))

/** What was written lately may stand in the log alone. */
const hasData = (folder: string) =>
  ['data', 'data-wal'].some(name => {
    const file = join(folder, 'database', 'dbs', 'default', name)
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0
  })

const gone = (folder: string) =>
  new Failure(
    `The database that belongs to ${folder} is gone: it is missing or empty. Nothing was changed. ` +
      'Put it back from a backup, or begin a new workspace in another folder with --data.',
  )
