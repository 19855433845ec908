import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import { vi } from 'vitest'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { fitsReach, type Reach, scopes } from '../../src/domain/service/scopes.ts'
import type { Bindings } from '../../src/env.ts'
import { encodeId } from '../../src/lib/ids.ts'
import worker from '../../src/worker.ts'
import { fresh, type TestService } from '../support/service.ts'

interface GraphQLBody {
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
  extensions?: { cost?: { bound: number; limit: number } }
}

export interface Answer {
  status: number
  headers: Headers
  /** The body to the byte. */
  text: string
  body: GraphQLBody
}

export const origin = 'https://crm.example'

/** Sends a request to the Worker; with `settings`, to a Worker whose environment differs by them. */
export async function send(
  path: string,
  init: RequestInit = {},
  settings?: Record<string, unknown>,
): Promise<Answer> {
  const request = new Request(`${origin}${path}`, { redirect: 'manual', ...init })
  // Through the binding to itself each request would take longer than the one before.
  const environment = settings ? environmentOf(settings) : bindings()
  const context = createExecutionContext()
  const response = await worker.fetch(request, environment, context)
  const text = await response.text()
  await waitOnExecutionContext(context)
  const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : {} }
}

const environments = new WeakMap<object, Bindings>()

/** The same for the same object, as an isolate's is. */
function environmentOf(settings: object): Bindings {
  const made = environments.get(settings) ?? { ...bindings(), ...settings }
  environments.set(settings, made)
  return made
}

/** The Worker's own environment. */
export const bindings = () => env as unknown as Bindings

export interface GraphQLRequest {
  variables?: Record<string, unknown>
  operationName?: string
  extensions?: Record<string, unknown>
  headers?: Record<string, string>
  settings?: Record<string, unknown>
}

/** `POST /graphql` with a credential, or without one where it is null. */
export function graphql(
  credential: string | null,
  query: string | undefined,
  { variables, operationName, extensions, headers, settings }: GraphQLRequest = {},
): Promise<Answer> {
  const init = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName, extensions }),
  }
  return send('/graphql', init, settings)
}

/** The codes of an answer's errors, in order. */
export const codes = ({ body }: Answer) => body.errors?.map(error => error.extensions?.code)

type KeyInput = Partial<Parameters<typeof issueApiKey>[1] & object> &
  Record<string, unknown> & { reach?: Reach }

/** A key that the database knows; with every scope that fits its reach unless told otherwise. */
export async function issueKey(
  service: TestService,
  input: KeyInput = {},
): Promise<{ id: string; key: string }> {
  const { apiKeyId, secret } = await issueApiKey(fresh(service), {
    name: 'Test',
    scopes: scopes.filter(scope => fitsReach(scope, input.reach ?? 'WORKSPACE')),
    ...input,
  })
  if (secret === null) throw new Error('The key was not issued.')
  return { id: encodeId('apiKey', apiKeyId), key: secret }
}

/** What the Worker has logged since, an object a line. */
export function logLines(): () => Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((text: string) => void lines.push(JSON.parse(text)))
  return () => lines
}
