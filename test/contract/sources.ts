import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export interface Source {
  /** From the project's root, with slashes. */
  path: string
  text: string
}

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every TypeScript file below a folder of the project. */
export async function readSources(folder: string): Promise<Source[]> {
  const names = await readdir(join(root, folder), { recursive: true })
  const paths = names.filter(name => /\.tsx?$/.test(name)).map(name => posix.join(folder, name))
  return Promise.all(paths.map(async path => ({ path, text: await readFile(join(root, path), 'utf8') })))
}

/** What a file imports, as it says it: types too. */
export const importsOf = ({ text }: Source): string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(file => file.fileName)

/** Those of its imports that are files of ours, from the project's root. */
export const filesImportedBy = (source: Source): string[] =>
  importsOf(source)
    .filter(name => name.startsWith('.'))
    .map(name => posix.join(posix.dirname(source.path), name))
