import { credential, endSession } from '../session/session.ts'
import { language } from '../words/language.ts'
import type { Document } from './document.ts'

/** A field that the API answers with null, and why. */
export interface Refusal {
  path: string
  code: string
  message: string
}

export interface Answer<Result> {
  data: Result
  refusals: Refusal[]
}

export type FailureKind = 'OFFLINE' | 'SIGNED_OUT' | 'BUSY' | 'BROKEN' | 'REFUSED'

/** The API gave no answer that can be shown. */
export class Failure extends Error {
  override name = 'Failure'
  constructor(
    readonly kind: FailureKind,
    /** In the reader's language where the API says it. */
    readonly said: string | null,
    /** After how many seconds it may be worth trying again. */
    readonly after: number | null,
  ) {
    super(said ?? kind)
  }
}

/** Of a file of the page itself that did not come. */
export const missed = () => new Failure(navigator.onLine ? 'BROKEN' : 'OFFLINE', null, null)

interface Wire {
  data?: unknown
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[]
}

interface Options {
  signal?: AbortSignal
  /** Of a deed: the same one when it is sent again, so that it is done once. */
  idempotencyKey?: string
}

/**
 * Sends one operation to the API, as whoever is signed in.
 * @throws Failure
 */
export async function ask<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  { signal, idempotencyKey }: Options = {},
): Promise<Answer<Result>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language.value,
      authorization: `Bearer ${credential.value ?? ''}`,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify({ query: document, variables }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new Failure('OFFLINE', null, null)
  })
  if (response.status === 401) {
    endSession('EXPIRED')
    throw new Failure('SIGNED_OUT', null, null)
  }
  const wire: Wire | null = await response.json().catch(() => null)
  const said = wire?.errors?.[0]?.message ?? null
  if (response.status === 429 || response.status === 503)
    throw new Failure('BUSY', said, Number(response.headers.get('retry-after')) || null)
  if (wire === null || wire.data === undefined || wire.data === null)
    throw new Failure(response.status >= 500 ? 'BROKEN' : 'REFUSED', said, null)
  const refusals = (wire.errors ?? []).map(({ path = [], message, extensions }) => ({
    path: path.join('.'),
    code: extensions?.code ?? '',
    message,
  }))
  // The shape is the document's own: it was generated from the schema by which the API answers.
  return { data: wire.data as Result, refusals }
}
