import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as operations from '@graphql-codegen/typescript-operations'
import {
  buildSchema,
  concatAST,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql'

const schemaFile = new URL('../../schema/schema.graphql', import.meta.url)

interface Source {
  /** From the console's folder. */
  path: string
  document: DocumentNode
}

/** Every document of the console, by its path. */
export async function readDocuments(folder: string): Promise<Source[]> {
  const names = await readdir(folder, { recursive: true })
  const paths = names.filter(name => name.endsWith('.graphql')).toSorted()
  return Promise.all(
    paths.map(async path => ({ path, document: parse(await readFile(join(folder, path), 'utf8')) })),
  )
}

/**
 * Writes, beside each document, its operations as texts that know what they answer, and into `api/types.ts` those
 * types: once for all, because filters are large. Documents share their fragments.
 */
export async function writeDocuments(folder: string): Promise<void> {
  const schema = buildSchema(await readFile(schemaFile, 'utf8'))
  const sources = await readDocuments(folder)
  const fragments = fragmentsIn(sources)
  const { prepend = [], content } = await operations.plugin(
    schema,
    [{ location: 'console', document: concatAST(sources.map(({ document }) => document)) }],
    {
      enumType: 'string-literal',
      disableDescriptions: true,
      namingConvention: 'keep',
      scalars: {
        ...{ ID: 'string', Date: 'string', DateTime: 'string', Decimal: 'string', BigInt: 'string' },
        JSON: 'unknown',
      },
    },
    {},
  )
  await writeChanged(join(folder, 'api', 'types.ts'), [...prepend, content, ''].join('\n'))
  for (const { path, document } of sources) {
    const own = document.definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION)
    if (own.length > 0) await writeChanged(join(folder, `${path}.ts`), moduleOf(path, own, fragments))
  }
}

const fragmentsIn = (sources: readonly Source[]) =>
  new Map(
    sources
      .flatMap(({ document }) => document.definitions)
      .filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map(fragment => [fragment.name.value, fragment]),
  )

/** Every operation of the console by its name, as it is sent. */
export async function readOperations(folder: string): Promise<Map<string, string>> {
  const sources = await readDocuments(folder)
  const fragments = fragmentsIn(sources)
  return new Map(
    sources
      .flatMap(({ document }) => document.definitions)
      .filter(definition => definition.kind === Kind.OPERATION_DEFINITION)
      .map(operation => [operation.name?.value ?? '', textOf(operation, fragments)]),
  )
}

function textOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  return stripIgnoredCharacters([operation, ...fragmentsOf(operation, fragments)].map(print).join('\n'))
}

function moduleOf(
  path: string,
  own: readonly OperationDefinitionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const up = relative(join(path, '..'), 'api')
  const api = up.startsWith('.') ? up : `./${up}`
  const shared = path.startsWith('api/') ? '.' : api
  const types = own.flatMap(operation => [typeName(operation), `${typeName(operation)}Variables`])
  return [
    `// Made of ${basename(path)}.`,
    `import type { Document } from '${shared}/document.ts'`,
    `import type { ${types.join(', ')} } from '${shared}/types.ts'`,
    '',
    ...own.map(operation => {
      const type = `Document<${typeName(operation)}, ${typeName(operation)}Variables>`
      return `export const ${operation.name?.value} = ${JSON.stringify(textOf(operation, fragments))} as ${type}\n`
    }),
  ].join('\n')
}

const typeName = ({ name, operation }: OperationDefinitionNode) =>
  `${name?.value}${operation === 'query' ? 'Query' : 'Mutation'}`

/** The fragments that it spreads, and those that they do. */
function fragmentsOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const found = new Set<FragmentDefinitionNode>()
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)
        if (!fragment) throw new Error(`No document of the console has the fragment ${name.value}.`)
        if (!found.has(fragment)) follow(found.add(fragment) && fragment)
      },
    })
  }
  follow(operation)
  return [...found]
}

async function writeChanged(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => null)
  if (before === text) return
  // Whole or not at all: who builds at the same time reads it.
  const made = `${file}.${process.pid}`
  await writeFile(made, text)
  await rename(made, file)
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeDocuments(fileURLToPath(new URL('../../src/console', import.meta.url)))
