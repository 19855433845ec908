import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask, run } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { regionAt, rowsOf, store, type World, world } from './world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

type Person = World['customers'][number]
type Value = string | null

const id = (kind: Parameters<typeof encodeId>[0], found: number | null): Value =>
  found === null ? null : encodeId(kind, found)
const dateOf = (day: number) => formatDay(day)
const weekOf = (day: number) => {
  const weekday = (new Date(day * 86_400_000).getUTCDay() + 6) % 7
  return dateOf(day - weekday)
}

/** Completed years, by the calendar. */
function ageOf(born: number, today: number): number {
  const [birth, now] = [new Date(born * 86_400_000), new Date(today * 86_400_000)]
  const before =
    now.getUTCMonth() < birth.getUTCMonth() ||
    (now.getUTCMonth() === birth.getUTCMonth() && now.getUTCDate() < birth.getUTCDate())
  return now.getUTCFullYear() - birth.getUTCFullYear() - (before ? 1 : 0)
}

const band = (age: number) =>
  ['0-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'][
    [18, 25, 35, 45, 55, 65].filter(first => age >= first).length
  ] ?? ''

/** The groups of a customer, said in the plainest way: each value of each key. */
const ofPerson: Record<string, (person: Person) => Value[]> = {
  'REGION 1': ({ regionId }) => [id('region', regionAt(regionId, 1))],
  'REGION 3': ({ regionId }) => [id('region', regionAt(regionId, 3))],
  SEGMENT: ({ segments }) => (segments.length === 0 ? [null] : segments.map(one => id('segment', one))),
  LIFECYCLE: ({ lifecycle }) => [lifecycle],
  RELATIONSHIP_LEVEL: ({ relationshipLevel }) => [`${relationshipLevel}`],
  GENDER: ({ gender }) => [gender],
  AGE_BAND: ({ birthDate }) => [birthDate === null ? null : band(ageOf(birthDate, service.today))],
  CUSTOMER_OWNER: ({ ownerId }) => [id('staffMember', ownerId)],
  ACQUISITION_SOURCE: ({ acquisitionSource }) => [acquisitionSource],
}

const ofCustomer: typeof ofPerson = {
  ...ofPerson,
  FIRST_PURCHASE_MONTH: ({ firstPurchaseOn: day }) => [day === null ? null : dateOf(day).slice(0, 7)],
  FIRST_PURCHASE_WEEK: ({ firstPurchaseOn: day }) => [day === null ? null : weekOf(day)],
}

type Meeting = World['interactions'][number]
type Task = World['followUps'][number]
const throughCustomer = <Row extends { customer: Person }>() =>
  Object.fromEntries(Object.entries(ofPerson).map(([key, of]) => [key, ({ customer }: Row) => of(customer)]))

const ofMeeting: Record<string, (row: Meeting) => Value[]> = {
  ...throughCustomer<Meeting>(),
  KIND: ({ kind }) => [kind],
  CHANNEL: ({ channel }) => [channel],
  OCCURRED_DAY: ({ day }) => [dateOf(day)],
  OCCURRED_MONTH: ({ day }) => [dateOf(day).slice(0, 7)],
}

const ofTask: Record<string, (row: Task) => Value[]> = {
  ...throughCustomer<Task>(),
  TACTIC: ({ tactic }) => [tactic],
  STATE: ({ state }) => [state],
  OWNER: ({ ownerId }) => [id('staffMember', ownerId)],
  DUE_WEEK: ({ dueOn }) => [weekOf(dueOn)],
}

/** Groups as the answer has them, without their order. */
interface Group {
  keys: Value[]
  count: number
  customers: number
  sum: string
  minimum: string | null
  maximum: string | null
}

function counted<Row>(
  rows: readonly Row[],
  keys: readonly ((row: Row) => Value[])[],
  whose: (row: Row) => number,
  measure: (row: Row) => bigint | null,
): Group[] {
  const groups = new Map<string, { keys: Value[]; rows: Row[] }>()
  for (const row of rows) {
    const places = keys.reduce<Value[][]>(
      (some, of) => some.flatMap(one => of(row).map(value => [...one, value])),
      [[]],
    )
    for (const place of places) {
      const name = JSON.stringify(place)
      const group = groups.get(name) ?? { keys: place, rows: [] }
      groups.set(name, group)
      group.rows.push(row)
    }
  }
  return [...groups.values()].map(group => {
    const values = group.rows.map(measure).filter(value => value !== null)
    const sorted = values.toSorted((a, b) => (a < b ? -1 : 1))
    return {
      keys: group.keys,
      count: group.rows.length,
      customers: new Set(group.rows.map(whose)).size,
      sum: String(values.reduce((sum, value) => sum + value, 0n)),
      minimum: sorted[0] === undefined ? null : String(sorted[0]),
      maximum: sorted.length === 0 ? null : String(sorted.at(-1)),
    }
  })
}

const byName = (groups: readonly Group[]) =>
  groups.toSorted((a, b) => (JSON.stringify(a.keys) < JSON.stringify(b.keys) ? -1 : 1))

const grouping = (keys: readonly string[]) =>
  keys.map(key => {
    const [name, level] = key.split(' ')
    return `{ key: ${name}${level ? `, level: ${level}` : ''} }`
  })

interface Answer {
  stats: {
    exact: boolean
    cut: boolean
    groups: (Omit<Group, 'keys' | 'sum' | 'minimum' | 'maximum'> & {
      keys: { value: Value; label: Value }[]
      measure: { sum: Amount; minimum: Amount | null; maximum: Amount | null }
    })[]
  }
}

type Amount = { minor: string }

async function answered(
  field: string,
  measure: string,
  keys: readonly string[],
  more = '',
): Promise<Group[]> {
  const minor = '{ minor }'
  const { stats } = await ask<Answer>(
    fresh(service),
    `{ stats: ${field}(groupBy: [${grouping(keys)}] ${more}) { exact cut groups {
      keys { value label } count customers
      measure: ${measure} { sum ${minor} minimum ${minor} maximum ${minor} } } } }`,
  )
  expect(stats).toMatchObject({ exact: true, cut: false })
  return stats.groups.map(({ keys: found, measure: of, ...group }) => ({
    ...group,
    keys: found.map(({ value }) => value),
    sum: of.sum.minor,
    minimum: of.minimum?.minor ?? null,
    maximum: of.maximum?.minor ?? null,
  }))
}

const upToTwo = (names: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...names), {
    minLength: 1,
    maxLength: 2,
    selector: key => key.split(' ')[0],
  })

const pick = <Of>(table: Record<string, Of>, keys: readonly string[]): Of[] =>
  keys.flatMap(key => table[key] ?? [])

test('rows are counted and summed up by any one or two keys as they are by hand', async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      upToTwo(Object.keys(ofCustomer)),
      upToTwo(Object.keys(ofMeeting)),
      upToTwo(Object.keys(ofTask)),
      async (drawn, customerKeys, meetingKeys, taskKeys) => {
        const rows = rowsOf(drawn)
        await store(fresh(service), rows)
        const self = ({ id: own }: { id: number }) => own
        const theirs = ({ customer }: { customer: Person }) => customer.id
        const [people, meetings, tasks] = await Promise.all([
          answered('customerStats', 'netSpend', customerKeys),
          answered('interactionStats', 'amount', meetingKeys),
          answered('followUpStats', 'netSpendYear', taskKeys),
        ])
        expect(byName(people)).toEqual(
          byName(counted(rows.customers, pick(ofCustomer, customerKeys), self, row => row.netSpend)),
        )
        expect(byName(meetings)).toEqual(
          byName(
            counted(rows.interactions, pick(ofMeeting, meetingKeys), theirs, ({ amount }) =>
              amount === null ? null : BigInt(amount),
            ),
          ),
        )
        expect(byName(tasks)).toEqual(
          byName(counted(rows.followUps, pick(ofTask, taskKeys), theirs, () => 0n)),
        )
      },
    ),
    { numRuns: 40, endOnFailure: true },
  )
}, 60_000)

const plain = {
  ...{ gender: null, birthDate: null, acquisitionSource: null, relationshipLevel: 1, segments: [] },
  ...{ ownerId: null, regionId: 121, firstPurchaseOn: 20_000, netSpend: 0n },
}

const some = rowsOf({
  customers: [
    { ...plain, lifecycle: 'ACTIVE', ownerId: 1, purchaseDays: 1 },
    { ...plain, lifecycle: 'ACTIVE', purchaseDays: 2 },
    { ...plain, lifecycle: 'LOST', regionId: null, firstPurchaseOn: 20_065, purchaseDays: 3 },
  ],
  interactions: [],
  followUps: [],
})

describe('of three customers', () => {
  beforeAll(() => store(fresh(service), some))

  const keysOf = async (args: string) => {
    const { customerStats } = await ask<{
      customerStats: { groups: { keys: { value: Value; label: Value }[]; count: number }[] }
    }>(fresh(service), `{ customerStats(${args}) { groups { keys { value label } count } } }`)
    return customerStats.groups.map(({ keys, count }) => [
      ...keys.map(({ value, label }) => label ?? value),
      count,
    ])
  }

  test('groups come in the order of their values, what is unknown last', async () => {
    expect(await keysOf('groupBy: [{ key: LIFECYCLE }]')).toEqual([
      ['ACTIVE', 2],
      ['LOST', 1],
    ])
    expect(await keysOf('groupBy: [{ key: REGION, level: 2 }]')).toEqual([
      ['Region 12', 2],
      [null, 1],
    ])
  })

  test('nobody is a group too where that is asked for', async () => {
    const stages = await keysOf('empty: true, groupBy: [{ key: LIFECYCLE }]')
    expect(stages).toHaveLength(8)
    expect(stages.filter(([, count]) => count === 0)).toHaveLength(6)
    expect(await keysOf('empty: true, groupBy: [{ key: FIRST_PURCHASE_MONTH }]')).toEqual([
      ['2024-10', 2],
      ['2024-11', 0],
      ['2024-12', 1],
    ])
    expect(await keysOf('empty: true, groupBy: [{ key: CUSTOMER_OWNER }]')).toEqual([
      ['Staff 1', 1],
      ['Staff 2', 0],
      [null, 2],
    ])
  })

  test('without keys there is one group, which the total is', async () => {
    const { customerStats } = await ask(
      fresh(service),
      `{ customerStats(filter: { lifecycle: { in: [ACTIVE] } }) {
        groups { keys { value } count } total { keys { value } count customers purchaseDays { sum average minimum maximum count } } } }`,
    )
    expect(customerStats).toEqual({
      groups: [{ keys: [], count: 2 }],
      total: {
        ...{ keys: [], count: 2, customers: 2 },
        purchaseDays: { sum: '3', average: 1.5, minimum: '1', maximum: '2', count: 2 },
      },
    })
  })

  test('groups and total take one round trip', async () => {
    const asked = fresh(service)
    const before = await service.database.gateway.requests()
    await ask(
      asked,
      '{ customerStats(empty: true, groupBy: [{ key: CUSTOMER_OWNER }]) { groups { count } total { count } } }',
    )
    expect(await service.database.gateway.requests()).toBe(before + 1)
  })

  test('who sees only some customers counts those', async () => {
    const bound = as(service, { reach: 'OWNED', staffId: 1 })
    const { customerStats } = await ask(bound, '{ customerStats { total { count } } }')
    expect(customerStats).toEqual({ total: { count: 1 } })
  })

  const refused = async (by: TestService, args: string) => {
    const { errors } = await run(by, `{ customerStats(${args}) { total { count } } }`)
    return errors?.map(({ originalError, message }) => [originalError?.name, message])
  }

  test.each([
    ['GENDER', 'customers:personal'],
    ['AGE_BAND', 'customers:personal'],
    ['SEGMENT', 'segments:read'],
    ['REGION', 'regions:read'],
    ['CUSTOMER_OWNER', 'staff:read'],
    ['RELATIONSHIP_LEVEL', 'relationships:read'],
  ])('a group by %s needs %s', async (key, scope) => {
    const scopes = new Set([...service.actor.scopes].filter(one => one !== scope))
    expect(await refused(as(service, { scopes }), `groupBy: [{ key: ${key} }]`)).toEqual([
      ['AuthorizationError', `This needs the scope "${scope}".`],
    ])
  })

  test.each([
    ['three keys', 'groupBy: [{ key: GENDER }, { key: REGION }, { key: SEGMENT }]'],
    ['one key twice', 'groupBy: [{ key: GENDER }, { key: GENDER }]'],
    ['a level of what has none', 'groupBy: [{ key: GENDER, level: 2 }]'],
    ['a level that no tree has', 'groupBy: [{ key: REGION, level: 0 }]'],
    ['a filter that is none', 'filter: { lifecycle: {} }'],
  ])('%s is refused', async (_what, args) => {
    expect((await refused(fresh(service), args))?.[0]?.[0]).toBe('UserError')
  })
})
