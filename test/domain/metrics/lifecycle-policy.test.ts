import { beforeAll, expect, test } from 'vitest'
import { lifecycleChanges } from '../../../src/database/tables/customers/customers.ts'
import { moveLifecycle } from '../../../src/domain/metrics/move-lifecycle.ts'
import { createLifecyclePolicy } from '../../../src/domain/metrics/policy/create-policy.ts'
import { previewLifecyclePolicy } from '../../../src/domain/metrics/policy/preview-policy.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { addCustomers, addFacts } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

const today = dayOf('2026-03-02')

let service: TestService

const night = async (id: number, watermark: number) => {
  const run = runOf(today, { id, watermark })
  const metrics = await runThrough(service, refreshMetrics, run)
  const { counts } = await runThrough(service, moveLifecycle, run)
  await nightOver(service, { ...run, day: today + id }, [{ stage: 'lifecycle', counts }])
  return { metrics: metrics.counts, lifecycle: counts }
}

const stages = async () => {
  const rows = await service.db.orm.query.customers.findMany({ columns: { id: true, lifecycle: true } })
  return Object.fromEntries(rows.map(row => [row.id, row.lifecycle]))
}

/** 1 buys every 10 days and is silent for 14, 2 is silent for 16; 3 bought twice, 50 days apart; 4 never. */
beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-03T09:00' })
  await addCustomers(service, [1, 2, 3, 4])
  const bought = { 1: [14, 24, 34], 2: [16, 26, 36], 3: [0, 50] }
  await addFacts(
    service,
    Object.entries(bought).flatMap(([customer, ago]) =>
      ago.map(days => ({
        ...{ customer: Number(customer), day: today - days, kind: 'PURCHASE' as const, amount: 100 },
      })),
    ),
  )
})

test('there is nothing to compare before the first night', async () => {
  expect(await previewLifecyclePolicy(fresh(service), { patch: {} })).toBeNull()
})

test('a preview says who would move, from which stage to which, and writes nothing', async () => {
  await night(0, 0)
  expect(await stages()).toEqual({ 1: 'ACTIVE', 2: 'LAPSING', 3: 'WON_BACK', 4: 'PROSPECT' })
  const asked = fresh(service)
  const { lifecyclePolicyPreview } = await ask(
    asked,
    `{ lifecyclePolicyPreview(patch: { activeCycles: 1.25, lapsingCycles: 5.25 }) {
      version asOf customers oneIn cycleBefore cycleAfter stages { stage before after }
      moves { from to customers sample { customer { lifecycle } } } } }`,
  )
  expect(lifecyclePolicyPreview).toEqual({
    ...{ version: 1, asOf: '2026-03-02', customers: 3, oneIn: 1, cycleBefore: 10, cycleAfter: 10 },
    stages: [
      { stage: 'ACTIVE', before: 1, after: 1 },
      { stage: 'LAPSING', before: 1, after: 2 },
      { stage: 'WON_BACK', before: 1, after: 0 },
    ],
    moves: [
      { from: 'ACTIVE', to: 'LAPSING', customers: 1, sample: [{ customer: { lifecycle: 'ACTIVE' } }] },
      { from: 'WON_BACK', to: 'ACTIVE', customers: 1, sample: [{ customer: { lifecycle: 'WON_BACK' } }] },
    ],
  })
  expect(asked.db.counters.rowsWritten).toBe(0)
})

test('another own cycle gives the workspace another cycle too', async () => {
  const preview = await previewLifecyclePolicy(fresh(service), { patch: { cyclePurchaseDays: 4 } })
  expect(preview).toMatchObject({
    workspaceCycle: { before: 20, after: 120 },
    moves: [
      { from: 'LAPSING', to: 'ACTIVE', customers: 1, sample: [2] },
      { from: 'WON_BACK', to: 'ACTIVE', customers: 1, sample: [3] },
    ],
  })
})

test('figures that do not go together, and callers who may not read, are refused', async () => {
  for (const [patch, path] of [
    [{ activeCycles: 3 }, 'activeCycles'],
    [{ wonBackCycles: 3.25 }, 'wonBackCycles'],
    [{ lapsingCycles: 3.1 }, 'lapsingCycles'],
  ] as const)
    await expect(previewLifecyclePolicy(fresh(service), { patch })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['patch', path] }],
    })
  for (const scopes of [new Set(['policies:read'] as const), new Set(['customers:read'] as const)])
    await expect(previewLifecyclePolicy(as(service, { scopes }), { patch: {} })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
})

test('the night after a new version looks at everybody once, by the version in force when it began', async () => {
  expect(await night(1, 0)).toMatchObject({ metrics: { customers: 0 }, lifecycle: { customers: 0 } })
  expect(await createLifecyclePolicy(fresh(service), { patch: { activeCycles: 1.25 } })).toEqual({
    version: 2,
  })
  expect(await night(2, 0)).toMatchObject({ metrics: { customers: 0 }, lifecycle: { customers: 0 } })
  const later = Number.MAX_SAFE_INTEGER
  expect(await night(3, later)).toMatchObject({
    metrics: { customers: 4, changed: 0 },
    lifecycle: { customers: 4, LAPSING: 1 },
  })
  expect(await stages()).toEqual({ 1: 'LAPSING', 2: 'LAPSING', 3: 'WON_BACK', 4: 'PROSPECT' })
  const moves = await service.db.orm.select().from(lifecycleChanges)
  expect(moves.find(({ customerId }) => customerId === 1)?.reason).toMatchObject({ e: 14, threshold: 12.5 })
  expect(await night(4, later)).toMatchObject({ metrics: { customers: 0 }, lifecycle: { customers: 0 } })
})

test('another window makes other cycles of the same purchases', async () => {
  await createLifecyclePolicy(fresh(service), { patch: { cycleWindowDays: 30 } })
  const preview = await previewLifecyclePolicy(fresh(service), { patch: { cycleWindowDays: 40 } })
  expect(preview?.workspaceCycle.after).toBe(20)
})
