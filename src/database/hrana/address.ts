/** Where a database answers, and what it asks for. */
export interface Address {
  /** Everything is relative to it; it ends in a slash. */
  base: string
  token: string | undefined
}

/** By the scheme, then by what `tls` asks for. */
const schemes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'libsql:': { '': 'https:', 0: 'http:', 1: 'https:' },
  'https:': { '': 'https:', 1: 'https:' },
  'http:': { '': 'http:', 0: 'http:' },
}

/**
 * Reads a database's address as libSQL writes it: `libsql:`, `https:` or `http:`, with `tls` and `authToken` as
 * parameters.
 * @throws Error
 */
export function addressOf({ url, token }: { url: string; token?: string | undefined }): Address {
  const given = new URL(url)
  const { authToken = token, tls = '', ...others } = Object.fromEntries(given.searchParams)
  const scheme = schemes[given.protocol]?.[tls]
  if (scheme === undefined || given.hash !== '' || Object.keys(others).length > 0)
    throw new Error('The address of the database is none that this version understands.')
  if (given.protocol === 'libsql:' && scheme === 'http:' && given.port === '')
    throw new Error('An address that begins with "libsql:" and says "tls=0" has to name its port.')
  return { base: baseOf(`${scheme}//${given.host}${given.pathname}`), token: authToken }
}

/** What addresses are relative to that are relative to this one. */
export const baseOf = (url: string): string => new URL('.', url).href
