/**
 * A peer of the list benchmark: PostGraphile on Node over the same rows in PostgreSQL. It is no dependency of ours (300
 * MB), so it is taken from the folder that `--postgraphile` names.
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// It is made for Node 22, of whose novelties it needs this one.
Promise.withResolvers ??= () => {
  let settle = {}
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}

const require = createRequire(join(process.env.POSTGRAPHILE, 'package.json'))
const { postgraphile } = require('postgraphile')
const { makePgService } = require('postgraphile/adaptors/pg')
const { grafserv } = require('postgraphile/grafserv/node')
const { PostGraphileAmberPreset } = require('postgraphile/presets/amber')

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ['public'] })],
  grafserv: { graphiql: false, graphqlPath: '/graphql' },
})
const answer = instance.createServ(grafserv).createHandler()
await instance.getSchema()
createServer((request, response) => {
  if (request.url === '/health') response.end()
  else answer(request, response)
}).listen(Number(process.env.PORT), '127.0.0.1')
