import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type * as z from 'zod'
import { readJson } from './read-json.ts'

/** A small file of JSON that holds what was written last, or what was before it: never a part. */
export function keptFile<Value>(path: string, schema: z.ZodType<Value>) {
  return {
    /** Null where there is none, or one of another kind. */
    read: async (): Promise<Value | null> => readJson(schema, await readFile(path, 'utf8').catch(() => '')),
    async write(value: Value): Promise<void> {
      await writeFile(`${path}.new`, JSON.stringify(value))
      await rename(`${path}.new`, path)
    },
    remove: () => rm(path, { force: true }),
  }
}
