import { relative } from 'node:path'
import type { SignIn } from './sign-in.ts'

interface Ready {
  url: string
  key: string
  folder: string
  hasDemo: boolean
  /** Where a browser is signed in; null where none is. */
  signIn: SignIn | null
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
    `  Console    ${signIn?.console ?? `${url}/console/`}`,
    `  GraphiQL   ${signIn?.graphiql ?? `${url}/graphiql`}`,
    signIn === null
      ? '             (they ask for the key below)'
      : `             (one of them signs the browser in, once and within a minute; \`${again}\` prints others)`,
    `  GraphQL    ${url}/graphql`,
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
