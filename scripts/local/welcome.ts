import { relative } from 'node:path'

interface Ready {
  url: string
  key: string
  folder: string
  note: string | null
  hasDemo: boolean
}

/** One line, so that it survives copy and paste. */
const firstQuery = '{ viewer { name reach } workspace { currency timeZone today } }'

/** What the operator reads when everything runs. */
export function welcome({ url, key, folder, note, hasDemo }: Ready): string {
  const here = relative(process.cwd(), folder) || '.'
  const body = JSON.stringify({ query: hasDemo ? vulnerabilityQuery : firstQuery })
  return [
    ...(note === null ? [] : [note]),
    `Holdfast is ready${hasDemo ? ', with demo data' : ''}.`,
    '',
    `  GraphQL    ${url}/graphql   (GraphiQL in the browser)`,
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
