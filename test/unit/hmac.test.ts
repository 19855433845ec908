import { expect, test } from 'vitest'
import { hmacHex } from '../../src/lib/hmac.ts'

async function byPlatform(secret: string, text: string): Promise<string> {
  const bytes = (value: string) => new TextEncoder().encode(value)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['sign'])
  const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(text)))
  return Array.from(signed, byte => byte.toString(16).padStart(2, '0')).join('')
}

test('test case 2 of RFC 4231', () => {
  expect(hmacHex('Jefe', 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test.each([0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1_000])(
  'texts of %i bytes are signed as the platform signs them',
  async length => {
    const text = 'é'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2)
    for (const secret of ['s', 'k'.repeat(64), 'long'.repeat(40)])
      expect(hmacHex(secret, text)).toBe(await byPlatform(secret, text))
  },
)
