import { beginSession } from './session.ts'

/** What the house says of its identity provider, in `/console/settings.json`. */
export interface Provider {
  issuer: string
  clientId: string
  audience: string
  scope: string
}

const kept = 'holdfast.sign-in'
const redirectUri = () => `${location.origin}/console/`

interface Endpoints {
  authorization_endpoint: string
  token_endpoint: string
}

/** What the start of a sign-in leaves for its end, in the tab alone. */
interface Begun {
  state: string
  verifier: string
  /** Where the reader wanted to go. */
  path: string
}

export async function readProvider(): Promise<Provider | null> {
  const response = await fetch('/console/settings.json').catch(() => null)
  const settings: { provider?: Provider | null } | null = response?.ok ? await response.json() : null
  return settings?.provider ?? null
}

async function discover({ issuer }: Provider): Promise<Endpoints> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const found: Endpoints & { issuer: string } = await response.json()
  if (found.issuer !== issuer) throw new Error('The provider describes another issuer.')
  return found
}

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** The proof key that goes ahead of its verifier (RFC 7636). */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}

/** Leads to the provider, which leads back with a code. */
export async function goToProvider(provider: Provider): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover(provider)
  const begun: Begun = { state: random(), verifier: random(), path: location.pathname + location.search }
  sessionStorage.setItem(kept, JSON.stringify(begun))
  const address = new URL(endpoint)
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri(),
    scope: provider.scope,
    audience: provider.audience,
    state: begun.state,
    code_challenge: await challengeOf(begun.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  location.assign(address)
}

/**
 * The way back: exchanges the provider's code for an access token. The code is taken out of the address before
 * anything else happens.
 * @returns whether somebody came back and was not let in
 */
export async function comeBackFromProvider(): Promise<boolean> {
  const answer = new URLSearchParams(location.search)
  const state = answer.get('state')
  if (state === null || (!answer.has('code') && !answer.has('error'))) return false
  const begun: Begun | null = JSON.parse(sessionStorage.getItem(kept) ?? 'null')
  sessionStorage.removeItem(kept)
  history.replaceState(null, '', begun?.path ?? location.pathname)
  const code = answer.get('code')
  if (begun?.state !== state || code === null) return true
  const token = await exchange(code, begun.verifier).catch(() => null)
  if (token === null) return true
  beginSession(token)
  return false
}

async function exchange(code: string, verifier: string): Promise<string | null> {
  const provider = await readProvider()
  if (!provider) return null
  const { token_endpoint: endpoint } = await discover(provider)
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      ...{ client_id: provider.clientId, redirect_uri: redirectUri() },
    }),
  })
  const answer: { access_token?: string } = await response.json()
  return answer.access_token ?? null
}
