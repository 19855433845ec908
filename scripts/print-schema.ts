import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../schema/index.ts'

// `npm run sdl`: the contract that clients read, committed; a test fails when it is out of date.
const path = fileURLToPath(new URL('../schema/schema.graphql', import.meta.url))
await writeFile(path, `${printSchema(lexicographicSortSchema(schema))}\n`)
