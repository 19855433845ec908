import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { withPolicy } from './graphiql-policy.ts'

/** Among the static assets of a deployment, because it has no place in the Worker's script. */
const asset = fileURLToPath(new URL('../public/graphiql.html', import.meta.url))
const start = new URL('graphiql-start.js', import.meta.url)

const firstQuery = `# How vulnerable are customers
# whom competitors attack? Press Run,
# which asks for one of the two queries.
query Vulnerability {
  workspace { currency today }
  campaigns(first: 5) {
    nodes {
      name
      snapshots(
        first: 1
        filter: { scope: { equals: CAMPAIGN } }
      ) {
        nodes {
          asOf
          state
          vi
          interval { lower upper }
          excess {
            points
            interval { lower upper }
          }
          effect
        }
      }
    }
  }
}

# Whom to call next, and all that
# happened with them.
query CallNext {
  followUps(first: 3) {
    nodes {
      tactic
      customer {
        name
        timeline(first: 10) {
          nodes {
            kind
            day
            interaction {
              kind
              amount { amount }
            }
            lifecycle { from to }
            verdict { verdict }
            segment { name }
          }
        }
      }
    }
  }
}
`

/**
 * The page: GraphiQL, begun by a script of ours that signs in first. No key stands in it.
 * @param script the script that begins it
 */
export function graphiqlPage(script: string): string {
  const html = renderGraphiQL({ title: 'Holdfast', endpoint: '/graphql' })
  const options = JSON.stringify({ title: 'Holdfast', endpoint: '/graphql', defaultQuery: firstQuery })
  const at = html.lastIndexOf('YogaGraphiQL.renderYogaGraphiQL(')
  const end = html.indexOf('</script>', at)
  if (at < 0 || end < 0) throw new Error('The page does not begin GraphiQL where it used to.')
  return withPolicy(`${html.slice(0, at)}const graphiqlOptions = ${options};\n${script}${html.slice(end)}`)
}

/** Writes GraphiQL as one self-contained page, so that it needs no other host. */
export async function writeGraphiql(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, graphiqlPage(await readFile(start, 'utf8')))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeGraphiql(asset)
