import { expect, test } from 'vitest'
import * as z from 'zod'
import { type Run, stageOf } from '../../src/domain/sweeps/sweep.ts'
import { administrator } from '../support/service.ts'
import { withoutDatabase } from '../support/without-database.ts'

const run: Run = { id: 1, day: 20_000, current: true, watermark: 1, changeId: 0, again: false }
const service = withoutDatabase(administrator)

const counting = stageOf({
  name: 'counting',
  cursor: z.object({ after: z.int() }),
  step: async (_service, _run, cursor) => {
    const after = (cursor?.after ?? 0) + 1
    return { next: after < 3 ? { after } : null, counts: { after } }
  },
})

test('a stage goes on from the text of its cursor, to its end', async () => {
  const first = await counting.step(service, run, null)
  expect(first).toEqual({ next: '{"after":1}', counts: { after: 1 } })
  const second = await counting.step(service, run, first.next)
  expect(await counting.step(service, run, second.next)).toEqual({ next: null, counts: { after: 3 } })
})

test('a stage refuses a cursor that another version of it may have left', async () => {
  await expect(counting.step(service, run, '{"behind":1}')).rejects.toThrow(z.ZodError)
})
