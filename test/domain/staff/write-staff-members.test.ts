import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { staffMembers } from '../../../src/database/tables/house/staff.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { updateStaffMember } from '../../../src/domain/staff/update-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let unique: string

beforeAll(async () => {
  service = await testService(await testDatabase())
})

beforeEach(() => {
  service = fresh(service)
  unique = crypto.randomUUID()
})

async function stored(id: number) {
  const [row] = await fresh(service).db.orm.select().from(staffMembers).where(eq(staffMembers.id, id))
  return row
}

test('a new staff member is active, with the e-mail in lower case', async () => {
  const { staffMemberId } = await createStaffMember(service, {
    name: ' Đào An ',
    email: `An.${unique}@EXAMPLE.com`,
  })
  expect(await stored(staffMemberId)).toMatchObject({
    name: 'Đào An',
    email: `an.${unique}@example.com`,
    subject: null,
    active: true,
    version: 1,
  })
  expect(service.db.counters).toMatchObject({ roundTrips: 1 })
})

test('a patch changes what it names, clears what is null and leaves the rest', async () => {
  const { staffMemberId: id } = await createStaffMember(service, {
    name: 'Bình',
    email: `${unique}@example.com`,
    subject: unique,
  })
  await updateStaffMember(service, { id, expectedVersion: 1, patch: { subject: null, active: false } })
  expect(await stored(id)).toMatchObject({
    name: 'Bình',
    email: `${unique}@example.com`,
    subject: null,
    active: false,
    version: 2,
  })
})

test('an e-mail and a subject belong to one staff member', async () => {
  const email = `${unique}@example.com`
  await createStaffMember(service, { name: 'A', email, subject: unique })
  const { staffMemberId: id } = await createStaffMember(service, { name: 'B' })
  expect(await refusal(createStaffMember(service, { name: 'C', email: email.toUpperCase() }))).toEqual([
    'CONFLICT email',
  ])
  expect(await refusal(createStaffMember(service, { name: 'C', subject: unique }))).toEqual([
    'CONFLICT subject',
  ])
  expect(await refusal(updateStaffMember(service, { id, patch: { email } }))).toEqual([
    'CONFLICT patch.email',
  ])
  expect(await refusal(updateStaffMember(service, { id, patch: { subject: unique } }))).toEqual([
    'CONFLICT patch.subject',
  ])
  expect(await stored(id)).toMatchObject({ version: 1 })
})

test('another version than expected is a conflict and writes nothing', async () => {
  const { staffMemberId: id } = await createStaffMember(service, { name: 'A' })
  await updateStaffMember(service, { id, patch: { name: 'B' } })
  expect(await refusal(updateStaffMember(service, { id, expectedVersion: 1, patch: { name: 'C' } }))).toEqual(
    ['CONFLICT expectedVersion'],
  )
  expect(await stored(id)).toMatchObject({ name: 'B', version: 2 })
})

test.each<[string, object, string]>([
  ['no name', {}, 'name'],
  ['an empty name', { name: '  ' }, 'name'],
  ['a name with NUL', { name: 'a\0' }, 'name'],
  ['a name with half a character', { name: 'a\ud800' }, 'name'],
  ['a name that is too long', { name: 'a'.repeat(201) }, 'name'],
  ['no e-mail address', { name: 'a', email: 'a' }, 'email'],
])('%s is invalid', async (_what, input, path) => {
  expect(await refusal(createStaffMember(service, input))).toEqual([`INVALID_INPUT ${path}`])
  expect(service.db.counters.roundTrips).toBe(0)
})

test('a name cannot be cleared, an unknown id is not found, and the scope is needed', async () => {
  const id = encodeId('staffMember', 1)
  expect(await refusal(updateStaffMember(service, { id, patch: { name: null } }))).toEqual([
    'INVALID_INPUT patch.name',
  ])
  expect(await refusal(updateStaffMember(service, { id, patch: {} }))).toEqual(['NOT_FOUND id'])
  const reader = as(service, { scopes: new Set(['staff:read']) })
  expect(await refusal(createStaffMember(reader, { name: 'A' }))).toEqual(['FORBIDDEN'])
})

test('the mutation answers its selection within two round trips', async () => {
  const created = await ask<{ staffMemberCreate: { staffMember: { id: string } } }>(
    service,
    `mutation ($input: StaffMemberCreateInput!) { staffMemberCreate(input: $input) {
      ... on StaffMemberCreatePayload { staffMember { id name active version } } } }`,
    { input: { name: 'Chi' } },
  )
  const { staffMember } = created.staffMemberCreate
  expect(staffMember).toMatchObject({ name: 'Chi', active: true, version: 1 })
  service = fresh(service)
  const updated = await ask(
    service,
    `mutation ($input: StaffMemberUpdateInput!) { staffMemberUpdate(input: $input) {
      ... on StaffMemberUpdatePayload { staffMember { name version } } ... on UserError { code message } } }`,
    { input: { id: staffMember.id, patch: { name: 'Chi Lan' } } },
  )
  expect(updated).toEqual({ staffMemberUpdate: { staffMember: { name: 'Chi Lan', version: 2 } } })
  expect(service.db.counters.roundTrips).toBe(2)
})
