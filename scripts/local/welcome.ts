import { relative } from 'node:path'

interface Ready {
  url: string
  key: string
  folder: string
  hasDemo: boolean
}

/** One line, so that it survives copy and paste. */
const firstQuery = '{ viewer { name reach } workspace { currency timeZone today } }'

const vulnerabilityQuery =
  '{ campaigns(first: 5) { nodes { name firstDay lastDay competitor { name } snapshots(first: 1, filter: { scope: CAMPAIGN }) { nodes ' +
  '{ asOf state vi interval { lower upper } treated { os vs } control { vi } ' +
  'excess { points interval { lower upper } } effect } } } } }'

/** What the operator reads when everything runs. */
export function welcome({ url, key, folder, hasDemo }: Ready): string {
  const inside = relative(process.cwd(), folder)
  const here = inside === '' || inside.startsWith('..') ? folder : inside
  const body = JSON.stringify({ query: hasDemo ? vulnerabilityQuery : firstQuery })
  return [
    `Holdfast is ready${hasDemo ? ', with demo data' : ''}.`,
    '',
    `  GraphQL    ${url}/graphql`,
    `  GraphiQL   ${url}/graphiql   (in the browser, with the key below)`,
    `  Admin key  ${key}   (${here}/admin.key)`,
    `  Log        ${here}/worker.log`,
    '',
    hasDemo ? 'How vulnerable are the customers whom competitors attack?' : 'Who am I here?',
    '',
    `curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${key}' -d '${body}'`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n')
}
