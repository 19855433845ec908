import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import { buildASTSchema, parse } from 'graphql'
import { codegenUse, relayModule, tadaUse } from './sources.ts'

const root = new URL('../../../', import.meta.url)
const bin = (name: string) => new URL(`node_modules/.bin/${name}`, root).pathname
const run = promisify(execFile)

const compilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'ES2022', lib: ['ES2023', 'DOM'], types: [] },
  ...{ module: 'ESNext', moduleResolution: 'Bundler', verbatimModuleSyntax: true },
}

/** A front end's project: the schema, and the packages of this one. */
export async function newProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-clients-'))
  await copyFile(new URL('schema/schema.graphql', root), join(folder, 'schema.graphql'))
  await symlink(new URL('node_modules', root).pathname, join(folder, 'node_modules'))
  return folder
}

export const operations = () => readFile(new URL('operations.graphql', import.meta.url), 'utf8')

/** What the client preset of graphql-codegen makes of the operations, by the files' names. */
export async function generateByCodegen(folder: string): Promise<string[]> {
  const schema = parse(await readFile(join(folder, 'schema.graphql'), 'utf8'))
  const text = await operations()
  const documents = [{ location: 'operations.graphql', document: parse(text), rawSDL: text }]
  const files = await preset.buildGeneratesSection({
    ...{ baseOutputDir: `${join(folder, 'codegen')}/`, presetConfig: {}, pluginMap: {}, plugins: [] },
    ...{ schema, schemaAst: buildASTSchema(schema), documents },
    config: { useTypeImports: true, enumsAsTypes: true },
  })
  await mkdir(join(folder, 'codegen'))
  for (const file of files) await writeFile(file.filename, await codegen(file))
  await writeFile(join(folder, 'codegen', 'use.ts'), codegenUse)
  return files.map(({ filename }) => basename(filename))
}

export async function generateByTada(folder: string): Promise<void> {
  await mkdir(join(folder, 'tada'))
  const plugin = { name: 'gql.tada/ts-plugin', schema: './schema.graphql' }
  const config = {
    ...compilerOptions,
    plugins: [{ ...plugin, tadaOutputLocation: './tada/graphql-env.d.ts' }],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: config }))
  await writeFile(join(folder, 'tada', 'use.ts'), tadaUse)
  await run(bin('gql.tada'), ['generate-output'], { cwd: folder })
}

/** @throws with what the compiler says */
export async function checkTypes(folder: string, part: string): Promise<void> {
  const config = join(folder, `${part}.json`)
  await writeFile(config, JSON.stringify({ compilerOptions, include: [part] }))
  await run(bin('tsc'), ['-p', config]).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout)
  })
}

/** What Relay's compiler says. */
export async function compileByRelay(folder: string): Promise<string> {
  await mkdir(join(folder, 'relay', 'out'), { recursive: true })
  await mkdir(join(folder, 'relay', 'src'))
  await writeFile(join(folder, 'relay', 'src', 'People.ts'), relayModule)
  const config = {
    src: './src',
    schema: '../schema.graphql',
    artifactDirectory: './out',
    language: 'typescript',
  }
  await copyFile(join(folder, 'schema.graphql'), join(folder, 'relay', 'schema.graphql'))
  await writeFile(join(folder, 'relay', 'relay.config.json'), JSON.stringify(config))
  const { stdout, stderr } = await run(bin('relay-compiler'), ['relay.config.json'], {
    cwd: join(folder, 'relay'),
  })
  return stdout + stderr
}
