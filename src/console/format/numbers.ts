/** Amounts come as decimal text, because they may pass what numbers hold. */
export interface Amount {
  amount: string
  currency: string
}

const minus = '−'

/** Minor units of a currency as decimal text: `93670` of GBP is `936.70`. */
export function decimalOf(minor: string, currency: string): string {
  const { maximumFractionDigits: digits = 0 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  if (digits === 0) return minor
  const [, sign = '', figures = '0'] = /^(-?)(\d+)$/.exec(minor) ?? []
  const padded = figures.padStart(digits + 1, '0')
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

/** @param amount decimal text; it is shown to the last digit, however long it is */
export function money({ amount, currency }: Amount, locale: string): string {
  const formatted = new Intl.NumberFormat(locale, { style: 'currency', currency })
  // Of texts the type of this TypeScript knows nothing yet; every browser that shows the page takes them.
  return formatted.format(amount as `${number}`).replace(/^-/, minus)
}

export const number = (value: number, locale: string, digits = 0): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value).replace(/^-/, minus)

/** @param share 0 to 1 */
export const percent = (share: number, locale: string, digits = 0): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits })
    .format(share)
    .replace(/^-/, minus)
