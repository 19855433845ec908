/**
 * JSON text that is equal for equal values: object keys sorted by UTF-16 code unit, no whitespace, numbers and
 * strings as JSON.stringify writes them (RFC 8785). Undefined properties are dropped, undefined items of arrays
 * are null, `toJSON` is honoured. Throws a TypeError for what JSON cannot say: NaN, infinities, bigints,
 * functions, symbols, a bare undefined, and objects that are not plain (a Map would pass for `{}`).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item: unknown) => (item === undefined ? 'null' : canonicalJson(item))).join()}]`
  }
  if (typeof value !== 'object') throw new TypeError(`Not JSON: ${String(value)}`)
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON())
  if (!isPlain(value)) throw new TypeError(`Not JSON: ${Object.prototype.toString.call(value)}`)
  const properties = Object.entries(value)
    .filter(([, property]) => property !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, property]) => `${JSON.stringify(key)}:${canonicalJson(property)}`)
  return `{${properties.join()}}`
}

const utf8 = (text: string) => new TextEncoder().encode(text)

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexadecimal(bytes: ArrayBuffer): string {
  let text = ''
  for (const byte of new Uint8Array(bytes)) text += hexOf[byte]
  return text
}

/** The SHA-256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits. */
export const sha256Hex = async (text: string): Promise<string> =>
  hexadecimal(await crypto.subtle.digest('SHA-256', utf8(text)))

/** The HMAC-SHA-256 of the text under a secret, as 64 lower-case hexadecimal digits: shows who knows the secret. */
export async function hmacHex(secret: string, text: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8(secret), algorithm, false, ['sign'])
  return hexadecimal(await crypto.subtle.sign('HMAC', key, utf8(text)))
}

/** An object literal or a null-prototype object, of whichever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null)
}

/** Whether two stored values are the same; lists and JSON are compared by what they hold. */
export const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b))
