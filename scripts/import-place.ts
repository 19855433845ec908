import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { type Place, type Target, tallySchema } from './import-client.ts'
import { readJson } from './read-json.ts'

const schema = z.object({
  target: z.record(z.string(), z.unknown()),
  place: z.object({ batches: z.int(), digest: z.string(), tally: tallySchema }),
})

/** How far a file went in, kept beside it until all of it did: a command that was killed goes on there. */
export function placeFile(file: string, { key: _, ...target }: Target) {
  const path = `${file}.progress`
  return {
    path,
    /** Null where nothing is kept of the same import. */
    async read(): Promise<Place | null> {
      const text = await readFile(path, 'utf8').catch(() => '')
      const kept = readJson(schema, text)
      return kept && isDeepStrictEqual(kept.target, target) ? kept.place : null
    },
    /** A reader finds the place before or this one, whole. */
    async write(place: Place): Promise<void> {
      await writeFile(`${path}.new`, JSON.stringify({ target, place }))
      await rename(`${path}.new`, path)
    },
    remove: () => rm(path, { force: true }),
  }
}
