import { GraphQLError } from 'graphql'
import type { GraphQLParams, Plugin } from 'graphql-yoga'

const refused = (status: 400 | 415, code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status } } })

/**
 * The two ways in: a query in the address of a GET, a request as JSON in the body of a POST. Yoga would take forms,
 * uploads and bare documents as well.
 */
export const requestParser: Plugin = {
  onRequestParse({ request, setRequestParser }) {
    if (request.method === 'GET') setRequestParser(fromAddress)
    if (request.method === 'POST') setRequestParser(fromBody)
  },
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
    throw refused(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, without a content encoding.')
  if (!isJson(request.headers.get('content-type')))
    throw refused(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send one GraphQL request as application/json in UTF-8.')
  const value = parseJson(decode(await request.arrayBuffer()), 'The body is not JSON.')
  if (typeof value !== 'object' || value === null)
    throw refused(400, 'BAD_REQUEST', 'The body is not a JSON object.')
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
    throw refused(400, 'BAD_REQUEST', 'The body is not UTF-8.')
  }
}

/** What it holds, Yoga looks at. */
function parseJson(text: string, otherwise: string) {
  try {
    return JSON.parse(text)
  } catch {
    throw refused(400, 'BAD_REQUEST', otherwise)
  }
}
