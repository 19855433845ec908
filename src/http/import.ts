import { DatabaseError } from '../database/errors.ts'
import { customerImport } from '../domain/import/customers.ts'
import { interactionImport } from '../domain/import/interactions.ts'
import { addTally, type Import, newTally, type RowError } from '../domain/import/rows.ts'
import { AuthorizationError, mayPass, UserError } from '../domain/service/errors.ts'
import type { Service } from '../domain/service/service.ts'
import { describeError } from '../lib/log.ts'
import { refusalBody, type ShownError } from './errors.ts'
import type { HttpContext } from './http-env.ts'
import { blocks, largestFile, tooLargeFile } from './import/body.ts'
import { Refusal } from './import/refusal.ts'
import { type Format, rowChunks } from './import/rows.ts'

/** `POST /v1/import/customers` */
export const importCustomers = (c: HttpContext, service: Service) =>
  receive(c, service, query => customerImport(service, query))

/** `POST /v1/import/interactions` */
export const importInteractions = (c: HttpContext, service: Service) =>
  receive(c, service, query => interactionImport(service, query))

interface Query {
  source: string
  createRegions?: boolean
}

const formats: Record<string, Format> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
}

/**
 * Stores the file chunk by chunk while it arrives and answers what became of its rows. Where the file cannot
 * be read to its end, the answer is an error that also counts the rows stored before it.
 */
async function receive(c: HttpContext, service: Service, begin: (query: Query) => Import): Promise<Response> {
  const tally = newTally()
  let begun = false
  try {
    const into = begin(readQuery(c))
    const format = readFormat(c)
    for await (const rows of rowChunks(readBody(c), format, into)) {
      begun = true
      addTally(tally, await into.chunk(rows))
    }
    service.log.info('import', { ...tally, errors: tally.errors.length })
    return c.json(tally)
  } catch (error) {
    const { status, code, message, loggable = message } = toRefusal(error)
    const ours = status >= 500
    const { errors, ...counts } = tally
    c.var.outcome.codes.push(code)
    service.log.warn('import refused', {
      code,
      message: loggable,
      ...(ours ? { error: describeError(error) } : {}),
      ...counts,
      errors: errors.length,
    })
    const refusal = { message, code, ...(ours ? { requestId: c.var.requestId } : {}) }
    return c.json({ ...refusalBody(refusal, ...errors.map(ofRow)), ...(begun ? counts : {}) }, status)
  }
}

const ofRow = ({ reason, ...place }: RowError): ShownError => ({
  message: reason,
  code: 'INVALID_INPUT',
  ...place,
})

interface Failure {
  status: 400 | 401 | 403 | 413 | 415 | 500 | 503
  code: string
  message: string
  /** The message without any value of the request; left out where it has none. */
  loggable?: string
}

function toRefusal(error: unknown): Failure {
  if (error instanceof Refusal) return error
  if (error instanceof AuthorizationError) {
    const { code, message } = error
    return { status: code === 'FORBIDDEN' ? 403 : 401, code, message }
  }
  if (error instanceof UserError && !mayPass(error)) {
    const [issue] = error.issues
    const message = issue ? `${issue.path.join('.') || 'query'}: ${issue.message}` : error.message
    return { status: 400, code: error.code, message }
  }
  // A read's error comes inside the query builder's own.
  const cause = error instanceof Error && error.cause instanceof DatabaseError ? error.cause : error
  const passing = mayPass(cause) || (cause instanceof DatabaseError && cause.kind !== 'permanent')
  if (!passing) return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong.' }
  const message = 'The database is not available. Send the file again: what is stored already stays as it is.'
  return { status: 503, code: 'SERVICE_UNAVAILABLE', message }
}

function readQuery(c: HttpContext): Query {
  const { source, createRegions, ...others } = c.req.query()
  for (const [name, values] of Object.entries(c.req.queries()))
    if (values.length > 1)
      throw new Refusal(
        400,
        'INVALID_INPUT',
        `The parameter "${name.slice(0, 100)}" stands twice.`,
        'A parameter stands twice.',
      )
  const [stranger] = Object.keys(others)
  if (stranger !== undefined) {
    const message = `There is no parameter "${stranger.slice(0, 100)}".`
    throw new Refusal(400, 'INVALID_INPUT', message, 'There is no such parameter.')
  }
  if (source === undefined) throw new Refusal(400, 'INVALID_INPUT', 'The parameter "source" is missing.')
  if (createRegions === undefined) return { source }
  if (createRegions !== 'true' && createRegions !== 'false') {
    throw new Refusal(400, 'INVALID_INPUT', 'createRegions: is neither true nor false')
  }
  return { source, createRegions: createRegions === 'true' }
}

function readFormat(c: HttpContext): Format {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const format = formats[type]
  if (format === undefined) {
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', `Send ${Object.keys(formats).join(', ')}.`)
  }
  return format
}

function readBody(c: HttpContext): AsyncIterable<Uint8Array | null> {
  if (Number(c.req.header('content-length') ?? 0) > largestFile) throw tooLargeFile()
  const body: ReadableStream<Uint8Array<ArrayBuffer>> = c.req.raw.body ?? new Blob([]).stream()
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The content encoding can be gzip, or none.')
  }
  return blocks(body, encoding === 'gzip')
}
