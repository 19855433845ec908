import { createHash } from 'node:crypto'
import { open, rename, rm, stat, truncate } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { nothingYet, type Place, placeSchema, type Wanted } from './export-client.ts'
import { keptFile } from './kept-file.ts'

const keptEvery = 1_000

const schema = z.object({
  asked: z.record(z.string(), z.unknown()),
  startedAt: z.int(),
  place: placeSchema,
  /** How many bytes of the part are of rows that it counts. */
  bytes: z.int(),
})

/**
 * Opens FILE.part, into which an export goes until all of it arrived. How far it came stands in FILE.progress: where the
 * same was asked before with the same key, what arrived whole stays, and the rest is cut off.
 * @param anew whether to begin anew in any case
 */
export async function openPart(file: string, { key, ...question }: Wanted, anew: boolean) {
  const path = `${file}.part`
  const progress = keptFile(`${file}.progress`, schema)
  // The columns that are usual, and the rows, are those of the caller.
  const asked = { ...question, caller: createHash('sha256').update(key).digest('hex') }
  const found = anew ? null : await progress.read()
  const size = (await stat(path).catch(() => null))?.size ?? 0
  const goesOn = found !== null && isDeepStrictEqual(found.asked, asked) && size >= found.bytes
  const startedAt = goesOn ? found.startedAt : Date.now()
  let place: Place = goesOn ? found.place : nothingYet
  let bytes = goesOn ? found.bytes : 0
  const output = await open(path, goesOn ? 'a' : 'w')
  await truncate(path, bytes)
  let keptAt = Date.now()

  const keep = () => progress.write({ asked, startedAt, place, bytes })
  return {
    from: place,
    startedAt,
    /** Takes whole rows, behind which the export is at `now`. */
    async write(text: string, now: Place): Promise<void> {
      await output.appendFile(text)
      bytes += Buffer.byteLength(text)
      place = now
      if (Date.now() - keptAt < keptEvery) return
      keptAt = Date.now()
      await keep()
    },
    /** All has arrived. */
    async finish(): Promise<void> {
      await output.close()
      await rename(path, file)
      await progress.remove()
    },
    /** No more comes for now. */
    async stop(): Promise<void> {
      await output.close()
      if (bytes > 0) return await keep()
      await progress.remove()
      await rm(path)
    },
  }
}
