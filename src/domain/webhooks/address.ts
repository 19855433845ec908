import { type IssueSaying, say } from '../wording/say.ts'

const longest = 2_000

/** Networks that are nobody's on the public internet, by their first address and the length of what they share. */
const closedV4 = (
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    // Multicast, and all that is reserved behind it.
    ['224.0.0.0', 3],
  ] as const
).map(([first, length]) => ({ first: numberOfV4(first), length }))

/** Within the one network of IPv6 that is public, 2000::/3: Teredo and its neighbours, examples, 6to4, examples. */
const closedV6 = [
  { first: [0x2001, 0x0000], length: 23 },
  { first: [0x2001, 0x0db8], length: 32 },
  { first: [0x2002, 0x0000], length: 16 },
  { first: [0x3fff, 0x0000], length: 20 },
]

/** Ends of names that no public name server knows. */
const closedEnds = [
  ...['alt', 'arpa', 'corp', 'example', 'home', 'internal', 'intranet', 'invalid', 'lan', 'local'],
  ...['localdomain', 'localhost', 'onion', 'private', 'test'],
]

const loopbacks = ['127.0.0.1', '[::1]', 'localhost']

/**
 * Why nothing may be sent to an address; null where it may. The parser of addresses writes every spelling of an IP
 * address in one way: what it makes of the text is looked at, and nothing else is asked later.
 * @param loopback whether `http` to this very machine is taken too
 */
export function addressFault(text: string, loopback: boolean): IssueSaying | null {
  if (text.length > longest) return say('longer', { max: longest })
  // What the parser would leave out or turn round, other parsers may read as something else.
  if (/[\s\\]/.test(text) || !URL.canParse(text)) return say('notAddress')
  const { protocol, username, password, hostname, port, hash } = new URL(text)
  if (username !== '' || password !== '' || hash !== '') return say('addressParts')
  if (loopback && protocol === 'http:' && loopbacks.includes(hostname)) return null
  if (protocol !== 'https:' || port !== '') return say('addressNotHttps')
  return isPublic(hostname) ? null : say('addressNotPublic')
}

/** @param hostname as the parser writes it: in lower case, IPv4 as four decimal numbers, IPv6 in brackets */
function isPublic(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPublicV6(groupsOf(hostname.slice(1, -1)))
  if (/^[\d.]+$/.test(hostname)) return isPublicV4(numberOfV4(hostname))
  const labels = hostname.split('.')
  // A name of one label, or with a dot at its end, is looked up by rules of the machine's own.
  if (labels.length < 2 || labels.includes('')) return false
  return !closedEnds.includes(labels.at(-1) ?? '')
}

function numberOfV4(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

const isPublicV4 = (address: number) =>
  !closedV4.some(({ first, length }) => {
    const size = 2 ** (32 - length)
    return Math.floor(address / size) === Math.floor(first / size)
  })

/** The eight groups; the parser writes no IPv4 within. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const read = (part: string) => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16)))
  const [front, back] = [read(head), read(tail ?? '')]
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back]
}

function isPublicV6([first = 0, second = 0]: readonly number[]): boolean {
  if (first >> 13 !== 1) return false
  const start = first * 0x10000 + second
  return !closedV6.some(closed => {
    const size = 2 ** (32 - closed.length)
    const [high = 0, low = 0] = closed.first
    return Math.floor(start / size) === Math.floor((high * 0x10000 + low) / size)
  })
}
