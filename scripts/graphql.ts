import { Failure } from './failure.ts'

export interface Api {
  url: string
  key: string
}

export interface UserFault {
  code?: string
  message?: string
  issues?: { path: string[]; message: string }[]
}

/** What every mutation answers: its payload, or a user error. */
type Outcome<Payload> = Payload & UserFault

interface Answer<Data> {
  data?: Data
  errors?: { message: string }[]
}

/** No answer of the API takes as long. */
const deadline = 60_000
/** How often, and in milliseconds how long after, one is asked again whose answer was lost on the way. */
const tries = 5
const pause = 500

/**
 * An answer may be lost on the way, or a proxy that stands between say so in words of its own. A query and a mutation with
 * an idempotency key are then asked again.
 * @throws Failure when there is no answer, or one with errors
 */
export async function ask<Data>(
  { url, key }: Api,
  query: string,
  variables: Record<string, unknown> = {},
  idempotencyKey?: string,
): Promise<Data> {
  const repeatable = idempotencyKey !== undefined || !query.trimStart().startsWith('mutation')
  for (let tried = 1; ; tried++) {
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(deadline),
    }).catch(cause => {
      if (repeatable && tried < tries && !isRefused(cause)) return null
      throw new Failure(`There is no answer from ${url}.`, { cause })
    })
    if (response === null) {
      await new Promise(resolve => setTimeout(resolve, pause * tried))
      continue
    }
    const text = await response.text()
    if (isOfApi(response)) {
      const { data, errors } = JSON.parse(text) as Answer<Data>
      if (data && !errors) return data
      throw new Failure(`The API answered ${response.status}: ${errors?.[0]?.message ?? 'nothing'}`)
    }
    if (!repeatable || response.status < 500 || tried === tries)
      throw new Failure(`${url} answered ${response.status}, and not as the API does: ${text.slice(0, 200)}`)
    await new Promise(resolve => setTimeout(resolve, pause * tried))
  }
}

/** Whether nobody listens there. */
const isRefused = (cause: unknown) =>
  cause instanceof Error &&
  typeof cause.cause === 'object' &&
  cause.cause !== null &&
  'code' in cause.cause &&
  cause.cause.code === 'ECONNREFUSED'

/** `application/json`, or what GraphQL makes of it. */
const isOfApi = ({ headers }: Response) => /[/+]json\b/.test(headers.get('content-type') ?? '')

/** The first thing that is wrong with an input, and where; else what stood in the way. */
export const saidBy = ({ issues, message }: UserFault): string => {
  const [issue] = issues ?? []
  return issue ? `${issue.path.join('.')} ${issue.message}` : (message ?? '')
}

/** More fields than this of one name are refused. */
const fieldsAtOnce = 30

/**
 * Runs one mutation for many inputs, in as few requests as the API's limits allow. Repeating it under the same
 * `name` does nothing twice; null takes no such care.
 * @param input the GraphQL type of the input
 * @param selection what to answer of each payload
 * @throws Failure when one of them comes to an error
 */
export async function mutateAll<Payload>(
  api: Api,
  name: string | null,
  field: string,
  input: string,
  selection: string,
  inputs: readonly object[],
): Promise<Payload[]> {
  const done: Payload[] = []
  for (let at = 0; at < inputs.length; at += fieldsAtOnce) {
    const some = inputs.slice(at, at + fieldsAtOnce)
    const variables = some.map((_, index) => `$i${index}: ${input}!`).join(', ')
    const fields = some.map((_, index) => `m${index}: ${field}(input: $i${index}) { ...Done }`).join('\n')
    const payload = `${field.charAt(0).toUpperCase()}${field.slice(1)}`
    const query = `mutation(${variables}) { ${fields} }
      fragment Done on ${payload}Result {
        ... on ${payload}Payload { ${selection} }
        ... on UserError { code message issues { path message } }
      }`
    const values = Object.fromEntries(some.map((value, index) => [`i${index}`, value]))
    const answer = await ask<Record<string, Outcome<Payload>>>(
      api,
      query,
      values,
      name === null ? undefined : `${name}-${at}`,
    )
    for (const outcome of Object.values(answer)) {
      if (outcome.code !== undefined) throw new Failure(`${field}: ${saidBy(outcome)}`)
      done.push(outcome)
    }
  }
  return done
}
