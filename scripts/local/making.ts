import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { keptFile } from '../kept-file.ts'

interface Making {
  /** What is made. */
  file: string
  /** What the paths of its sources start from. */
  root: string
  /** Makes it, and answers what of. */
  make: () => Promise<string[]>
}

const sources = z.record(z.string(), z.object({ size: z.number(), written: z.number(), changed: z.number() }))

/** What tells that a file was edited, moved or exchanged; null where there is none. */
const stateOf = (path: string) =>
  stat(path).then(
    ({ size, mtimeMs, ctimeMs }) => ({ size, written: mtimeMs, changed: ctimeMs }),
    () => null,
  )

/** Makes a file of others, unless it stands there made of the very same. */
export async function makeOnce({ file, root, make }: Making): Promise<void> {
  const mark = keptFile(`${file}.sources.json`, sources)
  const statesOf = (paths: string[]) =>
    Promise.all(paths.map(async path => [path, await stateOf(join(root, path))] as const))
  const before = existsSync(file) ? await mark.read() : null
  if (
    before &&
    JSON.stringify(await statesOf(Object.keys(before))) === JSON.stringify(Object.entries(before))
  )
    return
  await mark.remove()
  const began = Date.now()
  const after = (await statesOf(await make())).flatMap(([path, state]) =>
    state ? [[path, state] as const] : [],
  )
  // What was changed meanwhile may have been read before.
  if (after.every(([, { changed }]) => changed < began)) await mark.write(Object.fromEntries(after))
}
