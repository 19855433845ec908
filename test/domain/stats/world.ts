import fc from 'fast-check'
import { followUpStates, followUps, followUpTactics } from '../../../src/database/tables/care/follow-ups.ts'
import { segmentMembers, segments } from '../../../src/database/tables/care/segments.ts'
import { channels } from '../../../src/database/tables/customers/channels.ts'
import { customers, genders, lifecycleStages } from '../../../src/database/tables/customers/customers.ts'
import { interactionKinds, interactions } from '../../../src/database/tables/customers/interactions.ts'
import { regions } from '../../../src/database/tables/customers/regions.ts'
import { staffMembers } from '../../../src/database/tables/house/staff.ts'
import type { TestService } from '../../support/service.ts'

const stamp = { createdAt: 1, updatedAt: 2, version: 1, changeId: 0 }

/** Two countries with two provinces each, of two wards: ids say where a region lies (12 in 1, 121 in 12). */
export const regionIds = [1, 2].flatMap(country => [
  country,
  ...[1, 2].flatMap(province => [
    10 * country + province,
    ...[1, 2].map(ward => 100 * country + 10 * province + ward),
  ]),
])

/** The region of a level that a region lies in; null above it. */
export const regionAt = (id: number | null, level: number): number | null =>
  id === null || String(id).length < level ? null : Number(String(id).slice(0, level))

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 })

const day = fc.integer({ min: 20_000, max: 20_200 })
/** So large that two of them pass what a double or a stored integer holds. */
const wide = fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: 2n ** 62n, max: 2n ** 63n - 1n }))

const customer = fc.record({
  lifecycle: fc.constantFrom(...lifecycleStages),
  gender: maybe(fc.constantFrom(...genders)),
  birthDate: maybe(fc.integer({ min: -10_000, max: 18_000 })),
  regionId: maybe(fc.constantFrom(...regionIds)),
  ownerId: maybe(fc.constantFrom(1, 2)),
  acquisitionSource: maybe(fc.constantFrom('fair', 'web')),
  relationshipLevel: fc.integer({ min: 1, max: 5 }),
  firstPurchaseOn: maybe(day),
  purchaseDays: fc.nat(9),
  netSpend: wide,
  segments: fc.subarray([1, 2, 3]),
})

const interaction = fc.record({
  customer: fc.nat(),
  kind: fc.constantFrom(...interactionKinds.slice(0, 4)),
  channel: maybe(fc.constantFrom(...channels.slice(0, 3))),
  day,
  amount: maybe(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  score: maybe(fc.integer({ min: 0, max: 10 })),
})

const followUp = fc.record({
  customer: fc.nat(),
  tactic: fc.constantFrom(...followUpTactics),
  state: fc.constantFrom(...followUpStates),
  dueOn: day,
  ownerId: maybe(fc.constantFrom(1, 2)),
})

export const world = fc.record({
  customers: fc.array(customer, { minLength: 1, maxLength: 25 }),
  interactions: fc.array(interaction, { maxLength: 40 }),
  followUps: fc.array(followUp, { maxLength: 25 }),
})

export type World = ReturnType<typeof rowsOf>
type Drawn = typeof world extends fc.Arbitrary<infer Value> ? Value : never

/** What is stored, in rows that know their customer. */
export function rowsOf(drawn: Drawn) {
  const people = drawn.customers.map((one, at) => ({ ...one, id: at + 1 }))
  const whose = (nth: number) => people[nth % people.length] ?? people[0]
  const of = <Row extends { customer: number }>(rows: readonly Row[]) =>
    rows.flatMap((row, at) => {
      const person = whose(row.customer)
      return person ? [{ ...row, id: at + 1, customer: person }] : []
    })
  return { customers: people, interactions: of(drawn.interactions), followUps: of(drawn.followUps) }
}

/** Puts a world in the place of the one before. */
export async function store({ db }: TestService, world: World): Promise<void> {
  const { orm } = db
  const all = <Row>(rows: Row[], insert: (rows: Row[]) => Parameters<typeof db.write>[0][number]) =>
    rows.length > 0 ? [insert(rows)] : []
  await db.write([
    ...[followUps, interactions, segmentMembers, segments, customers, regions, staffMembers].map(table =>
      orm.delete(table),
    ),
    orm
      .insert(staffMembers)
      .values([1, 2].map(id => ({ id, name: `Staff ${id}`, sortName: `${id}`, active: true, ...stamp }))),
    orm.insert(regions).values(
      regionIds.map(id => ({
        ...{ id, code: `${id}`, name: `Region ${id}`, sortName: `${id}`, ...stamp },
        parentId: id < 10 ? null : Math.floor(id / 10),
      })),
    ),
    orm.insert(segments).values(
      [1, 2, 3].map(id => ({
        ...{ id, name: `Segment ${id}`, sortName: `${id}`, rule: {}, ...stamp },
        ...{ memberCount: 0, unknownCount: 0, computedAt: 0 },
      })),
    ),
    ...all(world.customers, rows =>
      orm.insert(customers).values(
        rows.map(({ segments: _, ...row }) => ({
          ...row,
          ...{
            kind: 'PERSON' as const,
            sortName: '',
            foldedName: '',
            attributes: {},
            netSpendYear: 0n,
            ...stamp,
          },
          ...{ preferredChannels: [], forbiddenChannels: [] },
        })),
      ),
    ),
    ...all(
      world.customers.flatMap(({ id, segments: of }) =>
        of.map(segmentId => ({ segmentId, customerId: id, joinedAt: 1 })),
      ),
      rows => orm.insert(segmentMembers).values(rows),
    ),
    ...all(world.interactions, rows =>
      orm.insert(interactions).values(
        rows.map(({ customer: whose, ...row }) => ({
          ...row,
          ...{ customerId: whose.id, occurredAt: row.day * 86_400_000, cancelled: false, ...stamp },
        })),
      ),
    ),
    ...all(world.followUps, rows =>
      orm.insert(followUps).values(
        rows.map(({ customer: whose, ...row }) => ({
          ...row,
          ...{
            customerId: whose.id,
            period: `${row.id}`,
            reasons: [],
            netSpendYear: 0n,
            createdOn: 1,
            ...stamp,
          },
        })),
      ),
    ),
  ])
}
