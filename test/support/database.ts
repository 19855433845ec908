import { inject } from 'vitest'
import { openDatabase, type Session, type SessionOptions } from '../../src/database/client.ts'
import type { Fault } from './server/faults.ts'

/** A migrated database of the caller's own, behind the fault gateway. Works in Node and in workerd. */
export interface TestDatabase {
  url: string
  session(options?: SessionOptions): Session
  /** Counts up, so that ids are the same in every run and never meet within this database. */
  newId(): number
  gateway: {
    /** The next `times` requests to this database fail so; later calls queue behind earlier ones. */
    failNext(fault: Fault, times?: number): Promise<void>
    /** How many requests have arrived, failed ones included. */
    requests(): Promise<number>
    /** How many of the faults asked for have not happened yet. */
    waiting(): Promise<number>
  }
  close(): Promise<void>
}

interface Report {
  requests: number
  waiting: number
}

const firstId = 1_001

const opened = new Map<string, TestDatabase>()

/** Ends what a test file left open, so that few databases are there at once: the server has room for so many. */
export async function closeDatabases(): Promise<void> {
  await Promise.all([...opened.values()].map(database => database.close()))
}

async function open(name: string): Promise<TestDatabase> {
  const gateway = inject('gateway')
  const control = async (method: string, body?: unknown): Promise<Report> => {
    const answer = await fetch(`${gateway}-/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`The gateway answered ${answer.status}: ${text}`)
    return JSON.parse(text)
  }
  await control('POST')
  const url = `${gateway}${name}/`
  const { session } = openDatabase({ url })
  let last = firstId - 1
  const database: TestDatabase = {
    url,
    session,
    newId: () => ++last,
    gateway: {
      failNext: async (fault, times = 1) => {
        await control('PUT', new Array(times).fill(fault))
      },
      requests: async () => (await control('GET')).requests,
      waiting: async () => (await control('GET')).waiting,
    },
    close: async () => {
      if (opened.delete(name)) await control('DELETE')
    },
  }
  opened.set(name, database)
  return database
}

/** A database of its own for a test file or a test. */
export const testDatabase = (): Promise<TestDatabase> => open(`t${crypto.randomUUID()}`)

/**
 * Gives the Worker under test, whose bindings name one fixed address, a new empty database behind it.
 * The files of the `worker` project run one after another, so each can start with this.
 */
export async function workerDatabase(): Promise<TestDatabase> {
  const database = await open('worker')
  // The isolate may know streams to the database of the file before: being refused it forgets them.
  await database.session().read('SELECT 1', [])
  return database
}
