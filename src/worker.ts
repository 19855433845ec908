import { startDueNights } from './domain/nights/start-due-nights.ts'
import type { Bindings } from './env.ts'
import { app } from './http/app.ts'
import { tellWebhooks } from './http/webhooks/sweep.ts'
import { jsonLog } from './lib/log.ts'
import { nightService } from './nightly/service.ts'

export { NightWorkflow } from './nightly/workflow.ts'

/** The trigger of wrangler.toml for webhooks; any other is for nights. */
const everyMinute = '* * * * *'

export default {
  fetch: app.fetch,
  async scheduled({ cron }, env) {
    if (cron === everyMinute) await tellWebhooks(env)
    else await startDueNights(await nightService(env, jsonLog({ tick: true })))
  },
} satisfies ExportedHandler<Bindings>
