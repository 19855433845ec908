// SHA-256 (FIPS 180-4) and HMAC (RFC 2104). WebCrypto answers later: reads that wait for it would miss their round trip.

const rounds = 64

/** The first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const words = new Uint32Array(count)
  let found = 0
  for (let candidate = 2; found < count; candidate++) {
    if (!isPrime(candidate)) continue
    words[found] = (root(candidate) % 1) * 2 ** 32
    found += 1
  }
  return words
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false
  return true
}

const constants = fractions(rounds, Math.cbrt)
const start = fractions(8, Math.sqrt)

const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by))

/** One block of 64 bytes from `offset`. */
function compress(state: Uint32Array, bytes: DataView, offset: number, schedule: Uint32Array): void {
  for (let at = 0; at < 16; at++) schedule[at] = bytes.getUint32(offset + at * 4)
  for (let at = 16; at < rounds; at++) {
    const [near = 0, far = 0] = [schedule[at - 2], schedule[at - 15]]
    const small = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)
    const large = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10)
    schedule[at] = (schedule[at - 16] ?? 0) + small + (schedule[at - 7] ?? 0) + large
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let at = 0; at < rounds; at++) {
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const first = (h + mixed + ((e & f) ^ (~e & g)) + (constants[at] ?? 0) + (schedule[at] ?? 0)) | 0
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] ?? 0) + word
}

function sha256(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 9) / 64) * 64
  const padded = new Uint8Array(length)
  padded.set(message)
  padded[message.length] = 0x80
  const bytes = new DataView(padded.buffer)
  bytes.setUint32(length - 8, Math.floor(message.length / 2 ** 29))
  bytes.setUint32(length - 4, message.length << 3)
  const state = start.slice()
  const schedule = new Uint32Array(rounds)
  for (let offset = 0; offset < length; offset += 64) compress(state, bytes, offset, schedule)
  const digest = new DataView(new ArrayBuffer(32))
  for (const [at, word] of state.entries()) digest.setUint32(at * 4, word)
  return new Uint8Array(digest.buffer)
}

const joined = (a: Uint8Array, b: Uint8Array) => {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** HMAC-SHA-256 of a text under the UTF-8 of a secret, in hexadecimal. */
export function hmacHex(secret: string, text: string): string {
  const given = new TextEncoder().encode(secret)
  const key = new Uint8Array(64)
  key.set(given.length > 64 ? sha256(given) : given)
  const inner = sha256(
    joined(
      key.map(byte => byte ^ 0x36),
      new TextEncoder().encode(text),
    ),
  )
  const outer = sha256(
    joined(
      key.map(byte => byte ^ 0x5c),
      inner,
    ),
  )
  return Array.from(outer, byte => byte.toString(16).padStart(2, '0')).join('')
}
