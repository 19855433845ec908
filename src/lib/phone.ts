import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * The E.164 form (`+84912345678`) of a phone number as people write it; null if it is not valid in its country's
 * numbering plan. Numbers without a country code are read in `country` (ISO 3166-1 alpha-2, upper case); if that
 * is unknown, only international ones are. The whole text must be the number; an extension is dropped, because
 * E.164 has none.
 */
export function parsePhone(text: string, country: string): string | null {
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(isCountry(country) ? { defaultCountry: country } : {}),
  })
  return number?.isValid() ? number.number : null
}

/** Whether phone numbers can be read in this country: an upper-case ISO 3166-1 alpha-2 code with its own plan. */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code)
}
