import { openDatabase } from '../database/client.ts'
import { houseActor } from '../domain/service/actor.ts'
import { type Log, makeService, type Service } from '../domain/service/service.ts'
import { readWorkspace } from '../domain/workspace/read-workspace.ts'
import { type Bindings, configOf } from '../env.ts'
import { nightStarter } from './start.ts'

const night = houseActor('NIGHT', 'night')

/** The night's statements are long: they get more time than a request's. Its pauses let requests write first. */
export const patience = { readDeadline: 15_000, writeDeadline: 30_000, lockPause: 250 }

/** What a stage may use, made anew for each step: a step may run in another isolate than the one before. */
export async function nightService(env: Bindings, log: Log): Promise<Service> {
  const { database, tombstoneSecret } = configOf(env)
  const db = openDatabase(database).session(patience)
  const workspace = await readWorkspace(db.orm)
  const startNight = nightStarter(env.NIGHT)
  return makeService({
    ...{ actor: night, workspace, db, requestId: 'night', log, keys: 'test', startNight },
    tombstoneSecret,
  })
}
