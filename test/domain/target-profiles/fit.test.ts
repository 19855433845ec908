import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { scopes } from '../../../src/domain/service/scopes.ts'
import { readProfileCandidates } from '../../../src/domain/target-profiles/candidates.ts'
import { createTargetProfile } from '../../../src/domain/target-profiles/create-target-profile.ts'
import { previewTargetProfile } from '../../../src/domain/target-profiles/preview.ts'
import { readFits } from '../../../src/domain/target-profiles/read-fits.ts'
import { updateTargetProfile } from '../../../src/domain/target-profiles/update-target-profile.ts'
import { say } from '../../../src/domain/wording/say.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let profile: string

const people = Array.from({ length: 60 }, (_one, at) => at + 1)

/** What is known of a person, by its number: of every third no gender, of every fourth no source. */
const genderOf = (id: number) => (id % 3 === 0 ? null : id % 2 === 0 ? 'FEMALE' : 'MALE')
const sourceOf = (id: number) => (id % 4 === 0 ? null : id % 5 === 0 ? 'Fair' : 'Web')
const kindOf = (id: number) => (id % 7 === 0 ? 'ORGANISATION' : 'PERSON')

const conditions = [
  { label: 'Women', weight: 5, condition: { gender: { in: ['FEMALE'] } } },
  { label: 'From the fair', weight: 3, condition: { acquisitionSource: { in: ['Fair'] } } },
  { label: 'Persons', weight: 1, condition: { kind: { in: ['PERSON'] } } },
]

/** The same without a database. */
function expectedFit(id: number) {
  const gender = genderOf(id)
  const source = sourceOf(id)
  const truths = [
    gender === null ? null : gender === 'FEMALE',
    source === null ? null : source === 'Fair',
    kindOf(id) === 'PERSON',
  ]
  const weightOf = (which: (truth: boolean | null) => boolean) =>
    conditions.reduce((sum, { weight }, at) => sum + (which(truths[at] ?? null) ? weight : 0), 0)
  const known = weightOf(truth => truth !== null)
  const won = weightOf(truth => truth === true)
  return {
    customerId: id,
    truths,
    known: known / 9,
    fit: 2 * known < 9 ? null : Math.round((100 * won) / known),
  }
}

const ranked = people
  .map(expectedFit)
  .filter(({ fit }) => fit !== null)
  .toSorted((a, b) => (b.fit ?? 0) - (a.fit ?? 0) || a.customerId - b.customerId)

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addCustomers(service, people)
  await service.db.write(
    people.map(
      id => sql`UPDATE customers SET gender = ${genderOf(id)}, acquisition_source = ${sourceOf(id)},
        kind = ${kindOf(id)}, created_at = ${id} WHERE id = ${id}`,
    ),
  )
  const made = await createTargetProfile(fresh(service), { name: 'Fair women', conditions })
  profile = encodeId('targetProfile', made.targetProfileId)
})

test('a fit is the weight of what holds, of what can be told; less than half of all tells nothing', async () => {
  const on = fresh(service)
  const fits = await readFits(on, people, { profile })
  expect(on.db.counters.roundTrips).toBe(2)
  const told = people.map(id => {
    const { conditions: _asked, ...fit } = fits.get(id) ?? { conditions: [] }
    return fit
  })
  expect(told).toEqual(people.map(expectedFit))
  expect(ranked.length).toBeLessThan(people.length)
})

test('candidates come in the order of their fit, each once, whatever the pages', async () => {
  const seen: { customerId: number; fit: number | null }[] = []
  let after: string | null = null
  do {
    const page = await readProfileCandidates(fresh(service), { profile, first: 7, after })
    expect(page).toMatchObject({ measured: 60, unknown: 60 - ranked.length, truncated: false })
    seen.push(...page.rows)
    after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null
  } while (after !== null)
  expect(seen.map(({ customerId, fit }) => [customerId, fit])).toEqual(
    ranked.map(({ customerId, fit }) => [customerId, fit]),
  )
  const best = await readProfileCandidates(fresh(service), { profile, minimum: 60, first: 100 })
  expect(best.rows.map(row => row.customerId)).toEqual(
    ranked.filter(({ fit }) => (fit ?? 0) >= 60).map(row => row.customerId),
  )
  const among = { kind: { in: ['ORGANISATION'] } }
  const organisations = await readProfileCandidates(fresh(service), { profile, among, first: 100 })
  expect(organisations.measured).toBe(people.filter(id => kindOf(id) === 'ORGANISATION').length)
})

test('a preview tells by quarters what the candidates are', async () => {
  const preview = await previewTargetProfile(fresh(service), { conditions })
  const inBand = (from: number, below: number) =>
    ranked.filter(({ fit }) => (fit ?? 0) >= from && ((fit ?? 0) < below || below === 100)).length
  expect(preview.bands).toEqual(
    [0, 25, 50, 75].map(from => ({ from, below: from + 25, customers: inBand(from, from + 25) })),
  )
  expect(preview).toMatchObject({ measured: 60, unknown: 60 - ranked.length, truncated: false })
  expect(preview.sample.map(({ customerId }) => customerId)).toEqual(
    ranked.slice(0, 10).map(({ customerId }) => customerId),
  )
})

test('the reasons stand beside the fit, in words, for many customers in as few queries as for one', async () => {
  const read = (first: number, on: TestService) =>
    ask<{ customers: { nodes: { id: string; fit: unknown }[] } }>(
      on,
      `query ($profile: ID!, $first: Int) { customers(first: $first, orderBy: { field: CREATED_AT, direction: ASC }) {
        nodes { id fit(profile: $profile) { fit known reasons { label weight truth text { en vi } } } } } }`,
      { profile, first },
    )
  const [one, many] = [fresh(service), fresh(service)]
  await read(1, one)
  const { customers } = await read(50, many)
  expect(many.db.counters.statements).toBe(one.db.counters.statements)
  expect(customers.nodes.find(({ id }) => id === encodeId('customer', 10))?.fit).toEqual({
    ...{ fit: 100, known: 1 },
    reasons: [
      { label: 'Women', weight: 5, truth: 'TRUE', text: { en: expect.any(String), vi: expect.any(String) } },
      expect.objectContaining({ label: 'From the fair', truth: 'TRUE' }),
      expect.objectContaining({ label: 'Persons', truth: 'TRUE' }),
    ],
  })
})

test('a profile is put away and brought back, found by its name meanwhile or not, and tells what it asked before', async () => {
  const { targetProfileId } = await createTargetProfile(fresh(service), { name: 'Đào vườn', conditions })
  const id = encodeId('targetProfile', targetProfileId)
  const update = (patch: object) => updateTargetProfile(fresh(service), { id, patch })
  const shown = () =>
    ask<{
      search: { found: string; targetProfile: object }[]
      targetProfiles: { nodes: object[] }
      targetProfile: { versions: { change: string }[] }
    }>(
      fresh(service),
      `query ($id: ID!) {
        search(text: "dao vu") { found targetProfile { name } }
        targetProfiles(filter: { archived: false, id: { equals: $id } }) { nodes { archived } }
        targetProfile(id: $id) { versions { version by change conditions { label weight condition text { en } } } } }`,
      { id },
    )
  await update({ archived: true })
  expect(await shown()).toMatchObject({ search: [], targetProfiles: { nodes: [] } })
  const [archived] = (await readHistory(fresh(service), { of: id })).entries
  await undoChange(fresh(service), { id: archived?.cursor })
  const fewer = conditions.slice(1)
  await update({ conditions: fewer })
  await update({ description: 'Those of the garden' })
  const told = await shown()
  expect(told).toMatchObject({
    search: [{ found: id, targetProfile: { name: 'Đào vườn' } }],
    targetProfiles: { nodes: [{ archived: false }] },
    targetProfile: {
      versions: [
        { version: 2, by: 'key:test', conditions: fewer },
        { version: 1, conditions: conditions.map(one => ({ ...one, text: { en: expect.any(String) } })) },
      ],
    },
  })
  const blind = as(service, { scopes: new Set(scopes.filter(one => one !== 'customers:personal')) })
  const refusals = async (on: TestService) => {
    const { history } = await ask<{ history: { nodes: { change: string; undoRefusal: string | null }[] } }>(
      fresh(on),
      'query ($id: ID!) { history(of: $id) { nodes { change undoRefusal } } }',
      { id },
    )
    return history.nodes.find(({ change }) => change === told.targetProfile.versions[0]?.change)?.undoRefusal
  }
  expect([await refusals(blind), await refusals(service)]).toEqual(['FORBIDDEN', null])
  const undo = { id: told.targetProfile.versions[0]?.change }
  await expect(undoChange(fresh(blind), undo)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await undoChange(fresh(service), undo)
  expect((await shown()).targetProfile.versions).toMatchObject([{ version: 3, conditions }, {}, {}])
})

test('its conditions cannot be taken away: neither an empty list does, nor null, and neither is told as a way out', async () => {
  const issuesOf = (patch: object) =>
    updateTargetProfile(fresh(service), { id: profile, patch }).catch(error => error.issues)
  const path = ['patch', 'conditions']
  expect(await issuesOf({ conditions: null })).toEqual([{ path, saying: say('notClearable') }])
  expect(await issuesOf({ conditions: [] })).toEqual([{ path, saying: say('empty') }])
})

describe('nobody is measured', () => {
  test('who objected to scoring', async () => {
    await service.db.write([sql`UPDATE customers SET scoring_objected_at = 1 WHERE id = 10`])
    expect((await readFits(fresh(service), [10, 11], { profile })).has(10)).toBe(false)
    expect((await readProfileCandidates(fresh(service), { profile })).measured).toBe(59)
    await service.db.write([sql`UPDATE customers SET scoring_objected_at = NULL WHERE id = 10`])
  })

  test('out of reach, and by nobody who may not read what is asked', async () => {
    const stranger = as(service, { reach: 'OWNED', staffId: 1 })
    expect(await readProfileCandidates(stranger, { profile })).toMatchObject({ measured: 0, rows: [] })
    const blind = as(service, { scopes: new Set(scopes.filter(one => one !== 'customers:personal')) })
    for (const read of [
      () => readFits(blind, [1], { profile }),
      () => readProfileCandidates(blind, { profile }),
      () => previewTargetProfile(blind, { conditions }),
      () => createTargetProfile(blind, { name: 'Blind', conditions }),
    ])
      await expect(read()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('behind a cursor of something else', async () => {
    const foreign = readProfileCandidates(fresh(service), { profile, after: '50.seg_1' })
    await expect(foreign).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['after'] }] })
    const { targetProfileId } = await createTargetProfile(fresh(service), { name: 'Alike', conditions })
    const among = { kind: { in: ['ORGANISATION'] } }
    const asked = { profile, among, first: 1 }
    const { rows } = await readProfileCandidates(fresh(service), asked)
    const after = rows[0]?.cursor
    await readProfileCandidates(fresh(service), { ...asked, minimum: 10, after })
    for (const other of [
      { profile: targetProfileId },
      { among: null },
      { among: { kind: { in: ['PERSON'] } } },
    ])
      await expect(
        readProfileCandidates(fresh(service), { ...asked, ...other, after }),
      ).rejects.toMatchObject({
        ...{ code: 'INVALID_INPUT', issues: [{ path: ['after'] }] },
      })
  })
})
