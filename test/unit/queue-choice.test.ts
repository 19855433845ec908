import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nightTactics } from '../../src/database/tables/care/follow-ups.ts'
import { choose, mostGain, type Waiting } from '../../src/domain/follow-ups/queue/choose.ts'
import { contactLimit } from '../../src/domain/follow-ups/queue/contact-limits.ts'
import { isHeldOut } from '../../src/domain/follow-ups/queue/hold-out.ts'

const day = 20_000

const waiting = (customers: number): fc.Arbitrary<Waiting> =>
  fc.record({
    customerId: fc.integer({ min: 1, max: customers }),
    tactic: fc.constantFrom(...nightTactics),
    minutes: fc.constantFrom(5, 8, 8, 8, 60),
    gain: fc.option(fc.bigInt({ min: 1n, max: 500_000n }), { freq: 20 }),
    dueOn: fc.integer({ min: day - 3, max: day + 14 }),
    promised: fc.boolean(),
    heldOut: fc.integer({ min: 0, max: 4 }).map(drawn => drawn === 0),
  })

describe('a day', () => {
  test('is never filled past its minutes, and holds one item of a customer', () => {
    fc.assert(
      fc.property(
        fc.array(waiting(30), { maxLength: 80 }),
        fc.integer({ min: 0, max: 200 }),
        (all, minutes) => {
          const { chosen, filled, best } = choose(all, minutes, day)
          const done = chosen.filter(one => !one.heldOut)
          expect(done.reduce((sum, one) => sum + one.minutes, 0)).toBeLessThanOrEqual(minutes)
          expect(new Set(done.map(one => one.customerId)).size).toBe(done.length)
          expect(new Set(chosen).size).toBe(chosen.length)
          expect(best).toBeGreaterThanOrEqual(filled)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('begins with promised work that is due', () => {
    const one = { customerId: 1, tactic: 'CADENCE' as const, minutes: 8, gain: 1n, heldOut: false }
    const due = { ...one, promised: true, dueOn: day }
    const late = { ...due, customerId: 2, dueOn: day - 1 }
    const later = { ...due, customerId: 3, dueOn: day + 1 }
    const gains = { ...one, customerId: 4, tactic: 'OVERDUE' as const, promised: false, dueOn: day + 3 }
    const most = { ...gains, customerId: 5, gain: 2n }
    const short = { ...gains, customerId: 6, minutes: 2 }
    const order = choose([later, gains, due, most, late, short], 480, day).chosen
    expect(order.map(({ customerId }) => customerId)).toEqual([2, 1, 6, 5, 4, 3])
  })

  test('comes within one per cent of the best choice', () => {
    const one = waiting(1_000).map(some => ({ ...some, promised: false, heldOut: false }))
    const days = fc.noBias(fc.array(one, { minLength: 120, maxLength: 160 }))
    const gaps = fc.sample(days, { numRuns: 60, seed: 7 }).map(all => {
      const { filled, best } = choose(all, 160, day)
      return Number(best - filled) / Number(best)
    })
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(0.005)
    expect(gaps.filter(gap => gap > 0.01).length).toBeLessThanOrEqual(1)
  })

  test('is held against the exact optimum', () => {
    const items = fc.array(waiting(4), { maxLength: 7 })
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 90 }), (all, minutes) => {
        const sets = Array.from({ length: 2 ** all.length }, (_, set) =>
          all.filter((_, at) => (set >> at) & 1),
        )
        const gains = sets
          .filter(set => new Set(set.map(one => one.customerId)).size === set.length)
          .filter(set => set.reduce((sum, one) => sum + one.minutes, 0) <= minutes)
          .map(set => set.reduce((sum, one) => sum + (one.gain ?? 0n), 0n))
        const highest = gains.reduce((most, gain) => (gain > most ? gain : most), 0n)
        expect(mostGain(all, minutes)).toBe(highest)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the lot', () => {
  const drawn = (percent: number, period = 'days:110') =>
    Array.from({ length: 20_000 }, (_, at) => at + 1).filter(id => isHeldOut('OVERDUE', id, period, percent))

  test('holds out about its share, the same ones each time', () => {
    const held = drawn(20)
    // Four standard deviations of 20,000 draws at 20 %.
    expect(Math.abs(held.length - 4_000)).toBeLessThan(230)
    expect(drawn(20)).toEqual(held)
    expect(drawn(0)).toEqual([])
  })

  test('holds all that a smaller share holds, and others in another period', () => {
    const [few, many] = [drawn(5), new Set(drawn(20))]
    expect(few.filter(id => !many.has(id))).toEqual([])
    const again = drawn(20, 'days:111').filter(id => many.has(id))
    expect(Math.abs(again.length - 800)).toBeLessThan(120)
  })
})

test('contacts are at most three in any 30 days and seven days apart', () => {
  const limits = {
    ...{ contacts: 3, contactWindowDays: 30, contactGapDays: 7 },
    ...{ coolDownDays: 30, noAnswerDays: 14, attempts: 3, expiryDays: 14 },
  }
  const firstDay = day + 1
  const past = fc.array(fc.integer({ min: day - 40, max: day }), { maxLength: 6 })
  const ahead = fc.array(fc.integer({ min: firstDay, max: day + 40 }), { maxLength: 4 })
  fc.assert(
    fc.property(past, ahead, fc.integer({ min: firstDay, max: day + 20 }), (contacts, planned, plannedOn) => {
      if (contactLimit({ contacts, planned }, { firstDay, plannedOn }, limits) !== null) return
      const all = [...contacts, ...planned]
      for (const other of all) expect(Math.abs(other - plannedOn)).toBeGreaterThanOrEqual(7)
      for (let start = plannedOn - 29; start <= plannedOn; start++)
        expect(all.filter(on => on >= start && on < start + 30).length).toBeLessThan(3)
    }),
    { numRuns: 300 },
  )
})
