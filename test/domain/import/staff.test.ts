import { asc, eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { staffMembers } from '../../../src/database/tables/house/staff.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { importedStaff } from '../../../src/domain/import/records/staff.ts'
import { undoImport } from '../../../src/domain/import/undo/undo-import.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { updateStaffMember } from '../../../src/domain/staff/update-staff-member.ts'
import { codeOf } from '../../../src/domain/wording/say.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { numbered } from './random-files.ts'

type Fields = Record<string, unknown>

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
})

async function load(rows: Fields[], more: Fields = {}) {
  const into = importedStaff.begin(fresh(service), { source: 'hr', ...more })
  const { errors, ...counts } = await into.chunk(numbered(rows))
  if (!into.dryRun) await into.end('COMPLETED')
  return {
    id: encodeId('import', into.id),
    ...counts,
    errors: errors.map(({ line, field, reason }) => `${line} ${field} ${codeOf(reason)}`),
  }
}

const counts = (created: number, updated: number, unchanged: number, rejected = 0) => ({
  ...{ created, updated, unchanged, rejected },
})

const staff = () => fresh(service).db.orm.select().from(staffMembers).orderBy(asc(staffMembers.sortName))

async function idOf(email: string): Promise<string> {
  const [row] = await fresh(service).db.orm.select().from(staffMembers).where(eq(staffMembers.email, email))
  return encodeId('staffMember', row?.id ?? 0)
}

test('staff are made and changed by e-mail, and a file that is sent again changes nothing', async () => {
  const rows = [
    { email: 'An@Example.com', name: 'Đặng An', subject: 'an' },
    { email: 'binh@example.com', name: 'Bình', active: 'no' },
    { email: 'an@example.com', active: 'yes', name: '' },
  ]
  expect(await load(rows, { dryRun: true })).toMatchObject(counts(2, 0, 1))
  expect(await staff()).toEqual([])
  expect(await load(rows)).toMatchObject(counts(2, 0, 1))
  const stand = await staff()
  expect(stand).toMatchObject([
    { email: 'binh@example.com', name: 'Bình', subject: null, active: false, version: 1 },
    { email: 'an@example.com', name: 'Đặng An', subject: 'an', active: true, version: 1 },
  ])
  expect(await load(rows)).toMatchObject(counts(0, 0, 3))
  expect(await staff()).toEqual(stand)
  // What one gives up another one may have, in the order of the lines.
  const moved = [
    { email: 'an@example.com', subject: null, name: 'An Đặng' },
    { email: 'binh@example.com', subject: 'an', active: true },
  ]
  expect(await load(moved)).toMatchObject(counts(0, 2, 0))
  expect(await staff()).toMatchObject([
    { name: 'An Đặng', subject: null, foldedName: expect.stringContaining('an dang') },
    { name: 'Bình', subject: 'an', active: true, version: 2 },
  ])
})

test('rows that the rules of staff do not allow are rejected by their field', async () => {
  const { errors, ...tally } = await load([
    { name: 'Nobody' },
    { email: 'no e-mail', name: 'X' },
    { email: 'new@example.com' },
    { email: 'new@example.com', name: 'New', subject: 'an' },
    { email: 'new@example.com', name: 'New', active: 'perhaps' },
    { email: 'new@example.com', name: 'New', subject: '6.38612E+12' },
    { email: 'new@example.com', name: 'x'.repeat(201) },
  ])
  expect(tally).toMatchObject(counts(0, 0, 0, 7))
  expect(errors).toEqual([
    '1 email REQUIRED',
    '2 email NOT_AN_EMAIL',
    '3 name REQUIRED',
    '4 subject TAKEN',
    '5 active WRONG_TYPE',
    '6 subject MALFORMED',
    '7 name TOO_LONG',
  ])
  const blind = as(service, { scopes: new Set(['staff:write']) })
  expect(() => importedStaff.begin(blind, { source: 'hr' })).toThrow()
})

test('a dry run tells of an e-mail and a subject that an earlier part has as the import itself', async () => {
  await load([{ email: 'giang@example.com', name: 'Giang', subject: 'giang' }])
  const parts = [
    [
      { email: 'ha@example.com', name: 'Hà', subject: 'ha' },
      { email: 'giang@example.com', subject: 'giang-2' },
    ],
    [
      { email: 'ha@example.com', name: 'Hà' },
      { email: 'ha@example.com', name: 'Hà Lê' },
      { email: 'hai@example.com', name: 'Hải', subject: 'ha' },
      { email: 'hoa@example.com', name: 'Hoa', subject: 'giang' },
      { email: 'hue@example.com', name: 'Huệ', subject: 'giang-2' },
    ],
    [
      { email: 'giang@example.com', subject: 'giang' },
      { email: 'hoa@example.com', subject: null },
      { email: 'giang@example.com', subject: 'giang' },
      { email: 'hue@example.com', name: 'Huệ', subject: 'giang-2' },
    ],
  ]
  const run = async (dryRun: boolean) => {
    const into = importedStaff.begin(fresh(service), { source: 'hr', dryRun })
    const tallies = []
    for (const rows of parts) tallies.push(await into.chunk(numbered(rows)))
    return tallies
  }
  const dry = await run(true)
  expect(dry.map(({ errors }) => errors.map(({ line, field }) => `${line} ${field}`))).toEqual([
    [],
    ['3 subject', '5 subject'],
    ['1 subject'],
  ])
  expect(await run(false)).toEqual(dry)
})

test('an undone import leaves whom people changed, or anything names, and is told in the feed', async () => {
  await load([{ email: 'chi@example.com', name: 'Chi', subject: 'chi' }])
  const { id } = await load([
    { email: 'chi@example.com', name: 'Chi Lê', subject: 'chi-2', active: false },
    ...['gone', 'edited', 'owner', 'named'].map(name => ({ email: `${name}@example.com`, name })),
  ])
  await updateStaffMember(fresh(service), { id: await idOf('edited@example.com'), patch: { name: 'Edited' } })
  await createCustomer(fresh(service), { name: 'Theirs', owner: await idOf('owner@example.com') })
  await createSegment(fresh(service), {
    name: 'Of one',
    rule: { owner: { in: [await idOf('named@example.com')] } },
  })
  const { changesCursor } = await ask<{ changesCursor: string }>(fresh(service), '{ changesCursor }')
  const { import: row, kept } = await undoImport(fresh(service), { id })
  expect(row).toMatchObject({ entity: 'STAFF_MEMBER', state: 'UNDONE', removed: 1, restored: 1, kept: 3 })
  expect(kept.map(({ reason }) => reason).sort()).toEqual(['EDITED', 'REFERRED', 'REFERRED'])
  const left = (await staff()).map(({ email }) => email)
  expect(left).not.toContain('gone@example.com')
  expect(left).toEqual(
    expect.arrayContaining(['edited@example.com', 'owner@example.com', 'named@example.com']),
  )
  const [chi] = await fresh(service)
    .db.orm.select()
    .from(staffMembers)
    .where(eq(staffMembers.email, 'chi@example.com'))
  expect(chi).toMatchObject({ name: 'Chi', subject: 'chi', active: true, version: 3 })
  const { changes } = await ask<{ changes: { nodes: Fields[] } }>(
    fresh(service),
    `query ($after: String) { changes(after: $after, first: 100, entities: [STAFF_MEMBER]) { nodes { action } } }`,
    { after: changesCursor },
  )
  expect(changes.nodes.map(({ action }) => action).sort()).toEqual(['REMOVED', 'UPDATED'])
})

test('who has got a subject since keeps it, and the one who had it is left as the import made it', async () => {
  await load([{ email: 'dung@example.com', name: 'Dung', subject: 'dung' }])
  const { id } = await load([{ email: 'dung@example.com', subject: null }])
  await load([{ email: 'em@example.com', name: 'Em', subject: 'dung' }])
  const { kept } = await undoImport(fresh(service), { id })
  expect(kept.map(({ reason }) => reason)).toEqual(['STRANDED'])
})
