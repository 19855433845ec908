/** The prefix of every kind of id that leaves the system. A prefix, once given out, never changes. */
export const idPrefixes = {
  customer: 'cus',
  interaction: 'int',
  region: 'reg',
  staffMember: 'stf',
  competitor: 'cmp',
  campaign: 'cam',
  ownCampaign: 'own',
  touch: 'tch',
  exposure: 'exp',
  vulnerabilitySnapshot: 'vus',
  vulnerabilityMember: 'vum',
  segment: 'seg',
  segmentSnapshot: 'sgs',
  followUp: 'fup',
  followUpLeftOut: 'flo',
  feedback: 'fbk',
  survey: 'srv',
  night: 'ngt',
  apiKey: 'key',
  consent: 'con',
  contactPoint: 'cpt',
  postalAddress: 'pad',
  customerMerge: 'mrg',
  customerDuplicate: 'dup',
  occasion: 'occ',
  preference: 'prf',
  note: 'nte',
  fileReference: 'fil',
  careTeamMember: 'ctm',
  channelReachability: 'rch',
  employment: 'emp',
  import: 'imp',
  webhook: 'whk',
  webhookDelivery: 'whd',
  customerUpdateJob: 'job',
  personalRead: 'prd',
  personRequest: 'prq',
  goal: 'goa',
  careStandard: 'cst',
  careReview: 'crv',
  targetProfile: 'tgp',
} as const

export type IdKind = keyof typeof idPrefixes

/** Whether a name is one of the kinds. */
export const isIdKind = (text: string): text is IdKind => Object.hasOwn(idPrefixes, text)

const kinds = new Map<string, IdKind>(
  Object.entries(idPrefixes).flatMap(([kind, prefix]) => (isIdKind(kind) ? [[prefix, kind] as const] : [])),
)

/** Crockford's base32 (www.crockford.com/base32.html) in lower case: no i, l, o, u. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** Each two digits by the number that they write: a page has hundreds of ids. */
const PAIRS = Array.from(DIGITS, high => Array.from(DIGITS, low => high + low)).flat()

/** `cus_` and the number in base32. Throws a RangeError unless it is an integer in 1..2^53 − 1. */
export function encodeId(kind: IdKind, id: number): string {
  return `${idPrefixes[kind]}_${encodeNumber(id)}`
}

/** The reverse of `encodeId`; null for any text that `encodeId` does not give. */
export function decodeId(text: string): { kind: IdKind; id: number } | null {
  const [kind, body] = splitPrefix(text)
  const id = decodeNumber(body)
  return kind === undefined || id === null ? null : { kind, id }
}

/** An id made of two: `vum_<snapshot>-<customer>`. Throws as `encodeId`. */
export function encodePairId(kind: IdKind, a: number, b: number): string {
  return `${idPrefixes[kind]}_${encodeNumber(a)}-${encodeNumber(b)}`
}

/** The reverse of `encodePairId`; null for any text that `encodePairId` does not give. */
export function decodePairId(text: string): { kind: IdKind; a: number; b: number } | null {
  const [kind, body] = splitPrefix(text)
  const dash = body.indexOf('-')
  const a = decodeNumber(body.slice(0, Math.max(dash, 0)))
  const b = decodeNumber(body.slice(dash + 1))
  return kind === undefined || a === null || b === null ? null : { kind, a, b }
}

function splitPrefix(text: string): [kind: IdKind | undefined, body: string] {
  return text[3] === '_' ? [kinds.get(text.slice(0, 3)), text.slice(4)] : [undefined, '']
}

function encodeNumber(id: number): string {
  if (!Number.isSafeInteger(id) || id < 1) throw new RangeError(`Not an id: ${id}`)
  let text = ''
  let rest = id
  for (; rest >= 1_024; rest = Math.floor(rest / 1_024)) text = PAIRS[rest % 1_024] + text
  return (rest >= 32 ? PAIRS[rest] : DIGITS.charAt(rest)) + text
}

function decodeNumber(text: string): number | null {
  if (!/^[1-9a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{0,10}$/.test(text)) return null
  let id = 0
  for (const digit of text) id = id * 32 + DIGITS.indexOf(digit)
  return Number.isSafeInteger(id) ? id : null
}

const EPOCH = Date.UTC(2025, 0, 1)
const PER_SECOND = 2 ** 22
const MAX_SECOND = 2 ** 31 - 1

/**
 * A source of positive 53-bit ids that grow with time: seconds since 2025-01-01T00:00:00Z (31 bits, until 2093)
 * × 2^22 + a counter, which starts each second at `random(2^21)`, an integer in 0..2^21 − 1. A full counter
 * moves on to the next second. Ids of one generator strictly increase, even if the clock steps back; ids of two
 * generators in the same second differ with high probability only, so the primary key decides. `now` is in
 * milliseconds; clock and chance are the machine's unless a test brings its own. Throws a RangeError if the clock is outside 2025..2093.
 */
export function idGenerator(
  now: () => number = Date.now,
  random: (bound: number) => number = bound => Math.floor(Math.random() * bound),
): () => number {
  let second = 0
  let counter = PER_SECOND
  return () => {
    const current = Math.floor((now() - EPOCH) / 1000)
    if (!(current >= 0 && current <= MAX_SECOND)) throw new RangeError('The clock is outside 2025 to 2093')
    counter += 1
    if (current > second || counter >= PER_SECOND) {
      second = Math.max(current, second + 1)
      counter = random(PER_SECOND / 2)
    }
    if (second > MAX_SECOND) throw new RangeError('The clock is outside 2025 to 2093')
    return second * PER_SECOND + counter
  }
}
