import { beforeAll, expect, test } from 'vitest'
import { createCareStandard } from '../../../src/domain/care-standards/create-care-standard.ts'
import { updateCareStandard } from '../../../src/domain/care-standards/update-care-standard.ts'
import { readCareStandardVersions } from '../../../src/domain/care-standards/versions.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-06-01T09:00' })
})

const monthly = { name: 'Monthly', level: 4, deed: 'CONTACT', everyDays: 30, channels: ['PHONE', 'EMAIL'] }

const versions = async (id: string, args = '') => {
  const { careStandard } = await ask<{ careStandard: { version: number; versions: { change: string }[] } }>(
    fresh(service),
    `query ($id: ID!) { careStandard(id: $id) { version versions${args} {
      version name segment { id } level deed everyDays trigger withinDays channels minutes firstDay lastDay change by at } } }`,
    { id },
  )
  return careStandard
}

test('what a standard said is told version by version, by whom and since when, and an undo is one more', async () => {
  const { segmentId } = await createSegment(fresh(service), { name: 'VIP' })
  const { careStandardId } = await createCareStandard(fresh(service), monthly)
  const id = encodeId('careStandard', careStandardId)
  const first = {
    ...{ ...monthly, version: 1, segment: null, trigger: null, withinDays: null, minutes: 8, lastDay: null },
    ...{ firstDay: '2026-06-01', by: 'key:test', at: new Date(service.now).toISOString() },
  }
  const segment = encodeId('segment', segmentId)
  const later = as(at(service, service.now + 5), { caller: 'key:other' })
  await updateCareStandard(later, {
    id,
    patch: { ...{ segment, level: null, everyDays: null, trigger: 'DELIVERY', withinDays: 7 }, minutes: 5 },
  })
  await updateCareStandard(fresh(service), { id, patch: { channels: ['EMAIL'], lastDay: '2026-12-31' } })
  const second = {
    ...{ ...first, version: 2, segment: { id: segment }, level: null, everyDays: null, trigger: 'DELIVERY' },
    ...{ withinDays: 7, minutes: 5, by: 'key:other', at: new Date(service.now + 5).toISOString() },
  }
  const third = { ...second, version: 3, channels: ['EMAIL'], lastDay: '2026-12-31', by: 'key:test' }
  const told = await versions(id)
  expect(told).toMatchObject({ version: 3, versions: [{ ...third, at: first.at }, second, first] })
  expect((await versions(id, '(first: 1, before: 3)')).versions).toMatchObject([{ version: 2 }])
  expect((await versions(id, '(before: 1)')).versions).toEqual([])
  await expect(
    readCareStandardVersions(fresh(service), [careStandardId], { first: 101 }),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await undoChange(fresh(service), { id: told.versions[0]?.change })
  expect((await versions(id)).versions).toMatchObject([
    { version: 4, channels: monthly.channels, lastDay: null },
    { version: 3 },
    { version: 2 },
    { version: 1 },
  ])
})

test('several standards are told in one round trip, each its own', async () => {
  const ids = []
  for (const name of ['One', 'Other'])
    ids.push((await createCareStandard(fresh(service), { ...monthly, name })).careStandardId)
  const told = await readCareStandardVersions(fresh(service), ids, {})
  expect(ids.map(id => told.get(id)?.map(({ name }) => name))).toEqual([['One'], ['Other']])
})

test('a standard is tried by some channel: neither null nor an empty list takes all of them from it', async () => {
  const { careStandardId } = await createCareStandard(fresh(service), { ...monthly, name: 'By phone' })
  const id = encodeId('careStandard', careStandardId)
  const patched = (channels: string[] | null) =>
    updateCareStandard(fresh(service), { id, patch: { channels } })
  const refused = (saying: string) => ({ issues: [{ path: ['patch', 'channels'], saying }] })
  await expect(patched(null)).rejects.toMatchObject(refused('notClearable'))
  await expect(patched([])).rejects.toMatchObject(refused('empty'))
  await expect(createCareStandard(fresh(service), { ...monthly, channels: [] })).rejects.toMatchObject({
    issues: [{ path: ['channels'], saying: 'empty' }],
  })
})
