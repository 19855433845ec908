import { formatDay } from '../lib/days.ts'
import { encodeId } from '../lib/ids.ts'

export interface NightParameters {
  runId: number
}

/** One Workflow instance per run. The run's own id keeps instances of two databases apart. */
export const instanceId = (run: { id: number; day: number; attempt: number }) =>
  `${formatDay(run.day)}-${run.attempt}-${encodeId('night', run.id)}`

/** Creating an instance twice is an error on Cloudflare and silent locally: harmless in both. */
export const nightStarter =
  (workflow: Workflow<NightParameters>) =>
  async (run: { id: number; day: number; attempt: number }): Promise<void> => {
    const id = instanceId(run)
    try {
      await workflow.create({ id, params: { runId: run.id } })
    } catch (error) {
      const known = await workflow.get(id).catch(() => null)
      if (!known) throw error
    }
  }
