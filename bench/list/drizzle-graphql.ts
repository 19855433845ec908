/** The other side of the list benchmark: `drizzle-graphql` and Yoga on Node over the same tables. */
import { createServer } from 'node:http'
import { createClient } from '@libsql/client/http'
import { buildSchema } from 'drizzle-graphql'
import { getTableColumns, is } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/libsql/http'
import { SQLiteCustomColumn, SQLiteInteger, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { createYoga } from 'graphql-yoga'
import { relational } from '../../src/database/relations.ts'

// It refuses custom types (our wide integers) and answers every other integer as GraphQL's `Int`, which ends at
// 2^31: our ids and instants would be errors. Told that all of them are bigints, it answers them as text.
for (const table of Object.values(relational)) {
  if (!is(table, SQLiteTable)) continue
  for (const column of Object.values(getTableColumns(table))) {
    if (is(column, SQLiteCustomColumn) || is(column, SQLiteInteger))
      Object.assign(column, { dataType: 'bigint' })
  }
}

const db = drizzle(createClient({ url: process.env.DATABASE_URL ?? '' }), { schema: relational })
const { schema } = buildSchema(db, { mutations: false, relationsDepthLimit: 2 })
const yoga = createYoga({
  schema,
  logging: false,
  graphiql: false,
  landingPage: false,
  healthCheckEndpoint: '/health',
})
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1')
