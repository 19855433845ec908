import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCountry, parsePhone, phoneBeginnings } from '../../src/lib/phone.ts'

describe('a phone number', () => {
  it.each([
    ['0912 345 678', 'VN', '+84912345678'],
    ['(028) 3822-1234', 'VN', '+842838221234'],
    ['+84 912.345.678', 'VN', '+84912345678'],
    ['0084 912 345 678', 'VN', '+84912345678'],
    ['+44 20 7946 0958', 'VN', '+442079460958'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['028 3822 1234 ext 5', 'VN', '+842838221234'],
    ['+84912345678', 'ZZ', '+84912345678'],
    ['(+84) 912 345 678', 'VN', '+84912345678'],
    ['(+44) 20 7946 0958', 'VN', '+442079460958'],
    ['+84 (0)912 345 678', 'VN', '+84912345678'],
    ['84912345678', 'VN', '+84912345678'],
    ['0912-345-678', 'VN', '+84912345678'],
    ['0912.345.678', 'VN', '+84912345678'],
    ['0912\u00a0345\u2009678', 'VN', '+84912345678'],
    ['\u202d+84 912 345 678\u202c', 'VN', '+84912345678'],
    ['\u2066(+84) 912 345 678\u2069\u200e', 'GB', '+84912345678'],
    ['\ufeff0912\u200b345678', 'VN', '+84912345678'],
    ['1800 1091', 'VN', '+8418001091'],
    ['1900 545 415', 'VN', '+841900545415'],
    ['069 123456', 'VN', '+8469123456'],
    ['08 2249 4949', 'VN', '+84822494949'],
  ])('%s in %s is %s', (text, country, expected) => {
    expect(parsePhone(text, country)).toBe(expected)
  })

  it.each([
    '',
    '123',
    '0912',
    'call 0912345678',
    '0912345678 or 0987654321',
    '+1 555 0100',
    '+999 123 456 789',
    '0123456789',
    '0130 765 4321',
    '0312345678',
    '0542345678',
    '0712345678',
    '0802345678',
    '04 3822 1234',
    '912 345 678 9',
    'none',
  ])('refuses %j', text => {
    expect(parsePhone(text, 'VN')).toBeNull()
  })

  const renumbered = {
    MobiFone: '120→70 121→79 122→77 126→76 128→78',
    VinaPhone: '123→83 124→84 125→85 127→81 129→82',
    Viettel: '162→32 163→33 164→34 165→35 166→36 167→37 168→38 169→39',
    Vietnamobile: '186→56 188→58',
    Gmobile: '199→59',
  }

  it.each(Object.entries(renumbered))('of 11 digits is the one that replaced it in 2018: %s', (_, pairs) => {
    for (const [before = '', after = ''] of pairs.split(' ').map(pair => pair.split('→'))) {
      const today = `+84${after}7654321`
      for (const text of [
        `0${before} 765 4321`,
        `+84${before}7654321`,
        `0${after} 765 4321`,
        `84${before}7654321`,
      ])
        expect(parsePhone(text, 'VN')).toBe(today)
    }
  })

  it('of every mobile prefix in use is taken', () => {
    const inUse = '32 33 34 35 36 37 38 39 52 55 56 58 59 70 76 77 78 79 81 82 83 84 85 86 87 88 89'.split(
      ' ',
    )
    for (const prefix of [...inUse, ...'90 91 92 93 94 96 97 98 99'.split(' ')])
      expect(parsePhone(`0${prefix}0123456`, 'VN')).toBe(`+84${prefix}0123456`)
  })

  it('read again is itself', () => {
    const digits = fc.stringMatching(/^(?:0|\+84|84|)[0-9]{7,10}$/)
    fc.assert(
      fc.property(digits, text => {
        const read = parsePhone(text, 'VN')
        if (read !== null) expect(parsePhone(read, 'VN')).toBe(read)
      }),
      { numRuns: 1_000 },
    )
  })

  it('without a country code is not read in an unknown country', () => {
    expect(parsePhone('0912345678', 'ZZ')).toBeNull()
  })
})

describe('the beginning of a phone number', () => {
  it.each([
    ['0912', 'VN', ['+84912']],
    ['0912 345', 'VN', ['+84912345']],
    ['84.912', 'VN', ['+8484912', '+84912']],
    ['912', 'VN', ['+84912', '+912']],
    ['+84 912', 'VN', ['+84912']],
    ['(+84) 912', 'VN', ['+84912']],
    ['+84 (0)912', 'VN', ['+84912']],
    ['0084 912', 'VN', ['+84912']],
    ['\u202d0912\u202c', 'VN', ['+84912']],
    ['0165', 'VN', ['+8435']],
    ['+84 165 12', 'VN', ['+843512']],
    ['0', 'VN', ['+84']],
    ['+84', 'VN', ['+84']],
    ['020 79', 'GB', ['+442079']],
    ['+44 20', 'VN', ['+4420']],
    ['0912', 'ZZ', []],
    ['+84', 'ZZ', ['+84']],
    ['00', 'VN', []],
    ['+', 'VN', []],
    ['', 'VN', []],
    ['C0912', 'VN', []],
    ['09+12', 'VN', []],
  ])('%s in %s is %j', (text, country, expected) => {
    expect(phoneBeginnings(text, country)).toEqual(expected)
  })

  it('is one of the number that it is completed to', () => {
    const number = fc.stringMatching(/^(?:0|84|\+84|0084)(?:9\d|3[2-9]|16[2-9])\d{7}$/)
    fc.assert(
      fc.property(number, fc.nat({ max: 20 }), (text, cut) => {
        const whole = parsePhone(text, 'VN')
        const typed = text.slice(0, Math.max(text.length - cut, /16\d/.test(text) ? 7 : 1))
        if (whole === null || /^0{1,2}$|^\+$/.test(typed)) return
        expect(phoneBeginnings(typed, 'VN').some(one => whole.startsWith(one))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a country', () => {
  it('is an upper-case ISO code', () => {
    for (const code of ['VN', 'GB', 'US']) expect(isCountry(code)).toBe(true)
    for (const code of ['', 'vn', 'ZZ', 'VNM', 'toString', '__proto__']) expect(isCountry(code)).toBe(false)
  })
})
