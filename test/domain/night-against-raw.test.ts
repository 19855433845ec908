import { expect, test } from 'vitest'
import { runNight } from '../../bench/nights.ts'
import { fillShop } from '../../bench/scale/dataset.ts'
import { fingerprints } from '../../bench/scale/fingerprint.ts'
import { rawStages } from '../../bench/scale/raw/stages.ts'
import { fillSegments } from '../../bench/scale/segments.ts'
import { benchService } from '../../bench/service.ts'
import { testDatabase } from '../support/database.ts'
import { createWorkspace } from '../support/service.ts'

const scale = { customers: 800, seed: 7, lastDay: 20_500 }

/** Milliseconds: it loads two shops and computes each. */
const patience = 60_000

/** Nobody's processor time is asked for here. */
const unmarked = 'no program has this in its command line'

async function benchShop() {
  const database = await testDatabase()
  await createWorkspace(database)
  const { url } = database
  const service = await benchService(url)
  await fillShop(service, scale)
  return { url, mark: unmarked, service, db: service.db }
}

test(
  'a night stores what plain statements over everybody come to, and nothing when it runs again',
  async () => {
    const [ours, theirs] = [await benchShop(), await benchShop()]
    await runNight(ours, scale.lastDay)
    await rawStages(theirs, scale.lastDay)
    const stored = await fingerprints(ours.db)
    expect(await fingerprints(theirs.db)).toEqual(stored)
    expect(stored.filter(({ rows }) => rows === 0)).toEqual([])

    const { stages } = await runNight(ours, scale.lastDay, true)
    expect(stages.filter(({ rowsWritten }) => rowsWritten > 0)).toEqual([])
    expect(await fingerprints(ours.db)).toEqual(stored)

    await fillSegments(ours.service, scale.seed, 11)
    const crowded = await runNight(ours, scale.lastDay, true)
    expect(crowded.stages).toContainEqual(
      expect.objectContaining({ stage: 'segments', counts: expect.objectContaining({ segments: 10 }) }),
    )
  },
  patience,
)
