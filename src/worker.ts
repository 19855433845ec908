import { startDueNights } from './domain/nights/start-due-nights.ts'
import type { Bindings } from './env.ts'
import { app } from './http/app.ts'
import { goOnWithCustomerUpdates } from './http/customer-updates.ts'
import { followWithSegments } from './http/followers/segments.ts'
import { tellWebhooks } from './http/webhooks/sweep.ts'
import { jsonLog } from './lib/log.ts'
import { nightService } from './nightly/service.ts'

export { NightWorkflow } from './nightly/workflow.ts'

/** The trigger of wrangler.toml for what goes on through the day; any other is for nights. */
const everyMinute = '* * * * *'

/** One that fails breaks none of the others off. */
async function eachToItsEnd(work: Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}

export default {
  fetch: app.fetch,
  async scheduled({ cron }, env) {
    if (cron === everyMinute)
      await eachToItsEnd([goOnWithCustomerUpdates(env), followWithSegments(env), tellWebhooks(env)])
    else await startDueNights(await nightService(env, jsonLog({ tick: true })))
  },
} satisfies ExportedHandler<Bindings>
