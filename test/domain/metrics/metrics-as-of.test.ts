import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { completeNight } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, testService } from '../../support/service.ts'

test('the day of stored metrics is that of a night of this version, and null until there is one', async () => {
  const service = await testService(await testDatabase())
  await addCustomers(service, [1])
  const asOf = async () =>
    (
      await ask<{ workspace: { metricsAsOf: string | null } }>(
        fresh(service),
        '{ workspace { metricsAsOf } }',
      )
    ).workspace.metricsAsOf
  expect(await asOf()).toBe(null)
  const day = service.today - 1
  const { nightId } = await beginNight(service, day, false)
  expect(await asOf()).toBe(null)
  await completeNight(service, nightId, [])
  expect(await asOf()).toBe(formatDay(day))
  // As an older version of the product leaves it.
  await service.db.write([sql`UPDATE nights SET metrics_version = metrics_version - 1`])
  expect(await asOf()).toBe(null)
})
