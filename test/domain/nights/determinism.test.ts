import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { customerRows, interactionRows, readInvoices, source } from '../../../scripts/demo/online-retail.ts'
import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { duplicateSweep } from '../../../src/domain/duplicates/candidates/find-candidates.ts'
import { changeRowSweep } from '../../../src/domain/feed/kept.ts'
import { feedbackSweep } from '../../../src/domain/feedback/check-feedback.ts'
import { queueSweep } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { lifecycleSweep } from '../../../src/domain/metrics/move-lifecycle.ts'
import { metricsSweep } from '../../../src/domain/metrics/refresh-metrics.ts'
import { outcomeSweep } from '../../../src/domain/nights/forget-outcomes.ts'
import { tokenLevelSweep } from '../../../src/domain/nights/forget-token-levels.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { touchSweep } from '../../../src/domain/own-campaigns/night/plan-touches.ts'
import { retentionSweep } from '../../../src/domain/privacy/retention/erase-over.ts'
import { occasionSweep } from '../../../src/domain/profile/renew-occasions.ts'
import { levelsSweep } from '../../../src/domain/relationships/keep-levels.ts'
import { fitSweep } from '../../../src/domain/repeat-buying/fit-models.ts'
import { refreshScale } from '../../../src/domain/rfm/refresh-scale.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { type Stage, stageOf } from '../../../src/domain/sweeps/sweep.ts'
import { snapshotSweep } from '../../../src/domain/vulnerability/night/compute-snapshots.ts'
import { deliverySweep } from '../../../src/domain/webhooks/delivery/forget.ts'
import { stages } from '../../../src/nightly/stages.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { everybodyQueued } from '../follow-ups/world.ts'

/** One customer in so many of the data set, so that a night of it takes a second: those whom every model fits. */
const oneIn = 24
const rest = 11

/** The same stages as the night's, walking in steps of another size. */
const inStepsOf = (size: number): Stage[] => [
  stageOf(metricsSweep(size)),
  stageOf(lifecycleSweep(size)),
  stageOf(refreshScale),
  stageOf(fitSweep({ stored: size, heldOut: size })),
  stageOf(snapshotSweep({ membersAtOnce: size, rowsAtOnce: size })),
  stageOf(feedbackSweep(size)),
  stageOf(segmentsSweep({ customers: size, ranges: 2 }, 'DECIDING')),
  stageOf(levelsSweep({ customers: size, ranges: 2 })),
  stageOf(segmentsSweep({ customers: size, ranges: 2 }, 'OTHERS')),
  stageOf(duplicateSweep({ customers: size, ranges: 2 })),
  stageOf(queueSweep(size)),
  stageOf(touchSweep(size)),
  stageOf(occasionSweep(size)),
  stageOf(retentionSweep({ customers: size, persons: size, reads: size })),
  stageOf(outcomeSweep(size)),
  stageOf(changeRowSweep(size)),
  stageOf(deliverySweep(size)),
  stageOf(tokenLevelSweep(size)),
]

let customers: ReturnType<typeof customerRows>
let interactions: ReturnType<typeof interactionRows>

beforeAll(async () => {
  const invoices = (await readInvoices()).filter(({ customer }) => Number(customer) % oneIn === rest)
  customers = customerRows(invoices)
  // The last purchase carries an article number as its amount, so that the fits have somebody to name.
  const slip = invoices.findLast(({ cancellation }) => !cancellation)?.number
  interactions = interactionRows(invoices).map(row =>
    row.externalId === slip ? { ...row, amount: '89350495001.24' } : row,
  )
})

/** How the same facts come in and are computed. */
interface Way {
  /** Rows per imported chunk. */
  batch: number
  /** Where the rows of the file are cut and turned around. */
  turn: number
  reversed: boolean
  /** Null for the sizes of the house. */
  step: number | null
  /** Whether the first night runs before the last rows arrive, and every night once more. */
  twice: boolean
}

const turned = <Row>(rows: readonly Row[], { turn, reversed }: Way): Row[] => {
  const from = turn % rows.length
  const cut = [...rows.slice(from), ...rows.slice(0, from)]
  return reversed ? cut.reverse() : cut
}

async function load(
  target: { chunk(rows: { line: number; fields: Record<string, unknown> }[]): Promise<{ rejected: number }> },
  rows: readonly object[],
  batch: number,
): Promise<void> {
  for (let from = 0; from < rows.length; from += batch) {
    const chunk = rows.slice(from, from + batch)
    const tally = await target.chunk(chunk.map((row, line) => ({ line: line + 1, fields: { ...row } })))
    expect(tally.rejected).toBe(0)
  }
}

async function night(service: TestService, day: number, stages: readonly Stage[], again = false) {
  const { nightId } = await beginNight(service, day, again)
  const run = await readRun(service, nightId)
  if (!run) throw new Error('The night did not begin.')
  for (const stage of stages) {
    let cursor: string | null = null
    do cursor = (await stage.step(service, run, cursor)).next
    while (cursor !== null)
  }
  await completeNight(service, nightId, [])
}

const nightsRun = ['2011-07-03', '2011-07-04', '2011-12-09'].map(dayOf)

/** A workspace that got all facts, and all nights, in one way. */
async function house(way: Way): Promise<TestService> {
  const service = await testService(await testDatabase(), {
    now: '2011-12-10T09:00',
    workspace: { currency: 'GBP', timeZone: 'Europe/London' },
  })
  await everybodyQueued(service)
  await load(customerImport(service, { source, createRegions: true }), turned(customers, way), way.batch)
  await load(interactionImport(service, { source }), turned(interactions, way), way.batch)
  await service.db.write([
    sql`INSERT INTO consents (id, customer_id, purpose, given, at, actor, change_id)
      SELECT id, id, 'CARE', 1, 0, 'test', 1 FROM customers`,
  ])
  const { competitorId } = await createCompetitor(service, { name: 'Rival' })
  const attack = { kind: 'OFFER', firstDay: '2011-06-01', lastDay: '2011-06-29', competitor: competitorId }
  await createCampaign(service, { ...attack, name: 'all over', regions: ['United Kingdom'] })
  await createSegment(service, {
    name: 'frequent',
    rule: { purchases: { lastDays: 180, atLeast: 3 } },
    market: true,
    watched: true,
  })
  const sweeps = way.step === null ? stages : inStepsOf(way.step)
  for (const day of nightsRun) {
    await night(at(service, '2011-12-10T09:00'), day, sweeps)
    if (way.twice) await night(at(service, '2011-12-10T10:00'), day, sweeps, true)
  }
  return service
}

const named = 'JOIN customer_external_ids e ON e.customer_id = '

/** Everything that nights compute, without the ids and instants that belong to one database alone. */
const findings: Record<string, string> = {
  metrics: `SELECT e.external_id, c.lifecycle, c.lifecycle_since, c.first_purchase_on, c.last_purchase_on,
      c.purchase_days, c.net_spend, c.net_spend_year, c.cycle_doubled, c.repeat_spend, c.costed_spend_year,
      c.cost_year, c.active_months, c.lifecycle_review_on, c.lifecycle_cycle
    FROM customers c ${named} c.id ORDER BY 1`,
  moves: `SELECT e.external_id, m."on", m."from", m."to", m.reason
    FROM lifecycle_changes m ${named} m.customer_id ORDER BY 1, 2`,
  cohorts: 'SELECT * FROM cohorts ORDER BY month',
  cohortMonths: 'SELECT * FROM cohort_months ORDER BY cohort, month',
  scales: 'SELECT day, customers, recency, frequency, monetary FROM rfm_scales ORDER BY day',
  fits: `SELECT model, day, state, failure, parameters, log_likelihood, customers, repeaters, observations, bin_days,
      holdout FROM model_fits ORDER BY model, day`,
  outliers: `SELECT f.day, o.key, i.external_id, o.value ->> 'timesTypical' FROM model_fits f, json_each(f.outliers) o
    JOIN interactions i ON i.id = o.value ->> 'interactionId' ORDER BY 1, 2`,
  snapshots: `SELECT scope, ifnull(r.code, g.name) AS of, as_of, state, s.first_day, window_end, window_days,
      baseline_days, treated, control, control_kind, flags, placebo
    FROM vulnerability_snapshots s LEFT JOIN regions r ON scope = 'REGION' AND r.id = scope_id
      LEFT JOIN segments g ON scope = 'SEGMENT' AND g.id = scope_id
    WHERE sealed_at IS NOT NULL ORDER BY as_of, scope, 2`,
  members: `SELECT s.as_of, s.scope, e.external_id, verdict, exclusion, grade, exposed, spend_baseline, spend_window,
      purchase_days_baseline, purchase_days_window, m.first_purchase_on, m.last_purchase_on, m.cycle_doubled
    FROM vulnerability_members m JOIN vulnerability_snapshots s ON s.id = m.snapshot_id ${named} m.customer_id
    ORDER BY 1, 2, 3`,
  segments: `SELECT e.external_id FROM segment_members m ${named} m.customer_id ORDER BY 1`,
  levels: `SELECT e.external_id, c.relationship_level, l."on", l."from", l."to", l.reason, l.measured
    FROM customers c ${named} c.id LEFT JOIN relationship_level_changes l ON l.customer_id = c.id ORDER BY 1, 3`,
  segmentCounts: `SELECT member_count, unknown_count, customers, buyers_year, net_spend, net_spend_year,
      costed_spend_year, cost_year FROM segments JOIN segment_values ON segment_id = id`,
  queue: `SELECT e.external_id, tactic, period, state, due_on, expires_on, net_spend_year, created_on
    FROM follow_ups f ${named} f.customer_id ORDER BY 1, 2, 3`,
}

async function found(service: TestService): Promise<Record<string, string>> {
  const tables = Object.entries(findings).map(async ([name, text]) => [
    name,
    (await fresh(service).db.orm.all(sql.raw(text))).map(row => JSON.stringify(row)).join('\n'),
  ])
  return Object.fromEntries(await Promise.all(tables))
}

test('the walk in other steps knows every stage of the night', () => {
  expect(inStepsOf(7).map(stage => stage.name)).toEqual(stages.map(stage => stage.name))
})

test('the same facts give the same findings, whatever their order, their batches, the steps and reruns', {
  timeout: 300_000,
}, async () => {
  const plain = await found(await house({ batch: 1_000, turn: 0, reversed: false, step: null, twice: false }))
  for (const [table, rows] of Object.entries(plain)) expect([table, rows]).not.toEqual([table, ''])
  expect(plain.fits?.split('\n').filter(row => !row.includes('"FITTED"'))).toEqual([])
  const ways = fc.record({
    batch: fc.integer({ min: 150, max: 900 }),
    turn: fc.integer({ min: 0, max: 5_000 }),
    reversed: fc.boolean(),
    step: fc.constantFrom(47, 97, 233),
    twice: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(ways, async way => {
      expect(await found(await house(way))).toEqual(plain)
    }),
    { numRuns: 3 },
  )
})
