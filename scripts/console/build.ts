import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = join(root, 'src', 'console')
const target = join(root, 'public', 'console')
/** Says of which sources the page that lies there was made. */
const stamp = join(target, 'made-of')

/** What is made of the documents: it follows from them. */
const isMade = (name: string) => name.endsWith('.graphql.ts') || name === join('api', 'types.ts')

/** Everything that the page is made of, as one mark. */
async function markOfSources(): Promise<string> {
  const names = await readdir(source, { recursive: true, withFileTypes: true })
  const files = names
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !isMade(file.slice(source.length + 1)))
  const others = ['package-lock.json', 'scripts/console/build.ts', 'scripts/console/documents.ts']
  const hash = createHash('sha256')
  for (const file of [...files.toSorted(), ...others.map(name => join(root, name))])
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(await readFile(file))
      .update('\0')
  return hash.digest('hex')
}

const isMadeOf = async (mark: string) => (await readFile(stamp, 'utf8').catch(() => '')) === mark

/** Whether the console lies among the static assets, made of the sources as they are. */
export const consoleIsBuilt = async (): Promise<boolean> => isMadeOf(await markOfSources())

/**
 * Builds the console into the static assets, unless it lies there made of these very sources.
 * @returns whether it had to
 */
export async function buildConsole(): Promise<boolean> {
  const mark = await markOfSources()
  if (await isMadeOf(mark)) return false
  const [{ build }, { writeDocuments }] = await Promise.all([import('vite'), import('./documents.ts')])
  await writeDocuments(source)
  // Beside its place: whoever is shown the old page meanwhile gets all of it, and two who build at once do not mix.
  const made = `${target}.${process.pid}`
  await build({
    root: source,
    base: '/console/',
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir: made, emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  })
  await writeFile(join(made, 'made-of'), mark)
  await rm(target, { recursive: true, force: true })
  // Who built the same at once may have been faster.
  await rename(made, target).catch(() => rm(made, { recursive: true, force: true }))
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await buildConsole()
  console.log(built ? 'The console is built into public/console.' : 'The console is built already.')
}
