import { relative } from 'node:path'

interface Ready {
  url: string
  key: string
  folder: string
  hasDemo: boolean
  /** Where a browser is signed in; null where none is. */
  signIn: string | null
}

/** One line, so that it survives copy and paste. */
const firstQuery = '{ viewer { name reach } workspace { currency timeZone today } }'

const vulnerabilityQuery =
  '{ campaigns(first: 5) { nodes { name firstDay lastDay competitor { name } snapshots(first: 1, filter: { scope: { equals: CAMPAIGN } }) { nodes ' +
  '{ asOf state vi interval { lower upper } treated { os vs } control { vi } ' +
  'excess { points interval { lower upper } } effect } } } } }'

/** What the operator reads when everything runs. */
export function welcome({ url, key, folder, hasDemo, signIn }: Ready): string {
  const inside = relative(process.cwd(), folder)
  const here = inside === '' || inside.startsWith('..') ? folder : inside
  const again = here === '.local' ? 'npm run sign-in' : `npm run sign-in -- --data ${here}`
  const body = JSON.stringify({ query: hasDemo ? vulnerabilityQuery : firstQuery })
  return [
    `Holdfast is ready${hasDemo ? ', with demo data' : ''}.`,
    '',
    `  GraphQL    ${url}/graphql`,
    `  GraphiQL   ${signIn ?? `${url}/graphiql`}`,
    signIn === null
      ? '             (it asks for the key below)'
      : `             (signs the browser in, once and within a minute; \`${again}\` prints another)`,
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
