import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { cdnowFiles, type Files, sources } from '../../../bench/duplicates/planted.ts'
import { type Asking, candidatePages, mergeAll, readFigures } from '../../../bench/duplicates/public.ts'
import { findDuplicates } from '../../../src/domain/duplicates/candidates/find-candidates.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { fitModels } from '../../../src/domain/repeat-buying/fit-models.ts'
import { refreshScale } from '../../../src/domain/rfm/refresh-scale.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { newYork } from '../repeat-buying/world.ts'

const sample = new URL('../../data/cdnow_sample.txt', import.meta.url)

async function shopOf(files: Files): Promise<TestService> {
  const service = await testService(await testDatabase(), { workspace: newYork })
  for (const source of sources)
    for (const [made, rows] of [
      [customerImport, files.customers[source]],
      [interactionImport, files.interactions[source]],
    ] as const) {
      const target = made(fresh(service), { source })
      for (let from = 0; from < rows.length; from += 2_000) {
        const chunk = rows
          .slice(from, from + 2_000)
          .map((fields, line) => ({ line: line + 1, fields: { ...fields } }))
        const { errors } = await target.chunk(chunk)
        expect(errors).toEqual([])
      }
    }
  return service
}

/** A night with those of its stages that the figures and the pairs rest on. */
async function night(service: TestService, asOf: number) {
  const on = at(service, (asOf + 1) * 86_400_000 + 14 * 3_600_000)
  const { nightId } = await beginNight(fresh(on), asOf, false)
  const run = await readRun(fresh(on), nightId)
  if (!run) throw new Error('The night did not begin.')
  await runThrough(on, refreshMetrics, run)
  await runThrough(on, refreshScale, run)
  await runThrough(on, fitModels, run)
  await runThrough(on, findDuplicates, run)
  await completeNight(fresh(on), nightId, [])
}

test('a shop with 5 % planted duplicates, merged in bulk, has the figures of the shop without them', async () => {
  const text = await readFile(sample, 'utf8')
  const [whole, split] = [cdnowFiles(text, false), cdnowFiles(text, true)]
  expect(split.planted).toHaveLength(118)
  const [one, two] = await Promise.all([shopOf(whole), shopOf(split)])
  await night(two, whole.lastDay)
  const asking =
    (service: TestService): Asking =>
    (document, variables) =>
      ask(fresh(service), document, variables)
  const asks = asking(two)
  const before = await readFigures(asks)
  const pairs = await candidatePages(asks)
  expect(pairs.map(({ numbers }) => numbers).sort()).toEqual(
    split.planted.map(number => [number, number]).sort(),
  )
  expect(await mergeAll(asks, pairs)).toBe(118)
  // The models are fitted once a week.
  await Promise.all([one, two].map(service => night(service, whole.lastDay + 7)))
  const figures = await readFigures(asks)
  expect(figures).toEqual(await readFigures(asking(one)))
  expect(figures.rfmCells.customers).toBe(2_349)
  expect(before.rfmCells.customers).toBeGreaterThan(2_349)
}, 60_000)
