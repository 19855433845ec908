import { openDatabase } from '../database/client.ts'
import type { Actor } from '../domain/service/actor.ts'
import { scopes } from '../domain/service/scopes.ts'
import type { Log, Service } from '../domain/service/service.ts'
import { readWorkspace } from '../domain/workspace/read-workspace.ts'
import { type Bindings, configOf } from '../env.ts'
import { dayOfInstant } from '../lib/days.ts'
import { idGenerator } from '../lib/ids.ts'
import { nightStarter } from './start.ts'

const night: Actor = {
  kind: 'NIGHT',
  caller: 'night',
  name: 'night',
  scopes: new Set(scopes),
  reach: 'WORKSPACE',
  staffId: null,
  expiresAt: null,
}

/** The night's statements are long: they get more time than a request's. Its pauses let requests write first. */
export const patience = { readDeadline: 15_000, writeDeadline: 30_000, lockPause: 250 }

/** What a stage may use, made anew for each step: a step may run in another isolate than the one before. */
export async function nightService(env: Bindings, log: Log): Promise<Service> {
  const db = openDatabase(configOf(env).database).session(patience)
  const workspace = await readWorkspace(db.orm)
  const now = Date.now()
  return {
    actor: night,
    workspace,
    db,
    now,
    today: dayOfInstant(now, workspace.timeZone),
    newId: idGenerator(),
    requestId: 'night',
    log,
    idempotency: null,
    startNight: nightStarter(env.NIGHT),
  }
}
