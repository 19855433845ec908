import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencyDecimals, formatAmount, parseAmount } from '../../src/lib/money.ts'

describe('the decimals of a currency', () => {
  it('are those of ISO 4217, whatever the engine shows by habit', () => {
    const decimals = Object.fromEntries(
      ['VND', 'JPY', 'GBP', 'USD', 'EUR', 'IDR', 'COP', 'HUF', 'KWD', 'IQD', 'TND'].map(code => [
        code,
        currencyDecimals(code),
      ]),
    )
    expect(decimals).toEqual({
      VND: 0,
      JPY: 0,
      GBP: 2,
      USD: 2,
      EUR: 2,
      IDR: 2,
      COP: 2,
      HUF: 2,
      KWD: 3,
      IQD: 3,
      TND: 3,
    })
  })

  it('are unknown for what is no currency', () => {
    for (const code of ['', 'vnd', 'ZZZ', 'VNDD', 'XXX', 'XAU', 'XDR'])
      expect(currencyDecimals(code)).toBeNull()
  })
})

describe('an amount', () => {
  it.each([
    ['0', 0, 0],
    ['-0', 0, 0],
    ['-0.00', 2, 0],
    ['150000', 0, 150_000],
    ['12.5', 2, 1250],
    ['-12.50', 2, -1250],
    ['5.0000', 2, 500],
    ['250000.0', 0, 250_000],
    ['1.500', 3, 1500],
    ['1.500', 4, 15_000],
    ['5.0', 0, 5],
    ['007', 2, 700],
    ['0.001', 3, 1],
    ['9007199254740991', 0, Number.MAX_SAFE_INTEGER],
    ['-90071992547409.91', 2, -Number.MAX_SAFE_INTEGER],
    [`${'0'.repeat(40)}1.${'0'.repeat(40)}`, 2, 100],
  ])('%s with %i decimals is %i minor units', (text, decimals, minor) => {
    expect(parseAmount(text, decimals)).toEqual({ minor })
  })

  it.each(['', '-', '.5', '5.', '+5', '1e3', '1,5', '1 00', ' 1', '1\n', '0x10', '--1', '1.2.3', 'NaN', '٥'])(
    'refuses %j as malformed',
    text => {
      expect(parseAmount(text, 2)).toEqual({ error: 'MALFORMED' })
    },
  )

  it('refuses what the currency cannot hold', () => {
    expect(parseAmount('1.0051', 2)).toEqual({ error: 'TOO_MANY_DECIMALS' })
    expect(parseAmount('0.5', 0)).toEqual({ error: 'TOO_MANY_DECIMALS' })
    for (const text of ['9007199254740992', '-9007199254740993', '90071992547409910', '9'.repeat(500)]) {
      expect(parseAmount(text, 0)).toEqual({ error: 'OUT_OF_RANGE' })
    }
  })

  it.each(['250.000', '-12.500', '1.005', '1,000', '1 000', '1.000.000', '1,000.50', "1'000", '1\u00a0000'])(
    'takes no thousands separator: %j',
    text => {
      for (const decimals of [0, 1, 2]) expect(parseAmount(text, decimals)).toEqual({ error: 'GROUPED' })
    },
  )

  it('is never a thousandth of what a writer of thousands meant', () => {
    const separators = fc.constantFrom('.', ',', ' ', '\u00a0', '\u202f', "'", '’')
    fc.assert(
      fc.property(
        fc.integer({ min: 1000 }),
        separators,
        fc.integer({ min: 0, max: 2 }),
        (whole, separator, decimals) => {
          const grouped = String(whole).replace(/\B(?=(?:\d{3})+$)/g, separator)
          expect(parseAmount(grouped, decimals)).toEqual({ error: 'GROUPED' })
        },
      ),
    )
  })

  it('may end in any number of zeros but what makes three digits', () => {
    const digits = {
      whole: fc.nat(),
      decimals: fc.integer({ min: 0, max: 4 }),
      zeros: fc.integer({ min: 1, max: 9 }),
    }
    fc.assert(
      fc.property(fc.record(digits), ({ whole, decimals, zeros }) => {
        const read = parseAmount(`${whole}.${'0'.repeat(zeros)}`, decimals)
        const ambiguous = whole > 0 && zeros === 3 && decimals < 3
        expect(read).toEqual(ambiguous ? { error: 'GROUPED' } : { minor: whole * 10 ** decimals })
      }),
    )
  })

  it('survives the way to text and back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 }), (minor, decimals) => {
        expect(parseAmount(formatAmount(BigInt(minor), decimals), decimals)).toEqual({ minor: minor + 0 })
      }),
    )
  })

  it('is written with all its decimals, past 2^53 too', () => {
    expect(formatAmount(-5n, 2)).toBe('-0.05')
    expect(formatAmount(0n, 2)).toBe('0.00')
    expect(formatAmount(150_000n, 0)).toBe('150000')
    expect(formatAmount(123_456_789_012_345_678_901n, 3)).toBe('123456789012345678.901')
  })
})
