import { type SQL, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { createCareStandard } from '../../../src/domain/care-standards/create-care-standard.ts'
import { updateCareStandard } from '../../../src/domain/care-standards/update-care-standard.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateMatchingCustomers } from '../../../src/domain/customers/jobs/update-matching.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { upsertCustomer } from '../../../src/domain/customers/upsert-customer.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { assignFeedback } from '../../../src/domain/feedback/assign-feedback.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { previewCareStandard } from '../../../src/domain/follow-ups/preview/preview-standard.ts'
import { updateFollowUp } from '../../../src/domain/follow-ups/update-follow-up.ts'
import { createGoal } from '../../../src/domain/goals/create-goal.ts'
import { updateGoal } from '../../../src/domain/goals/update-goal.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { importedStaff } from '../../../src/domain/import/records/staff.ts'
import { createPersonRequest } from '../../../src/domain/privacy/requests/create-request.ts'
import { updatePersonRequest } from '../../../src/domain/privacy/requests/update-request.ts'
import { careTeamVerbs } from '../../../src/domain/profile/care-team.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { offboardStaffMember } from '../../../src/domain/staff/offboarding/offboard.ts'
import { readStaffOrphans } from '../../../src/domain/staff/offboarding/orphans.ts'
import { undoOffboarding } from '../../../src/domain/staff/offboarding/undo.ts'
import { updateStaffMember } from '../../../src/domain/staff/update-staff-member.ts'
import { createWebhook } from '../../../src/domain/webhooks/create-webhook.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'
import { complaint } from '../feedback/world.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'

let service: TestService
let lan: number
let minh: number
let hoa: number

beforeEach(async () => {
  service = await testService(await testDatabase())
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  hoa = await addStaff(service, 'Hoa')
})

const write = (...statements: SQL[]) => service.database.session().write(statements)
const rows = (statement: SQL) => fresh(service).db.orm.all<Record<string, unknown>>(statement)
const offboard = (id: number, rule: object, more: object = {}) =>
  offboardStaffMember(fresh(service), { id, rule, ...more })

async function orphans() {
  const { count, kinds, named } = await readStaffOrphans(fresh(service))
  const some = kinds.filter(kind => kind.count > 0)
  return { count, kinds: Object.fromEntries(some.map(kind => [kind.kind, kind.count])), named: named.length }
}

const none = { count: 0, kinds: {}, named: 0 }

const care = async (customer: number, member: number, role: string | null = null) =>
  (
    await careTeamVerbs.add(fresh(service), {
      ...{ customer: encodeId('customer', customer), staffMember: encodeId('staffMember', member), role },
    })
  ).id

/** One of everything that a staff member can hold. */
async function laden() {
  const mine = await addCustomer(service, { ownerId: lan })
  const others = await addCustomer(service, { ownerId: hoa })
  const promise = async (customer: number) =>
    (
      await createFollowUp(fresh(service), {
        customer: encodeId('customer', customer),
        dueOn: service.today + 1,
      })
    ).followUpId
  const followUp = await promise(mine)
  const claimed = await promise(others)
  await claimFollowUp(fresh(service), { id: claimed, staff: lan })
  const feedback = await complaint(service, mine)
  const escalated = await complaint(service, others)
  await write(sql`UPDATE feedback SET escalated_to = ${lan} WHERE id = ${escalated}`)
  const { personRequestId } = await createPersonRequest(fresh(service), {
    ...{ customer: encodeId('customer', mine), kind: 'ACCESS', regime: 'GDPR', owner: lan },
  })
  const { apiKeyId } = await issueApiKey(fresh(service), {
    name: 'Lan’s',
    scopes: ['customers:read', 'webhooks:write'],
    staff: lan,
  })
  const owner = as(service, {
    caller: `key:${apiKeyId}`,
    staffId: lan,
    scopes: new Set(['customers:read', 'webhooks:write']),
  })
  const { webhookId } = await createWebhook(owner, {
    ...{ name: 'Lan’s', url: 'https://partner.example.com/hook', entities: ['CUSTOMER'] },
  })
  await write(sql`
    INSERT INTO customer_update_jobs (id, filter, patch, state, owner, owner_staff_id, owner_scopes, owner_reach, matching,
      matching_exact, place, changed, unchanged, refused, refusals, progress_at, created_at, updated_at, version, change_id)
    VALUES (1, '{}', '{}', 'RUNNING', ${`key:${apiKeyId}`}, ${lan}, '[]', 'WORKSPACE', 9, 1, 0, 0, 0, 0, '[]', 0, 0, 0, 1, 1)`)
  const cared = await care(others, lan, 'repairs')
  const goal = async (lastDay: number) =>
    (
      await createGoal(fresh(service), {
        ...{ name: 'Hold them', metric: 'RETENTION', direction: 'AT_LEAST', target: 80 },
        ...{ firstDay: service.today - 60, lastDay, owner: lan },
      })
    ).goalId
  const goalId = await goal(service.today)
  await goal(service.today - 2)
  return {
    mine,
    others,
    followUp,
    claimed,
    feedback,
    escalated,
    personRequestId,
    cared,
    goalId,
    apiKeyId,
    webhookId,
  }
}

describe('what somebody inactive still holds', () => {
  test('is found, one of each kind, and gone behind the handover', async () => {
    await laden()
    expect(await orphans()).toEqual(none)
    await write(sql`UPDATE staff_members SET active = 0 WHERE id = ${lan}`)
    expect(await orphans()).toEqual({
      count: 11,
      kinds: {
        ...{ CUSTOMER: 1, FOLLOW_UP: 1, FOLLOW_UP_CLAIM: 1, FEEDBACK: 1, FEEDBACK_ESCALATION: 1 },
        ...{
          PERSON_REQUEST: 1,
          GOAL: 1,
          CARE_TEAM_MEMBER: 1,
          API_KEY: 1,
          WEBHOOK: 1,
          CUSTOMER_UPDATE_JOB: 1,
        },
      },
      named: 11,
    })
    await offboard(lan, { colleagues: [minh] })
    expect(await orphans()).toEqual(none)
  })
})

describe('whoever has left', () => {
  const standard = { name: 'A call', level: 3, deed: 'CALL', everyDays: 30, channels: ['PHONE'] }
  const external = { source: 'shop', externalId: '1' }

  test('gets nothing new', async () => {
    const { others, feedback, goalId, followUp, personRequestId } = await laden()
    const { careStandardId } = await createCareStandard(fresh(service), { ...standard, staff: hoa })
    await write(sql`UPDATE staff_members SET active = 0 WHERE id = ${minh}`)
    const owner = encodeId('staffMember', minh)
    const goal = { name: 'More', metric: 'RETENTION', direction: 'AT_LEAST', target: 80 }
    const days = { firstDay: service.today, lastDay: service.today }
    const filter = { id: { equals: encodeId('customer', others) } }
    const inactive = async (verb: Promise<unknown>) => (await refusal(verb)).join()
    const patch = { owner }
    expect([
      await inactive(createGoal(fresh(service), { ...goal, ...days, owner })),
      await inactive(updateGoal(fresh(service), { id: goalId, patch })),
      await inactive(createCareStandard(fresh(service), { ...standard, staff: owner })),
      await inactive(updateCareStandard(fresh(service), { id: careStandardId, patch: { staff: owner } })),
      await inactive(previewCareStandard(fresh(service), { standard: { ...standard, staff: owner } })),
      await inactive(createCustomer(fresh(service), { name: 'An', owner })),
      await inactive(upsertCustomer(fresh(service), { externalId: external, name: 'An', owner })),
      await inactive(updateCustomer(fresh(service), { id: others, patch })),
      await inactive(updateMatchingCustomers(fresh(service), { filter, patch })),
      await inactive(assignFeedback(fresh(service), { id: feedback, owner })),
      await inactive(updateFollowUp(fresh(service), { id: followUp, patch })),
      await inactive(updatePersonRequest(fresh(service), { id: personRequestId, patch })),
    ]).toEqual(
      ['owner', 'patch.owner', 'staff', 'patch.staff', 'standard.staff', 'owner', 'owner']
        .concat(['patch.owner', 'patch.owner', 'owner', 'patch.owner', 'patch.owner'])
        .map(path => `CONFLICT ${path}`),
    )
  })

  test('keeps what a change leaves, also where it says so', async () => {
    const { mine, feedback, goalId, followUp, personRequestId } = await laden()
    const { careStandardId } = await createCareStandard(fresh(service), { ...standard, staff: lan })
    const keyed = await upsertCustomer(fresh(service), {
      externalId: external,
      name: 'An',
      owner: encodeId('staffMember', lan),
    })
    await write(sql`UPDATE staff_members SET active = 0 WHERE id = ${lan}`)
    const owner = encodeId('staffMember', lan)
    await updateGoal(fresh(service), { id: goalId, patch: { note: 'Soon', owner } })
    await updateCareStandard(fresh(service), { id: careStandardId, patch: { minutes: 5, staff: owner } })
    await previewCareStandard(fresh(service), { id: careStandardId, patch: { staff: owner } })
    await updateCustomer(fresh(service), { id: mine, patch: { name: 'Binh', owner } })
    await upsertCustomer(fresh(service), { externalId: external, name: 'Binh', owner })
    await assignFeedback(fresh(service), { id: feedback, owner })
    await updateFollowUp(fresh(service), { id: followUp, patch: { note: 'Soon', owner } })
    await updatePersonRequest(fresh(service), { id: personRequestId, patch: { note: 'Soon', owner } })
    expect(
      await rows(
        sql`SELECT name FROM customers WHERE owner_id = ${lan} AND id IN (${mine}, ${keyed.customerId})`,
      ),
    ).toEqual([{ name: 'Binh' }, { name: 'Binh' }])
    expect(
      await rows(sql`SELECT count(*) AS held FROM (SELECT 1 FROM goals WHERE owner_id = ${lan} AND note = 'Soon'
      UNION ALL SELECT 1 FROM care_standards WHERE staff_id = ${lan} AND minutes = 5
      UNION ALL SELECT 1 FROM feedback WHERE owner_id = ${lan}
      UNION ALL SELECT 1 FROM follow_ups WHERE owner_id = ${lan} AND note = 'Soon'
      UNION ALL SELECT 1 FROM person_requests WHERE owner_id = ${lan} AND note = 'Soon')`),
    ).toEqual([{ held: 5 }])
  })
})

test('whoever becomes inactive holds no claim any more, by hand or by a file', async () => {
  const claim = async (staff: number) => {
    const customer = encodeId('customer', await addCustomer(service, { ownerId: hoa }))
    const { followUpId } = await createFollowUp(fresh(service), { customer, dueOn: service.today + 1 })
    await claimFollowUp(fresh(service), { id: followUpId, staff })
    return followUpId
  }
  const claims = [await claim(lan), await claim(minh)]
  const kept = await claim(hoa)
  const after = await newestCursor(fresh(service))
  const { staffMemberId } = await updateStaffMember(fresh(service), { id: lan, patch: { active: false } })
  await updateStaffMember(fresh(service), { id: minh, patch: { email: 'minh@example.com' } })
  const row = { email: 'minh@example.com', active: 'false' }
  expect(
    await importedStaff.begin(fresh(service), { source: 'hr' }).chunk([{ line: 1, fields: row }]),
  ).toMatchObject({
    rejected: 0,
  })
  expect(await rows(sql`SELECT id FROM follow_ups WHERE claimed_by IS NOT NULL OR state <> 'OPEN'`)).toEqual([
    { id: kept },
  ])
  expect((await orphans()).kinds).toEqual({})
  const { entries } = await readChanges(fresh(service), { after, entities: ['FOLLOW_UP', 'STAFF_MEMBER'] })
  expect(entries.map(({ entity, action, recordId }) => [entity, action, recordId])).toEqual([
    ['FOLLOW_UP', 'UPDATED', claims[0]],
    ['STAFF_MEMBER', 'UPDATED', staffMemberId],
    ['STAFF_MEMBER', 'UPDATED', minh],
    ['STAFF_MEMBER', 'UPDATED', minh],
    ['FOLLOW_UP', 'UPDATED', claims[1]],
  ])
  const [left] = await rows(
    sql`SELECT 'chg_' || id || '-' || substr(token, 1, 6) AS id FROM changes WHERE action = 'staffMember.leave'`,
  )
  await undoChange(fresh(service), { id: left?.id })
  expect(await rows(sql`SELECT active FROM staff_members WHERE id = ${lan}`)).toEqual([{ active: 1 }])
})

describe('a handover', () => {
  test('says in a dry run what it then does, in two round trips', async () => {
    const { mine, others, followUp, claimed, feedback, escalated, apiKeyId, webhookId } = await laden()
    const expected = {
      staffMemberId: lan,
      shares: [
        { staffId: minh, customers: 1, followUps: 1, feedback: 1, personRequests: 1, goals: 1, careTeams: 1 },
        // Whose customer it is.
        { staffId: hoa, customers: 0, followUps: 0, feedback: 1, personRequests: 0, goals: 0, careTeams: 0 },
      ],
      ...{ claims: 1, careTeams: 0, apiKeys: 1, webhooks: 1, customerUpdateJobs: 1 },
    }
    const before = await rows(sql`SELECT * FROM changes`)
    expect(await offboard(lan, { colleagues: [minh] }, { dryRun: true })).toEqual(expected)
    expect(await rows(sql`SELECT * FROM changes`)).toEqual(before)
    const on = fresh(service)
    expect(await offboardStaffMember(on, { id: lan, rule: { colleagues: [minh] } })).toEqual(expected)
    expect(on.db.counters.roundTrips).toBe(2)
    const owner = { owner_id: minh }
    expect(await rows(sql`SELECT active FROM staff_members WHERE id = ${lan}`)).toEqual([{ active: 0 }])
    expect(await rows(sql`SELECT owner_id FROM customers ORDER BY id`)).toEqual([owner, { owner_id: hoa }])
    expect(await rows(sql`SELECT id, owner_id, state, claimed_by FROM follow_ups ORDER BY id`)).toEqual([
      { id: followUp, ...owner, state: 'OPEN', claimed_by: null },
      { id: claimed, owner_id: hoa, state: 'OPEN', claimed_by: null },
    ])
    expect(await rows(sql`SELECT id, owner_id, escalated_to FROM feedback ORDER BY id`)).toEqual([
      { id: feedback, ...owner, escalated_to: null },
      { id: escalated, owner_id: hoa, escalated_to: hoa },
    ])
    expect(await rows(sql`SELECT owner_id FROM person_requests`)).toEqual([owner])
    expect(await rows(sql`SELECT owner_id FROM goals ORDER BY last_day DESC`)).toEqual([
      owner,
      { owner_id: lan },
    ])
    expect(await rows(sql`SELECT id FROM api_keys WHERE revoked_at IS NOT NULL`)).toEqual([{ id: apiKeyId }])
    expect(await rows(sql`SELECT id, paused_because AS why FROM webhooks`)).toEqual([
      { id: webhookId, why: 'OWNER_LEFT' },
    ])
    expect(await rows(sql`SELECT state, failure FROM customer_update_jobs`)).toEqual([
      { state: 'FAILED', failure: 'OWNER_LEFT' },
    ])
    expect(await orphans()).toEqual(none)
    expect([mine, others]).toHaveLength(2)
  })

  test('is one change, and the feed tells each row of it once', async () => {
    const {
      mine,
      followUp,
      claimed,
      feedback,
      escalated,
      personRequestId,
      cared,
      goalId,
      apiKeyId,
      webhookId,
    } = await laden()
    const after = await newestCursor(fresh(service))
    await offboard(lan, { colleagues: [minh] })
    expect(await rows(sql`SELECT action FROM changes ORDER BY id DESC LIMIT 1`)).toEqual([
      { action: 'staffMember.offboard' },
    ])
    const { entries } = await readChanges(fresh(service), { after, first: 100 })
    expect(entries.map(({ entity, action, recordId }) => [entity, action, recordId])).toEqual([
      ['CUSTOMER', 'UPDATED', mine],
      ...[followUp, claimed].toSorted((a, b) => a - b).map(id => ['FOLLOW_UP', 'UPDATED', id]),
      ...[feedback, escalated].toSorted((a, b) => a - b).map(id => ['FEEDBACK', 'UPDATED', id]),
      ['PERSON_REQUEST', 'UPDATED', personRequestId],
      ['GOAL', 'UPDATED', goalId],
      ['STAFF_MEMBER', 'UPDATED', lan],
      ['CARE_TEAM_MEMBER', 'UPDATED', cared],
      ['API_KEY', 'REVOKED', apiKeyId],
      ['WEBHOOK', 'UPDATED', webhookId],
      ['CUSTOMER_UPDATE_JOB', 'UPDATED', 1],
    ])
    const told = async (staffId: number) =>
      (
        await readChanges(as(service, { reach: 'OWNED', staffId }), { after, entities: ['CUSTOMER'] })
      ).entries.map(({ action, recordId }) => [action, recordId])
    expect(await told(lan)).toEqual([['REMOVED', mine]])
    expect(await told(minh)).toEqual([['UPDATED', mine]])
    expect(await told(hoa)).toEqual([])
  })

  test('spreads evenly over several', async () => {
    for (let at = 0; at < 7; at++) await addCustomer(service, { ownerId: lan })
    const { shares } = await offboard(lan, { colleagues: [minh, hoa] })
    expect(shares.map(share => share.customers)).toEqual([4, 3])
  })

  test('gives a customer to whoever owns most of its region, and what no region has to the others', async () => {
    const region = async (code: string) => (await createRegion(fresh(service), { code, name: code })).regionId
    const [north, south] = [await region('N'), await region('S')]
    for (const ownerId of [hoa, hoa, minh]) await addCustomer(service, { ownerId, regionId: north })
    const [inNorth, inSouth, nowhere] = [
      await addCustomer(service, { ownerId: lan, regionId: north }),
      await addCustomer(service, { ownerId: lan, regionId: south }),
      await addCustomer(service, { ownerId: lan }),
    ]
    await offboard(lan, { colleagues: [minh], byRegion: true })
    const owners = await rows(
      sql`SELECT id, owner_id FROM customers WHERE id IN (${inNorth}, ${inSouth}, ${nowhere}) ORDER BY id`,
    )
    expect(owners).toEqual([
      { id: inNorth, owner_id: hoa },
      { id: inSouth, owner_id: minh },
      { id: nowhere, owner_id: minh },
    ])
  })

  test('gives a place in a care team to whoever takes the customer, once in each team', async () => {
    const [mine, nobodys, minhs, hoas] = [
      await addCustomer(service, { ownerId: lan }),
      await addCustomer(service, { ownerId: null }),
      await addCustomer(service, { ownerId: minh }),
      await addCustomer(service, { ownerId: hoa }),
    ]
    for (const customer of [mine, nobodys, minhs, hoas]) await care(customer, lan, 'repairs')
    await care(nobodys, hoa)
    const places = () =>
      rows(sql`SELECT customer_id AS customer, staff_id AS staff, role FROM care_team_members ORDER BY 1, 2`)
    const before = await places()
    const team = as(service, { reach: 'TEAM', staffId: minh })
    const after = await newestCursor(fresh(service))
    const told = async () =>
      (await readChanges(fresh(team), { after, entities: ['CUSTOMER'] })).entries.map(one => [
        one.action,
        one.recordId,
      ])
    const { shares, careTeams } = await offboard(lan, { colleagues: [minh] })
    expect([shares.map(share => share.careTeams), careTeams]).toEqual([[2], 2])
    expect(await places()).toEqual([
      { customer: nobodys, staff: minh, role: 'repairs' },
      { customer: nobodys, staff: hoa, role: null },
      { customer: hoas, staff: minh, role: 'repairs' },
    ])
    expect(await orphans()).toEqual(none)
    expect(await told()).toEqual([
      ['UPDATED', mine],
      ['UPDATED', nobodys],
      ['UPDATED', hoas],
    ])
    expect(await undoOffboarding(fresh(service), { id: lan })).toMatchObject({ careTeams: 4, keptCount: 0 })
    expect(await places()).toEqual(before)
    expect((await told()).slice(-3)).toEqual([
      ['REMOVED', mine],
      ['REMOVED', nobodys],
      ['REMOVED', hoas],
    ])
  })

  test('of 20,000 customers is one batch', async () => {
    await addCustomer(service, { ownerId: lan })
    const columns = sql.raw(
      (await rows(sql`SELECT name FROM pragma_table_info('customers') WHERE name <> 'id'`))
        .map(({ name }) => `"${name}"`)
        .join(', '),
    )
    await write(sql`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
      INSERT INTO customers (id, ${columns}) SELECT 1000000 + i, ${columns} FROM n CROSS JOIN customers`)
    const on = fresh(service)
    const { shares } = await offboardStaffMember(on, { id: lan, rule: { colleagues: [minh, hoa] } })
    expect(shares.map(share => share.customers)).toEqual([10_000, 10_000])
    expect(on.db.counters.roundTrips).toBe(2)
    const back = fresh(service)
    expect(await undoOffboarding(back, { id: lan })).toMatchObject({ customers: 20_000, keptCount: 0 })
    expect(back.db.counters.roundTrips).toBe(2)
  })
})

describe('an undo', () => {
  test('gives back what lies where it was put; what was changed since and what ended stays and is named', async () => {
    const { mine, followUp, claimed, feedback, apiKeyId, webhookId } = await laden()
    const later = await addCustomer(service, { ownerId: lan })
    await offboard(lan, { colleagues: [minh] })
    await updateCustomer(fresh(service), { id: later, patch: { owner: encodeId('staffMember', hoa) } })
    await updateCustomer(fresh(service), { id: mine, patch: { name: 'Renamed' } })
    await completeFollowUp(fresh(service), { id: followUp, outcome: 'REACHED', staff: minh })
    expect(await undoOffboarding(fresh(service), { id: lan })).toEqual({
      ...{ staffMemberId: lan, customers: 1, followUps: 1, feedback: 2, careTeams: 1, keptCount: 5 },
      ...{ personRequests: 1, goals: 1 },
      kept: [
        { kind: 'API_KEY', id: apiKeyId },
        { kind: 'CUSTOMER', id: later },
        { kind: 'CUSTOMER_UPDATE_JOB', id: 1 },
        { kind: 'FOLLOW_UP', id: followUp },
        { kind: 'WEBHOOK', id: webhookId },
      ],
    })
    expect(await rows(sql`SELECT active FROM staff_members WHERE id = ${lan}`)).toEqual([{ active: 1 }])
    expect(await rows(sql`SELECT name, owner_id FROM customers WHERE id = ${mine}`)).toEqual([
      { name: 'Renamed', owner_id: lan },
    ])
    expect(await rows(sql`SELECT state, claimed_by FROM follow_ups WHERE id = ${claimed}`)).toEqual([
      { state: 'CLAIMED', claimed_by: lan },
    ])
    expect(await rows(sql`SELECT owner_id FROM feedback WHERE id = ${feedback}`)).toEqual([{ owner_id: lan }])
    await expect(undoOffboarding(fresh(service), { id: lan })).rejects.toMatchObject({
      code: 'CONFLICT',
      conflict: { reason: 'CLOSED' },
    })
  })

  test('is refused once it is not kept any more what was handed over', async () => {
    await addCustomer(service, { ownerId: lan })
    await offboard(lan, { colleagues: [minh] })
    const much = service.now + 40 * 86_400_000
    await write(sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at)
      VALUES (1, 1, 1, 'COMPLETED', 1, (SELECT max(id) FROM changes), '[]', ${service.now + 1}, 1)`)
    await expect(undoOffboarding(at(service, much), { id: lan })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    })
  })
})
