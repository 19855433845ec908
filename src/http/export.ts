import { accepts } from 'hono/accepts'
import type { Exported } from '../domain/export/exported.ts'
import { exportSettings, startExport } from '../domain/export/start-export.ts'
import type { Service } from '../domain/service/service.ts'
import { nameOf, say } from '../domain/wording/say.ts'
import { describeError } from '../lib/log.ts'
import { exportWork } from './bounds/let-in.ts'
import { tellPersonalReads } from './caller.ts'
import { refusalBody } from './errors.ts'
import { textOf } from './export/lines.ts'
import type { HttpContext } from './http-env.ts'
import type { Format } from './import/rows.ts'
import { readParameters } from './parameters.ts'
import { failureOf } from './refusal.ts'

export const mediaTypes: Readonly<Record<Format, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
}

/**
 * Answers rows as a file, page by page while the client takes it. What is wrong before the first page left is answered as
 * an error; later the answer breaks off, and the client goes on behind the last id that it got.
 */
export const sendExport = (
  c: HttpContext,
  find: (service: Service) => Exported | Promise<Exported>,
): Promise<Response> | Response =>
  // An answer without a body would tell the trail of an export that nobody got.
  c.req.method === 'HEAD'
    ? c.body(null, 404)
    : exportWork(c, async ended => {
        const end = () => {
          ended()
          tellPersonalReads(c)
        }
        const { service } = c.var
        try {
          const input = {
            format: likedFormat(c),
            language: c.var.language,
            ...readParameters(c, exportParameters),
          }
          const started = await startExport(service, await find(service), input)
          const { format } = started
          const parts = textOf(started)
          const first = await parts.next()
          c.header('content-type', mediaTypes[format])
          c.header(
            'content-disposition',
            `attachment; filename="${c.req.path.split('/').slice(3).join('-')}.${format}"`,
          )
          return c.body(streamOf(c, first.value ?? '', parts, end))
        } catch (error) {
          end()
          const { status, shown, saying } = failureOf(c, error, say('databaseOut'))
          service.log.warn('export refused', {
            code: shown.code,
            text: nameOf(saying),
            ...(status >= 500 ? { error: describeError(error) } : {}),
          })
          return c.json(refusalBody(shown), status)
        }
      })

/** What is told in the address; without a format or a language, the headers `Accept` and `Accept-Language` tell them. */
export const exportParameters = exportSettings.partial({ format: true })

function likedFormat(c: HttpContext): Format {
  const liked = accepts(c, {
    header: 'Accept',
    supports: [mediaTypes.ndjson, 'text/csv'],
    default: mediaTypes.ndjson,
  })
  return liked === 'text/csv' ? 'csv' : 'ndjson'
}

/** @param end is called once: when all has left, when it broke, or when nobody wants it any more */
function streamOf(
  c: HttpContext,
  first: string,
  parts: AsyncGenerator<string>,
  end: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: controller => controller.enqueue(encoder.encode(first)),
    async pull(controller) {
      try {
        const { done, value } = await parts.next()
        if (!done) return controller.enqueue(encoder.encode(value))
        controller.close()
      } catch (error) {
        c.var.log.error('export broke off', { error: describeError(error) })
        controller.error(error)
      }
      end()
    },
    async cancel() {
      end()
      await parts.return(undefined)
    },
  })
}
