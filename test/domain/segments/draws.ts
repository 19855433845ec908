import fc from 'fast-check'
import { lifecycleStages } from '../../../src/database/tables/customers/customers.ts'
import { namedCampaigns, namedRegions, type Person } from './world.ts'

export const pick = <Value>(values: readonly Value[]) => fc.constantFrom(...values)

export const stage = pick(lifecycleStages)

/** A day about which windows end: of these days or of those a year before, and some to come. */
export const dayNear = (asOf: number): fc.Arbitrary<number> =>
  fc
    .oneof({ weight: 12, arbitrary: fc.integer({ min: -2, max: 12 }) }, fc.constantFrom(363, 364, 365))
    .map(days => asOf - days)

/** One bound or both, the lower one from `min` on. */
export const bounds = (min: number, max: number): fc.Arbitrary<{ atLeast?: number; atMost?: number }> =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 0, max }), fc.integer({ min: 0, max: 2 }))
    .map(([low, width, which]) =>
      which === 0 ? { atLeast: low } : which === 1 ? { atMost: low } : { atLeast: low, atMost: low + width },
    )

const verdict = (of: number) =>
  fc
    .record({
      verdict: pick(['VULNERABLE', 'RESISTANT', 'EXCLUDED'] as const),
      grade: pick(['LAPSED', 'SHARP'] as const),
    })
    .map(one => ({
      campaign: of,
      verdict: one.verdict,
      grade: one.verdict === 'VULNERABLE' ? one.grade : null,
    }))

/** People who differ in all that a rule can ask of them. */
export const peopleNear = (asOf: number): fc.Arbitrary<Person[]> => {
  const person = fc.record({
    region: fc.option(pick(Object.values(namedRegions))),
    lifecycle: stage,
    facts: fc.array(
      fc.record({
        day: dayNear(asOf),
        kind: pick(['PURCHASE', 'PURCHASE', 'PURCHASE', 'REFUND', 'CALL'] as const),
        amount: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
        cancelled: pick([false, false, false, true]),
      }),
      { maxLength: 5 },
    ),
    verdicts: fc
      .tuple(fc.option(verdict(namedCampaigns.first)), fc.option(verdict(namedCampaigns.second)))
      .map(both => both.filter(one => one !== null)),
  })
  return fc
    .array(person, { minLength: 10, maxLength: 20 })
    .map(drawn => drawn.map((one, at) => ({ id: at + 1, ...one })))
}
