import { expect, test } from 'vitest'
import { historyDays, person, provinceShares } from '../../bench/scale/people.ts'

const lastDay = 20_500
const staff = 20
const provinces = 56

let ends = 0
const cumulative = provinceShares(provinces).map(share => {
  ends += share
  return ends
})
const one = (seed: number, place: number) => person(seed, place, lastDay, cumulative, staff)

test('a seed and a place make the same customer each time, and another one elsewhere', () => {
  expect(one(1, 3)).toEqual(one(1, 3))
  expect(one(1, 4)).not.toEqual(one(1, 3))
  expect(one(2, 3)).not.toEqual(one(1, 3))
})

test('customers have about ten interactions each, in order, within the history', () => {
  const people = Array.from({ length: 5_000 }, (_, place) => one(1, place))
  const interactions = people.reduce((sum, { history }) => sum + history.length, 0)
  expect(interactions / people.length).toBeGreaterThan(9.5)
  expect(interactions / people.length).toBeLessThan(10.5)
  for (const { history } of people) {
    const order = history.map(({ day, time }) => day * 86_400_000 + time)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(history.every(({ day }) => day <= lastDay && day > lastDay - historyDays)).toBe(true)
  }
})

test('every province holds somebody, and none holds nearly everybody', () => {
  const people = Array.from({ length: 5_000 }, (_, place) => one(1, place))
  const counts = new Array<number>(provinces).fill(0)
  for (const { region } of people) if (region !== null) counts[region] = (counts[region] ?? 0) + 1
  expect(Math.min(...counts)).toBeGreaterThan(0)
  expect(Math.max(...counts)).toBeLessThan(people.length / 10)
})
