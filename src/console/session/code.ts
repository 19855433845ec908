import { beginSession } from './session.ts'

/**
 * Exchanges the one-time code that `npm start` prints behind the `#`. It is taken out of the address before anything
 * else happens.
 * @returns whether there was a code that opened nothing
 */
export async function exchangeCode(): Promise<boolean> {
  const code = location.hash.slice(1)
  if (!/^[\w-]{22}$/.test(code)) return false
  history.replaceState(null, '', location.pathname + location.search)
  const response = await fetch('/local/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  }).catch(() => null)
  const answer: { key?: string } | null = response?.ok ? await response.json() : null
  if (answer?.key === undefined) return true
  beginSession(answer.key)
  return false
}
