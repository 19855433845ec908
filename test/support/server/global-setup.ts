import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { consoleIsBuilt } from '../../../scripts/console/build.ts'
import { migrateDatabase } from '../../../src/database/migrating/migrate.ts'
import { startBoard } from './board.ts'
import { startDatabaseServer } from './database-server.ts'
import { startGateway } from './gateway.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The fault gateway's address. */
    gateway: string
    /** The board's address. */
    board: string
  }
}

const template = 'template'

/** Starts one database server for the whole run, with one migrated database that the tests' own copy. */
export default async function setup(project: TestProject) {
  // By itself: the tests have one GraphQL for all, which is not the generator's.
  if (!(await consoleIsBuilt())) await promisify(execFile)('npm', ['run', '--silent', 'console'])
  const server = await startDatabaseServer()
  await server.create(template)
  const gateway = await startGateway(server, template)
  const board = await startBoard()
  const teardown = async () => {
    await board.stop()
    await gateway.stop()
    await server.stop()
  }
  try {
    await migrateDatabase({ url: `${gateway.url}${template}/` })
  } catch (error) {
    await teardown()
    throw error
  }
  project.provide('gateway', gateway.url)
  project.provide('board', board.url)
  return teardown
}
