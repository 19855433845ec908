const mark = 'whsec_'
const length = 32

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))

/** A new secret of 256 random bits, as Standard Webhooks writes them. */
export const makeSecret = () => mark + base64(crypto.getRandomValues(new Uint8Array(length)))

/**
 * The `webhook-signature` of a message: one signature for each secret, the newest first.
 * @param timestamp seconds, as in `webhook-timestamp`
 */
export async function signatureOf(
  secrets: readonly string[],
  message: { id: string; timestamp: number; body: string },
): Promise<string> {
  const content = new TextEncoder().encode(`${message.id}.${message.timestamp}.${message.body}`)
  const signatures = secrets.map(async secret => {
    const bytes = Uint8Array.from(atob(secret.slice(mark.length)), letter => letter.charCodeAt(0))
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
    return `v1,${base64(new Uint8Array(await crypto.subtle.sign('HMAC', key, content)))}`
  })
  return (await Promise.all(signatures)).join(' ')
}
