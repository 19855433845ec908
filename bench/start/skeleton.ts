/** The least that a Worker of these libraries can be: Hono, Yoga, Pothos, Drizzle and libSQL, one query of one table. */
import { createClient } from '@libsql/client/web'
import SchemaBuilder from '@pothos/core'
import { drizzle } from 'drizzle-orm/libsql/web'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { createYoga } from 'graphql-yoga'
import { Hono } from 'hono'

const apiKeys = sqliteTable('api_keys', { id: integer().primaryKey(), name: text().notNull() })

const open = (url: string) => drizzle(createClient({ url }), { schema: { apiKeys } })

interface Context {
  db: ReturnType<typeof open>
}

// The plugin is not loaded here; its option is asked for by the types that Holdfast's own schema brings into scope.
const builder = new SchemaBuilder<{ Context: Context }>({ scopeAuth: { authScopes: () => ({}) } })

const ApiKey = builder.objectRef<typeof apiKeys.$inferSelect>('ApiKey').implement({
  fields: t => ({ id: t.exposeID('id'), name: t.exposeString('name') }),
})

builder.queryType({
  fields: t => ({
    apiKeys: t.field({
      type: [ApiKey],
      resolve: (_root, _args, { db }) => db.query.apiKeys.findMany({ limit: 10 }),
    }),
  }),
})

const yoga = createYoga<Context>({
  schema: builder.toSchema(),
  landingPage: false,
  graphiql: false,
  logging: false,
})

const app = new Hono<{ Bindings: { DATABASE_URL: string } }>()

app.all('/graphql', c => yoga.fetch(c.req.raw, { db: open(c.env.DATABASE_URL) }))

export default app
