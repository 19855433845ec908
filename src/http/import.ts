import type * as z from 'zod'
import { addTally, type Import, type Imported, newTally, type RowError } from '../domain/import/rows.ts'
import { undoImport } from '../domain/import/undo/undo-import.ts'
import type { Service } from '../domain/service/service.ts'
import type { Language } from '../domain/wording/language.ts'
import { codeOf, nameOf, say, write } from '../domain/wording/say.ts'
import { encodeId } from '../lib/ids.ts'
import { describeError } from '../lib/log.ts'
import { refusalBody, type ShownError } from './errors.ts'
import type { HttpContext } from './http-env.ts'
import { blocks, tooLargeFile } from './import/body.ts'
import { type Limits, lookedAt, stored } from './import/limits.ts'
import { type Format, rowChunks } from './import/rows.ts'
import type { importAnswer, importRefusal, undoAnswer } from './openapi/answers.ts'
import { noParameters, readParameters } from './parameters.ts'
import { failureOf, Refusal } from './refusal.ts'

/**
 * `POST /v1/import/ID/undo`: answers how far it came; while the state is `UNDOING` it is to be asked again.
 */
export async function undoOfImport(c: HttpContext, service: Service, id: string): Promise<Response> {
  try {
    readParameters(c, noParameters)
    const { import: row, kept } = await undoImport(service, { id })
    const { state, removed, restored } = row
    service.log.info('import undone', { state, removed, restored, kept: row.kept })
    return c.json({
      import: encodeId('import', row.id),
      ...{ state, removed, restored, kept: row.kept },
      records: kept.map(({ entity, rowId, reason }) => ({ id: encodeId(entity, rowId), reason })),
    } satisfies z.infer<typeof undoAnswer>)
  } catch (error) {
    const { status, shown, saying } = failureOf(c, error, say('databaseOutOfImport'))
    service.log.warn('undo refused', {
      code: shown.code,
      text: nameOf(saying),
      ...(status >= 500 ? { error: describeError(error) } : {}),
    })
    return c.json(refusalBody(shown), status)
  }
}

/** Which a file's `Content-Type` tells. */
export const fileFormats: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
}

/**
 * `POST /v1/import/customers` and the like: stores the file chunk by chunk while it arrives and answers what became of its rows. Where the file cannot
 * be read to its end, the answer is an error that also counts the rows stored before it.
 */
export async function receiveImport(c: HttpContext, service: Service, imported: Imported): Promise<Response> {
  const tally = newTally()
  let into: Import | null = null
  let begun = false
  try {
    into = imported.begin(service, readParameters(c, imported.settings))
    await into.open()
    const format = readFormat(c)
    const limits = into.dryRun ? lookedAt : stored
    for await (const rows of rowChunks(readBody(c, limits), format, imported, limits.lines)) {
      begun = true
      addTally(tally, await into.chunk(rows))
    }
    if (!into.dryRun) await into.end('COMPLETED')
    service.log.info(into.dryRun ? 'import tried' : 'import', { ...tally, errors: tally.errors.length })
    return c.json({
      import: shownId(into),
      ...tally,
      errors: tally.errors.map(error => inWords(error, c.var.language)),
    } satisfies z.infer<typeof importAnswer>)
  } catch (error) {
    // The import is told of even where its end cannot be.
    if (into && begun && !into.dryRun) await into.end('BROKEN_OFF').catch(() => undefined)
    const { status, shown, saying } = failureOf(c, error, say('databaseOutOfImport'))
    const { errors, ...counts } = tally
    service.log.warn('import refused', {
      code: shown.code,
      text: nameOf(saying),
      ...(status >= 500 ? { error: describeError(error) } : {}),
      ...counts,
      errors: errors.length,
    })
    return c.json(
      {
        ...refusalBody(shown, ...errors.map(error => ofRow(inWords(error, c.var.language)))),
        ...(into && begun ? { import: shownId(into), ...counts } : {}),
      } satisfies z.infer<typeof importRefusal>,
      status,
    )
  }
}

/** A dry run is no import that anybody could ask for. */
const shownId = ({ id, dryRun }: Import) => (dryRun ? null : encodeId('import', id))

const inWords = ({ reason, ...place }: RowError, language: Language) => ({
  ...place,
  code: codeOf(reason),
  reason: write(reason, language),
})

const ofRow = ({ reason, code, ...place }: ReturnType<typeof inWords>): ShownError => ({
  message: reason,
  code: 'INVALID_INPUT',
  issue: code,
  ...place,
})

function readFormat(c: HttpContext): Format {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const format = fileFormats[type]
  if (format === undefined) {
    throw new Refusal(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      say('mediaTypes', { types: Object.keys(fileFormats).join(', ') }),
    )
  }
  return format
}

function readBody(c: HttpContext, { bytes }: Limits): AsyncIterable<Uint8Array | null> {
  if (Number(c.req.header('content-length') ?? 0) > bytes) throw tooLargeFile(bytes)
  const body: ReadableStream<Uint8Array<ArrayBuffer>> = c.req.raw.body ?? new Blob([]).stream()
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', say('contentEncoding'))
  }
  return blocks(body, encoding === 'gzip', bytes)
}
