import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * HMAC-SHA-256 of a text under the UTF-8 of a secret, in hexadecimal. It answers at once, as WebCrypto does not: reads
 * that wait for it would miss their round trip.
 */
export const hmacHex = (secret: string, text: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(text)))
