import { findMembers } from '../../domain/segments/finding/find-members.ts'
import { followChanges } from '../../domain/segments/following/follow-changes.ts'
import type { Bindings } from '../../env.ts'
import { jsonLog } from '../../lib/log.ts'
import { nightService } from '../../nightly/service.ts'
import { waking } from './wake.ts'

/** Brings the members of segments up to date with what has changed, of customers and of rules that could not be found at once: behind the answer that changed it, and by the clock's tick. */
export async function followWithSegments(env: Bindings, milliseconds?: number): Promise<void> {
  const service = await nightService(env, jsonLog({ segments: true }))
  const moved = await followChanges(service, Date.now, milliseconds)
  const judged = await findMembers(service, Date.now, milliseconds)
  if (moved + judged > 0) service.log.info('segments followed', { moved, judged, ...service.db.counters })
}

export const wakeSegments = waking(followWithSegments, 'segments left to the next tick')
