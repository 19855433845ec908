import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'
import { type Api, ask, mutateAll, saidBy, type UserFault } from '../graphql.ts'
import { rowBatches } from '../import-batches.ts'
import { importBatches, rowsOf } from '../import-client.ts'

/** Tells how far one part of the work is. */
export type Show = (label: string, done: number, of: number) => void

export interface Made {
  id: string
}

/** Rows of one request: small enough for the bar to move. */
const rowsAtOnce = 2_000

/**
 * Sends rows through the import.
 * @throws Failure when one is not accepted
 */
export async function send(
  { url, key }: Api,
  noun: 'customers' | 'interactions' | 'consents',
  source: string,
  rows: readonly object[],
  show: (done: number) => void,
): Promise<void> {
  if (rows.length === 0) return
  const target = { url, key, noun, source, createRegions: noun === 'customers', format: 'ndjson' } as const
  const tally = await importBatches(target, rowBatches(rows, rowsAtOnce), ({ tally }) => show(rowsOf(tally)))
  const [fault] = tally.errors
  if (fault)
    throw new Failure(`The demo's ${noun} were not accepted: ${fault.field ?? 'row'} ${fault.reason}.`)
}

/** Makes rows of one noun, and says their ids in the same order. */
export async function makeAll(
  api: Api,
  noun: string,
  name: string,
  rows: readonly object[],
): Promise<string[]> {
  const field = `${noun}Create`
  const input = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const made = await mutateAll<Record<string, Made>>(api, name, field, input, `${noun} { id }`, rows)
  return made.flatMap(payload => payload[noun]?.id ?? [])
}

/**
 * A name for what is done now: a load that goes on finds less to do than the one that broke off, and must not be taken for
 * its repetition.
 */
export const nameOfWork = (name: string, inputs: readonly object[]): string =>
  `${name}-${createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16)}`

/** More inputs than this are refused. */
const inputsAtOnce = 250

/**
 * Runs a mutation that takes several inputs at once, all of which have to succeed.
 * @throws Failure
 */
export async function many(api: Api, name: string, field: string, inputs: readonly object[]): Promise<void> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const selection =
    'results { ... on UserError { message ... on InvalidInputError { issues { path message } } } }'
  for (let at = 0; at < inputs.length; at += inputsAtOnce) {
    const some = inputs.slice(at, at + inputsAtOnce)
    const key = nameOfWork(name, some)
    const all = [{ inputs: some }]
    const [payload] = await mutateAll<{ results: UserFault[] }>(api, key, field, type, selection, all)
    const fault = payload?.results.find(({ message }) => message !== undefined)
    if (fault) throw new Failure(`${field}: ${saidBy(fault)}`)
  }
}

/** More fields than this of one name are refused. */
const fieldsAtOnce = 30

/** Customers' ids by the external ids that `source` knows them by. */
export async function customerIds(
  api: Api,
  source: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(externalIds)]
  const found = new Map<string, string>()
  for (let at = 0; at < wanted.length; at += fieldsAtOnce) {
    const some = wanted.slice(at, at + fieldsAtOnce)
    const fields = some.map(
      (externalId, index) =>
        `c${index}: customer(by: { externalId: { source: "${source}", externalId: "${externalId}" } }) { id }`,
    )
    const answer = await ask<Record<string, Made | null>>(api, `{ ${fields.join('\n')} }`)
    some.forEach((externalId, index) => {
      const customer = answer[`c${index}`]
      if (customer) found.set(externalId, customer.id)
    })
  }
  return found
}

const pageSize = 100
const pagesAtMost = 20

/**
 * All nodes of a list.
 * @param list asks for one page behind `$after`, with `nodes` and `pageInfo { hasNextPage endCursor }` under the alias `list`
 */
export async function readAll<Node>(
  api: Api,
  list: string,
  variables: Record<string, unknown> = {},
): Promise<Node[]> {
  const nodes: Node[] = []
  let after: string | null = null
  for (let page = 0; page < pagesAtMost; page++) {
    const answer: {
      list: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }
    } = await ask(api, list, { ...variables, after, first: pageSize })
    nodes.push(...answer.list.nodes)
    if (!answer.list.pageInfo.hasNextPage) return nodes
    after = answer.list.pageInfo.endCursor
  }
  throw new Failure('A list of the demo is longer than it can be.')
}

interface Night extends Made {
  state: 'RUNNING' | 'COMPLETED' | 'FAILED'
  failure: string | null
}

const nightFields = 'id state failure'
const between = 250

const atWork = '{ nights(first: 1, filter: { state: { equals: RUNNING } }) { nodes { id } } }'

/** @throws Failure when the night fails */
export async function runNight(api: Api, day: string): Promise<void> {
  // A night begins the next one that is due, which it may have found after the clock went on.
  while ((await ask<{ nights: { nodes: Made[] } }>(api, atWork)).nights.nodes.length > 0)
    await new Promise(resolve => setTimeout(resolve, between))
  // No idempotency key: a night that failed is to be started again.
  const [started] = await mutateAll<{ night: Night }>(
    api,
    null,
    'nightRun',
    'NightRunInput',
    `night { ${nightFields} }`,
    [{ day }],
  )
  let night = started?.night
  while (night?.state === 'RUNNING') {
    await new Promise(resolve => setTimeout(resolve, between))
    const query = `query ($id: ID!) { night(id: $id) { ${nightFields} } }`
    night = (await ask<{ night: Night }>(api, query, { id: night.id })).night
  }
  if (night?.state !== 'COMPLETED') throw new Failure(`The night of ${day} failed: ${night?.failure}`)
}
