import { followChanges } from '../../domain/segments/following/follow-changes.ts'
import type { Bindings } from '../../env.ts'
import { jsonLog } from '../../lib/log.ts'
import { nightService } from '../../nightly/service.ts'
import { waking } from './wake.ts'

/** Brings the members of segments up to date with what has changed: behind the answer that changed it, and by the clock's tick. */
export async function followWithSegments(env: Bindings, milliseconds?: number): Promise<void> {
  const service = await nightService(env, jsonLog({ segments: true }))
  const moved = await followChanges(service, Date.now, milliseconds)
  if (moved > 0) service.log.info('segments followed', { moved, ...service.db.counters })
}

export const wakeSegments = waking(followWithSegments, 'segments left to the next tick')
