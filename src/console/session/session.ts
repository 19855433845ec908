import { signal } from '@preact/signals'

/** The tab's own storage: it ends with the tab, and GraphiQL in the same tab knows it too. */
const kept = 'holdfast.key'

export type Ending = 'SIGNED_OUT' | 'EXPIRED'

/** A key or an access token. It stands nowhere but here, in the tab's storage, and in the header of each request. */
export const credential = signal<string | null>(sessionStorage.getItem(kept))

/** Why nobody is signed in any more. */
export const ending = signal<Ending | null>(null)

export function beginSession(secret: string): void {
  sessionStorage.setItem(kept, secret)
  ending.value = null
  credential.value = secret
}

export function endSession(how: Ending): void {
  sessionStorage.removeItem(kept)
  ending.value = how
  credential.value = null
}

/** Whether the API knows the credential; null where it did not answer. */
export async function opens(secret: string): Promise<boolean | null> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ query: '{ __typename }' }),
  }).catch(() => null)
  if (response?.status === 401) return false
  return response?.ok ? true : null
}
