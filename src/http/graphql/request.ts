import { GraphQLError } from 'graphql'
import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { bodyLimit } from 'hono/body-limit'
import { refused } from '../errors.ts'
import type { HttpContext } from '../http-env.ts'
import { limits } from '../limits.ts'

const faulty = (status: 400 | 415, code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status } } })

/**
 * The two ways in: a query in the address of a GET, a request as JSON in the body of a POST. Yoga would take forms,
 * uploads and bare documents as well.
 */
export const requestParser: Plugin<object, ServerContext> = {
  onRequestParse({ request, serverContext: { body }, setRequestParser }) {
    if (request.method === 'GET') setRequestParser(fromAddress)
    if (body) setRequestParser(() => paramsIn(body))
  },
}

/** What Yoga is asked with: the body of a POST is read before. */
export interface ServerContext {
  c: HttpContext
  body: Body | null
}

/** One request as JSON, or what is wrong with it. */
export type Body = { params: GraphQLParams } | { fault: GraphQLError }

function paramsIn(body: Body): GraphQLParams {
  if ('fault' in body) throw body.fault
  return body.params
}

const bodies = new WeakMap<HttpContext, Promise<Body | Response>>()

/** What a POST brings, read once however often it is answered; a refusal where that is too much. */
export function bodyOf(c: HttpContext): Promise<Body | Response> {
  const reading = bodies.get(c) ?? readBody(c)
  bodies.set(c, reading)
  return reading
}

const tooLarge = bodyLimit({
  maxSize: limits.bodyBytes,
  onError: c => {
    const message = `A request holds at most ${limits.bodyBytes} bytes.`
    return refused(c, 413, { message, code: 'TOO_LARGE' })
  },
})

async function readBody(c: HttpContext): Promise<Body | Response> {
  const refusal = await tooLarge(c, async () => undefined)
  if (refusal) return refusal
  try {
    return { params: await fromBody(c.req.raw) }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { fault: error }
  }
}

function fromAddress({ url }: Request): GraphQLParams {
  const { searchParams } = new URL(url)
  const params: GraphQLParams = {}
  for (const name of ['query', 'operationName'] as const) {
    const text = searchParams.get(name)
    if (text) params[name] = text
  }
  for (const name of ['variables', 'extensions'] as const) {
    const text = searchParams.get(name)
    if (text) params[name] = parseJson(text, `The parameter "${name}" is not JSON.`)
  }
  return params
}

async function fromBody(request: Request): Promise<GraphQLParams> {
  const packed = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase() !== 'identity'
  if (packed)
    throw faulty(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, without a content encoding.')
  if (!isJson(request.headers.get('content-type')))
    throw faulty(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.')
  const value = parseJson(decode(await request.arrayBuffer()), 'The body is not JSON.')
  if (typeof value !== 'object' || value === null)
    throw faulty(400, 'BAD_REQUEST', 'The body is not a JSON object.')
  return value
}

function isJson(contentType: string | null): boolean {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map(part => part.trim().toLowerCase())
  const charset = parameters.find(parameter => parameter.startsWith('charset='))
  return type === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset))
}

/** What is decoded leniently would be stored with characters that nobody sent. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw faulty(400, 'BAD_REQUEST', 'The body is not UTF-8.')
  }
}

/** What it holds, Yoga looks at. */
function parseJson(text: string, otherwise: string) {
  try {
    return JSON.parse(text)
  } catch {
    throw faulty(400, 'BAD_REQUEST', otherwise)
  }
}
