import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { type Place, type Target, tallySchema } from './import-client.ts'
import { keptFile } from './kept-file.ts'

const schema = z.object({
  target: z.record(z.string(), z.unknown()),
  place: z.object({ batches: z.int(), digest: z.string(), tally: tallySchema }),
})

/** How far a file went in, kept beside it until all of it did: a command that was killed goes on there. */
export function placeFile(file: string, { key: _, ...given }: Target) {
  // What was not said is not kept either.
  const target = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const { read, write, remove } = keptFile(`${file}.progress`, schema)
  return {
    /** Null where nothing is kept of the same import. */
    async read(): Promise<Place | null> {
      const kept = await read()
      return kept && isDeepStrictEqual(kept.target, target) ? kept.place : null
    },
    write: (place: Place) => write({ target, place }),
    remove,
  }
}
