import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { GraphQLSchema, lexicographicSortSchema, printSchema, validateSchema } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { clientTypes } from '../../scripts/client-types.ts'
import { openApiDocument } from '../../scripts/openapi/document.ts'

test('openapi.json says what the code says; `npm run sdl` prints it', async () => {
  const kept = await readFile(new URL('../../schema/openapi.json', import.meta.url), 'utf8')
  expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
})

test('client-types.json does too', async () => {
  const kept = await readFile(new URL('../../schema/client-types.json', import.meta.url), 'utf8')
  expect(JSON.parse(kept)).toEqual(clientTypes(schema))
})

test('schema.graphql says what the code says; `npm run sdl` prints it', async () => {
  const path = fileURLToPath(new URL('../../schema/schema.graphql', import.meta.url))
  const kept = await readFile(path, 'utf8')
  expect(kept).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`)
})

test('the schema has no fault, as the Worker takes for granted', () => {
  const doubted = new GraphQLSchema({ ...schema.toConfig(), assumeValid: false })
  expect(validateSchema(doubted)).toEqual([])
})
