import { writeFile } from 'node:fs/promises'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../schema/index.ts'
import { clientTypes } from './client-types.ts'
import { openApiDocument } from './openapi/document.ts'

// `npm run sdl`: the contracts that clients read, committed; a test fails when one is out of date.
const write = (name: string, text: string) =>
  writeFile(new URL(`../schema/${name}`, import.meta.url), `${text}\n`)
await write('schema.graphql', printSchema(lexicographicSortSchema(schema)))
await write('client-types.json', JSON.stringify(clientTypes(schema), null, 2))
await write('openapi.json', JSON.stringify(openApiDocument(), null, 2))
