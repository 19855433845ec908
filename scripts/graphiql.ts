import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { withPolicy } from './graphiql-policy.ts'

const page = fileURLToPath(new URL('../public/graphiql.html', import.meta.url))

const firstQuery = `# Put your API key into the "Headers" tab below, then press Run.
{
  campaigns(first: 5) {
    nodes {
      name
      snapshots(first: 1, filter: { scope: CAMPAIGN }) {
        nodes { asOf state vi interval { lower upper } excess { points interval { lower upper } } effect }
      }
    }
  }
}
`

/**
 * Writes GraphiQL as one self-contained page among the static assets, so that it needs no other host and no
 * place in the Worker's script.
 */
export async function writeGraphiql(): Promise<void> {
  const options = {
    title: 'Holdfast',
    endpoint: '/graphql',
    headers: JSON.stringify({ authorization: 'Bearer <your API key>' }, null, 2),
    defaultQuery: firstQuery,
  }
  const html = withPolicy(renderGraphiQL(options))
  // Touching the file would make every Worker that runs on this machine load its assets again.
  if (html !== (await readFile(page, 'utf8').catch(() => null))) await writeFile(page, html)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeGraphiql()
