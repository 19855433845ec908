import fc from 'fast-check'

/** How many days ago somebody bought, in any order. */
export const rhythms: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }),
  // Somebody who has only just begun.
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 1 }),
  // Regular buyers with pauses: gaps of a few days, now and then a long one.
  fc
    .array(
      fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.integer({ min: 10, max: 400 })),
      { minLength: 2, maxLength: 14 },
    )
    .map(gaps =>
      gaps.map((_, at) => gaps.slice(0, at + 1).reduce((sum, gap) => sum + gap, 0) - (gaps[0] ?? 0)),
    ),
)
