import { startDueNights } from './domain/nights/start-due-nights.ts'
import type { Bindings } from './env.ts'
import { app } from './http/app.ts'
import { jsonLog } from './lib/log.ts'
import { nightService } from './nightly/service.ts'

export { NightWorkflow } from './nightly/workflow.ts'

export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    await startDueNights(await nightService(env, jsonLog({ tick: true })))
  },
} satisfies ExportedHandler<Bindings>
