/**
 * Amounts as integers in minor units. The exceptions to two decimals are ISO 4217's own (list one); Intl is
 * asked only which codes exist, because engines answer with CLDR's habits (no decimals for COP, HUF, IDR, IQD),
 * which differ from the standard and from one release to the next.
 */
const DECIMALS = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([decimals, codes]) => codes.split(' ').map(code => [code, Number(decimals)] as const)),
)

/** Codes for units that have no minor unit: metals, bonds, drawing rights, testing, none. */
const NOT_MONEY = new Set('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '))

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** Digits after the decimal point in ISO 4217: VND 0, GBP 2, KWD 3. Null for an unknown code; case counts. */
export function currencyDecimals(currency: string): number | null {
  if (!currencies.has(currency) || NOT_MONEY.has(currency)) return null
  return DECIMALS.get(currency) ?? 2
}

/** Why a text is no amount: `GROUPED` looks like one with a thousands separator, as in `250.000` or `1,250`. */
export type AmountFault = 'MALFORMED' | 'GROUPED' | 'TOO_MANY_DECIMALS' | 'OUT_OF_RANGE'

/** Digits in threes, whatever stands between them: a point, a comma, a blank, an apostrophe. */
const GROUPED = /^-?\d+(?:[.,\s'\u2019]\d{3})+(?:[.,]\d+)?$/u

/**
 * Whether exactly three digits stand behind the point: many write a thousand as `1.000`, so that such a text
 * may mean a thousandth of what was meant. Nobody begins a number of thousands with a 0.
 */
export const endsInThousands = (text: string): boolean => /^-?(?!0+\.)\d+\.\d{3}$/.test(text)

/**
 * Minor units of a decimal text such as `-12.50`: digits, an optional leading minus, an optional point; no
 * exponent, no grouping, no plus. Zeros past the currency's decimals are allowed, since the value is exact; but
 * exactly three digits behind the point are GROUPED in every currency that has fewer. OUT_OF_RANGE beyond
 * ±(2^53 − 1) minor units.
 */
export function parseAmount(text: string, decimals: number): { minor: number } | { error: AmountFault } {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return { error: GROUPED.test(text) ? 'GROUPED' : 'MALFORMED' }
  if (decimals < 3 && endsInThousands(text)) return { error: 'GROUPED' }
  const [, sign, whole = '', fraction = ''] = match
  if (/[1-9]/.test(fraction.slice(decimals))) return { error: 'TOO_MANY_DECIMALS' }
  const digits = (whole + fraction.slice(0, decimals).padEnd(decimals, '0')).replace(/^0+/, '')
  // Sixteen digits hold 2^53 − 1; a double rounds none of the larger ones down into the safe range.
  const minor = digits.length > 16 ? Number.POSITIVE_INFINITY : Number(digits)
  if (!Number.isSafeInteger(minor)) return { error: 'OUT_OF_RANGE' }
  return { minor: sign === '-' && minor !== 0 ? -minor : minor }
}

/** The decimal text of an amount in minor units, with exactly `decimals` digits after the point. */
export function formatAmount(minor: bigint, decimals: number): string {
  const sign = minor < 0n ? '-' : ''
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0')
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
