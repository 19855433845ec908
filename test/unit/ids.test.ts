import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeId,
  decodePairId,
  encodeId,
  encodePairId,
  type IdKind,
  idGenerator,
  idPrefixes,
} from '../../src/lib/ids.ts'

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const kind = fc.constantFrom<IdKind>('customer', 'interaction', 'vulnerabilityMember', 'apiKey', 'consent')
const PER_SECOND = 2 ** 22
const epoch = Date.UTC(2025, 0, 1)

describe('ids', () => {
  it('have distinct prefixes of three letters', () => {
    const prefixes = Object.values(idPrefixes)
    expect(new Set(prefixes).size).toBe(prefixes.length)
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]{3}$/)
  })

  it('are a prefix and lower-case Crockford base32', () => {
    expect(encodeId('customer', 1)).toBe('cus_1')
    expect(encodeId('customer', 32)).toBe('cus_10')
    expect(encodeId('segment', 1023)).toBe('seg_zz')
    expect(encodeId('night', Number.MAX_SAFE_INTEGER)).toBe('ngt_7zzzzzzzzzz')
  })

  it('survive the way to text and back, alone and in pairs', () => {
    fc.assert(
      fc.property(kind, id, id, (kind, a, b) => {
        expect(decodeId(encodeId(kind, a))).toEqual({ kind, id: a })
        expect(decodePairId(encodePairId(kind, a, b))).toEqual({ kind, a, b })
      }),
    )
  })

  it('are read only in the one form they are written in', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(cus|vum|key|xyz)[_-][0-9a-zA-Z-]{0,13}$/),
      fc.tuple(kind, id).map(([kind, id]) => encodeId(kind, id).toUpperCase()),
    )
    fc.assert(
      fc.property(text, text => {
        const one = decodeId(text)
        if (one) expect(encodeId(one.kind, one.id)).toBe(text)
        const two = decodePairId(text)
        if (two) expect(encodePairId(two.kind, two.a, two.b)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    '',
    'cus',
    'cus_',
    'cus_0',
    'cus_01',
    'cus_A',
    'CUS_a',
    'xyz_1',
    'cus-1',
    'cus_i',
    'cus_l',
    'cus_o',
    'cus_u',
    'cus_1 ',
    'cus_1\n',
    'cus_80000000000',
    'cus_7zzzzzzzzzzz',
    'cus_1-1',
    'toString_1',
  ])('refuse %j', text => {
    expect(decodeId(text)).toBeNull()
  })

  it.each([
    'vum_',
    'vum_1',
    'vum_-1',
    'vum_1-',
    'vum_1-2-3',
    'vum_1--2',
    'vum_01-2',
    'xyz_1-2',
    'vum_1-80000000000',
  ])('refuse the pair %j', text => {
    expect(decodePairId(text)).toBeNull()
  })

  it('cannot be made of anything but a positive safe integer', () => {
    for (const bad of [0, -1, 1.5, 2 ** 53, Number.NaN]) {
      expect(() => encodeId('customer', bad)).toThrow(RangeError)
      expect(() => encodePairId('vulnerabilityMember', 1, bad)).toThrow(RangeError)
    }
  })
})

describe('the id generator', () => {
  it('makes ids of the second and a counter with a random start', () => {
    let now = epoch + 10_500
    const bounds: number[] = []
    const next = idGenerator(
      () => now,
      bound => {
        bounds.push(bound)
        return 77
      },
    )
    expect([next(), next()]).toEqual([10 * PER_SECOND + 77, 10 * PER_SECOND + 78])
    now += 1000
    expect(next()).toBe(11 * PER_SECOND + 77)
    expect(bounds).toEqual([2 ** 21, 2 ** 21])
  })

  it('gives positive ids from the first instant on and safe ones at the last', () => {
    expect(
      idGenerator(
        () => epoch,
        () => 0,
      )(),
    ).toBeGreaterThan(0)
    const last = idGenerator(
      () => epoch + (2 ** 31 - 1) * 1000,
      bound => bound - 1,
    )()
    expect(Number.isSafeInteger(last)).toBe(true)
  })

  it('strictly increases, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -5000, max: 5000 }), { maxLength: 200 })
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat({ max: 2 ** 21 - 1 })), (steps, starts) => {
        let now = epoch + 10_000_000
        const next = idGenerator(
          () => now,
          () => starts.next().value ?? 0,
        )
        let last = 0
        for (const step of steps) {
          now += step
          const id = next()
          expect(id).toBeGreaterThan(last)
          last = id
        }
      }),
    )
  })

  it('moves on to the next second when the counter is full', () => {
    const next = idGenerator(
      () => epoch + 5000,
      bound => bound - 1,
    )
    let last = next()
    expect(last).toBe(5 * PER_SECOND + 2 ** 21 - 1)
    for (let i = 0; i < 2 ** 21; i++) last = next()
    expect(last).toBe(6 * PER_SECOND - 1)
    expect(next()).toBe(6 * PER_SECOND + 2 ** 21 - 1)
  })

  it('refuses a clock outside 2025 to 2093', () => {
    for (const now of [0, epoch - 1, epoch + 2 ** 31 * 1000, Number.NaN]) {
      expect(() =>
        idGenerator(
          () => now,
          () => 0,
        )(),
      ).toThrow(RangeError)
    }
  })
})
