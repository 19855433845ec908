const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Where a key opens something: a production's keys are told from all others at sight. */
export const keyKinds = ['live', 'test'] as const
export type KeyKind = (typeof keyKinds)[number]

const secretLength = 32
const checksumLength = 6
/** Keys began with `hfk_` before there were kinds. */
const shape = /^hf(?:k|_live|_test)_[0-9A-Za-z]{38}$/

/**
 * A new API key: `hf_live_` or `hf_test_`, 32 random characters of base 62 (190 bits), 6 characters of CRC-32 over the rest, so
 * that a typing error or a secret scanner's false hit is told apart without asking the database.
 * @param random fills an array with random bytes
 */
export function makeApiKey(kind: KeyKind, random: (bytes: Uint8Array) => Uint8Array): string {
  const prefix = `hf_${kind}_`
  let secret = ''
  while (secret.length < secretLength) {
    for (const byte of random(new Uint8Array(secretLength))) {
      // 248 = 4 × 62: larger bytes would favour the first characters.
      if (byte < 248 && secret.length < secretLength) secret += alphabet.charAt(byte % 62)
    }
  }
  return prefix + secret + checksum(prefix + secret)
}

/** Whether a credential claims to be one of our keys at all. */
export const looksLikeApiKey = (text: string) => /^hfk?_/.test(text)

/** Whether shape and checksum are right; says nothing of whether the key was issued. */
export function isApiKey(text: string): boolean {
  return shape.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
}

/** What a list may show of a key: enough to tell keys apart. */
export const apiKeyHint = (key: string) => `${key.slice(0, -(secretLength + checksumLength) + 4)}…`

function checksum(text: string): string {
  let crc = 0xffffffff
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  let rest = (crc ^ 0xffffffff) >>> 0
  let digits = ''
  for (let place = 0; place < checksumLength; place++) {
    digits = alphabet.charAt(rest % 62) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}
