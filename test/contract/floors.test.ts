import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { filesImportedBy, importsOf, readSources, root, type Source } from './sources.ts'

/** Each floor and the floors it may stand on; a folder that is missing here has no place in the house. */
const floors: Record<string, readonly string[]> = {
  migrations: [],
  'src/lib': ['src/lib'],
  'src/database': ['migrations', 'src/lib', 'src/database'],
  'src/domain': ['src/lib', 'src/database', 'src/domain'],
  'src/env.ts': ['src/lib', 'src/database', 'src/domain'],
  schema: ['src/lib', 'src/database', 'src/domain', 'schema'],
  'src/auth': ['src/lib', 'src/database', 'src/domain', 'src/env.ts', 'src/auth'],
  'src/nightly': ['src/lib', 'src/database', 'src/domain', 'src/env.ts', 'src/nightly'],
  'src/http': [
    ...['src/lib', 'src/database', 'src/domain', 'src/env.ts'],
    ...['schema', 'src/auth', 'src/nightly', 'src/http'],
  ],
  // The page for people is a client like any other: it knows the printed schema alone.
  'src/console': ['src/console'],
  'src/worker.ts': [
    ...['src/lib', 'src/database', 'src/domain', 'src/env.ts'],
    ...['schema', 'src/auth', 'src/nightly', 'src/http'],
  ],
  'src/local.ts': [
    ...['src/lib', 'src/database', 'src/domain', 'src/env.ts'],
    ...['schema', 'src/auth', 'src/nightly', 'src/http'],
  ],
}

const transport =
  /^(?:hono|graphql|graphql-[^/]+|@pothos\/.+|@envelop\/.+|@graphql-[^/]+\/.+|cloudflare:.+)(?:\/|$)/
const node = /^node:/
/** Anything but what a browser loads. */
const notOfPages = /^(?!(?:preact|preact-iso|@preact\/signals|d3-scale|d3-shape)(?:\/|$))/
const orm = /^(?:drizzle-orm|@libsql\/.+)(?:\/|$)/

/** Packages that a part of the house must not know, with the files that may. */
const strangers: readonly { within: string; packages: RegExp; except: readonly string[] }[] = [
  { within: 'src/lib', packages: transport, except: [] },
  { within: 'src/lib', packages: node, except: [] },
  { within: 'src/lib', packages: orm, except: [] },
  { within: 'src/database', packages: transport, except: [] },
  // Migrations are files; nothing that the Worker loads may reach this one.
  { within: 'src/database', packages: node, except: ['src/database/migrating/migrate.ts'] },
  { within: 'src/domain', packages: transport, except: [] },
  { within: 'src/domain', packages: node, except: [] },
  { within: 'schema', packages: node, except: [] },
  { within: 'schema', packages: orm, except: ['schema/kernel/select.ts'] },
  { within: 'src/http', packages: node, except: [] },
  { within: 'src/console', packages: notOfPages, except: [] },
  { within: 'src/http', packages: orm, except: [] },
]

const lies = (path: string, within: string) => path === within || path.startsWith(`${within}/`)

const floorOf = (path: string) => Object.keys(floors).find(floor => lies(path, floor))

function breaches(sources: readonly Source[]): string[] {
  return sources.flatMap(source => {
    const floor = floorOf(source.path)
    if (!floor) return [`${source.path} stands on no floor`]
    return importsOf(source).flatMap(name => {
      if (!name.startsWith('.')) {
        return strangers
          .filter(rule => lies(source.path, rule.within) && rule.packages.test(name))
          .filter(rule => !rule.except.includes(source.path))
          .map(rule => `${source.path} imports ${name}, which ${rule.within} must not know`)
      }
      const target = posix.join(posix.dirname(source.path), name)
      const below = floorOf(target)
      if (below && floors[floor]?.includes(below)) return []
      return [`${source.path} imports ${target}, which is not below it`]
    })
  })
}

/** Every file of ours that `entry` loads, itself included. */
function reachable(entry: string, sources: readonly Source[]): Set<string> {
  const byPath = new Map(sources.map(source => [source.path, source]))
  const seen = new Set<string>()
  const visit = (path: string) => {
    const source = byPath.get(path)
    if (!source || seen.has(path)) return
    seen.add(path)
    filesImportedBy(source).forEach(visit)
  }
  visit(entry)
  return seen
}

const house = async () => [...(await readSources('schema')), ...(await readSources('src'))]

test('imports go down only', async () => {
  const sources = await house()
  expect(sources.length).toBeGreaterThan(20)
  expect(breaches(sources)).toEqual([])
})

test('nothing that the Worker loads needs the file system', async () => {
  const loaded = reachable('src/worker.ts', await house())
  expect(loaded).toContain('src/database/client.ts')
  expect(loaded).not.toContain('src/database/migrating/migrate.ts')
})

test('the dependencies are the packages that the Worker loads, no more', async () => {
  const sources = await house()
  const loaded = new Set(['src/worker.ts', 'src/local.ts'].flatMap(entry => [...reachable(entry, sources)]))
  const packages = sources
    .filter(({ path }) => loaded.has(path))
    .flatMap(importsOf)
    .filter(name => !/^(?:\.|node:|cloudflare:)/.test(name))
    .map(name => name.match(/^(?:@[^/]+\/)?[^/]+/)?.[0])
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect(Object.keys(dependencies).toSorted()).toEqual([...new Set(packages)].toSorted())
})

test.each<[path: string, text: string]>([
  ['src/lib/days.ts', `import { DatabaseError } from '../database/errors.ts'`],
  ['src/lib/days.ts', `import { readFile } from 'node:fs'`],
  ['src/database/client.ts', `import type { Service } from '../domain/service/service.ts'`],
  ['src/database/client.ts', `import { readFile } from 'node:fs'`],
  ['src/domain/customers/create.ts', `export { builder } from '../../../schema/kernel/builder.ts'`],
  ['src/domain/customers/create.ts', `import type { Context } from 'hono'`],
  ['src/domain/customers/create.ts', `import { GraphQLError } from 'graphql'`],
  ['src/domain/customers/create.ts', `import { createYoga } from 'graphql-yoga'`],
  ['src/domain/customers/create.ts', `import { env } from 'cloudflare:workers'`],
  ['src/domain/customers/create.ts', `const crypto = await import('node:crypto')`],
  ['schema/customers/customer.ts', `import { authenticate } from '../../src/auth/authenticate.ts'`],
  ['schema/customers/customer.ts', `import { eq } from 'drizzle-orm'`],
  ['schema/customers/customer.ts', `import { sqliteTable } from 'drizzle-orm/sqlite-core'`],
  ['src/auth/api-key.ts', `import { stages } from '../nightly/stages.ts'`],
  ['src/nightly/stages.ts', `import { schema } from '../../schema/index.ts'`],
  ['src/http/app.ts', `import { sql } from 'drizzle-orm'`],
  ['src/http/app.ts', `import worker from '../worker.ts'`],
  ['src/http/app.ts', `import { screens } from '../console/routes.ts'`],
  ['src/console/main.tsx', `import { encodeId } from '../lib/ids.ts'`],
  ['src/console/main.tsx', `import { parse } from 'graphql'`],
  ['src/http/app.ts', `import { testDatabase } from '../../test/support/database.ts'`],
  ['src/helpers/strings.ts', ``],
])('a breach is found: %s with %s', (path, text) => {
  expect(breaches([{ path, text }])).toHaveLength(1)
})

test.each<[path: string, text: string]>([
  ['src/domain/customers/create.ts', `import { commit } from '../writes/commit.ts'`],
  ['src/domain/customers/create.ts', `import { sql } from 'drizzle-orm'`],
  ['src/database/migrating/migrate.ts', `import { fileURLToPath } from 'node:url'`],
  ['schema/kernel/select.ts', `import { sql } from 'drizzle-orm'`],
  ['src/http/app.ts', `import { schema } from '../../schema/index.ts'`],
  ['src/nightly/workflow.ts', `import { WorkflowEntrypoint } from 'cloudflare:workers'`],
  ['src/console/main.tsx', `import { useState } from 'preact/hooks'`],
  ['src/lib/text.ts', `// import { sql } from 'drizzle-orm'`],
])('what the plan allows is no breach: %s with %s', (path, text) => {
  expect(breaches([{ path, text }])).toEqual([])
})

test('a file that is loaded by way of another is found', () => {
  const sources = [
    { path: 'src/worker.ts', text: `import './http/app.ts'` },
    { path: 'src/http/app.ts', text: `export * from '../database/migrating/migrate.ts'` },
    { path: 'src/database/migrating/migrate.ts', text: '' },
  ]
  expect(reachable('src/worker.ts', sources)).toContain('src/database/migrating/migrate.ts')
})
