import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import { comparable } from './text.ts'

/**
 * The E.164 form (`+84912345678`) of a phone number as people write it; null if it is not valid in its country's
 * numbering plan of today. Numbers without a country code are read in `country` (ISO 3166-1 alpha-2, upper case);
 * if that is unknown, only international ones are. The whole text must be the number; an extension is dropped,
 * because E.164 has none. Invisible characters around and within the number are dropped, `(+84)` counts as `+84`,
 * and a Vietnamese mobile number of 11 digits becomes the one that replaced it in 2018.
 */
export function parsePhone(text: string, country: string): string | null {
  const written = comparable(text).replace(/^\((\+\d+)\)/, '$1 ')
  const number = parsePhoneNumberFromString(written, {
    extract: false,
    ...(isCountry(country) ? { defaultCountry: country } : {}),
  })
  if (!number) return null
  if (number.countryCallingCode === '84') return vietnamese(number.nationalNumber)
  return number.isValid() ? number.number : null
}

/**
 * How the E.164 forms of the numbers begin of which `text` may be the beginning, in any spelling that `parsePhone`
 * reads: `0912`, `84 912`, `912` and `+84.912` all give `+84912` in Vietnam, and `0165` gives what replaced it. None for a
 * text that no number begins with.
 */
export function phoneBeginnings(text: string, country: string): string[] {
  const written = comparable(text).replace('(0)', '')
  if (!/^\(?\+?[\d ().\-/]*\d[ ().\-/]*$/.test(written)) return []
  const digits = written.replace(/\D/g, '')
  if (written.includes('+')) return [inUse(`+${digits}`)]
  if (digits.startsWith('00')) return digits.length > 2 ? [inUse(`+${digits.slice(2)}`)] : []
  const code = isCountry(country) ? getCountryCallingCode(country) : null
  const national = code === null ? [] : [inUse(`+${code}${digits.replace(/^0/, '')}`)]
  return digits.startsWith('0') ? national : [...national, inUse(`+${digits}`)]
}

/** The beginning of today's number for that of an old Vietnamese one. */
function inUse(beginning: string): string {
  const prefix = beginning.startsWith('+84') ? REPLACED.get(beginning.slice(3, 6)) : undefined
  return prefix === undefined ? beginning : `+84${prefix}${beginning.slice(6)}`
}

/** Whether phone numbers can be read in this country: an upper-case ISO 3166-1 alpha-2 code with its own plan. */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code)
}

/**
 * Old prefixes of 11-digit mobile numbers and what replaced them, without the leading 0. Decision 798/QĐ-BTTTT
 * of 2018; nobody answers under the old ones since 2018-11-15.
 */
const REPLACED = new Map(
  Object.entries({
    120: '70',
    121: '79',
    122: '77',
    126: '76',
    128: '78',
    123: '83',
    124: '84',
    125: '85',
    127: '81',
    129: '82',
    162: '32',
    163: '33',
    164: '34',
    165: '35',
    166: '36',
    167: '37',
    168: '38',
    169: '39',
    186: '56',
    188: '58',
    199: '59',
  }),
)

/** Mobile prefixes in use. The library's full metadata lacks most of 052, and its small one asks for none. */
const MOBILE = /^(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$/

/** Landlines since 2017; 1800 and 1900; satellite, ministries and short business numbers. */
const OTHERS = /^(?:2\d{9}|1[89]00\d{4,6}|672\d{6}|69\d{5,6}|[17]99\d{4})$/

function vietnamese(national: string): string | null {
  const prefix = national.length === 10 ? REPLACED.get(national.slice(0, 3)) : undefined
  const today = prefix === undefined ? national : prefix + national.slice(3)
  return MOBILE.test(today) || OTHERS.test(today) ? `+84${today}` : null
}
