import { describe, expect, it } from 'vitest'
import { isCountry, parsePhone } from '../../src/lib/phone.ts'

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
    'none',
  ])('refuses %j', text => {
    expect(parsePhone(text, 'VN')).toBeNull()
  })

  it('without a country code is not read in an unknown country', () => {
    expect(parsePhone('0912345678', 'ZZ')).toBeNull()
  })
})

describe('a country', () => {
  it('is an upper-case ISO code', () => {
    for (const code of ['VN', 'GB', 'US']) expect(isCountry(code)).toBe(true)
    for (const code of ['', 'vn', 'ZZ', 'VNM', 'toString', '__proto__']) expect(isCountry(code)).toBe(false)
  })
})
