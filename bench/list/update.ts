import { Failure } from '../../scripts/failure.ts'
import { decodeId } from '../../src/lib/ids.ts'
import { median, ratio, type Sample, spread, table, valuesOf } from '../measure.ts'
import { ask, post, type Side } from './side.ts'

const rounds = 8
const writes = 40

const customer = '{ customers(first: 1) { nodes { id } } }'

const mutation = `mutation Update($input: CustomerUpdateInput!) {
  customerUpdate(input: $input) { ... on CustomerUpdatePayload { customer { acquisitionSource } } }
}`

/** What one client waits for `customerUpdate`, against one UPDATE of the same column in a transaction of its own. */
export async function benchUpdate(sides: readonly Side[], databaseUrl: string): Promise<string> {
  const id = await anyCustomer(sides)
  const database = new URL(databaseUrl)
  const token = database.searchParams.get('authToken') ?? undefined
  const row = decodeId(id)?.id ?? Number.NaN

  async function writeBare(value: string): Promise<void> {
    const answer = await post(`${database.origin}/v3/pipeline`, transaction(row, value), token)
    if (!answer.includes('"step_errors":[null,null,null]'))
      throw new Failure(`The database answered ${answer.slice(0, 300)}`)
  }
  const writers = [
    writeBare,
    ...sides.map(side => async (value: string) => {
      const variables = { input: { id, patch: { acquisitionSource: value } } }
      const answer = await ask({ side, query: mutation, variables })
      if (!answer.includes(value)) throw new Failure(`${side.name} answered ${answer.slice(0, 300)}`)
    }),
  ]

  const measured: Sample[][] = writers.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    const waits = await inTurn(writers, round)
    // The first round warms everything up.
    if (round > 0) waits.forEach((of, at) => void measured[at]?.push({ wait: median(of) }))
  }
  const [bare = []] = measured
  return [
    'Update: ms that one client waits for `customerUpdate`, in turn with one UPDATE sent straight to the database',
    table([
      ['', 'p50, median (smallest to largest) of the rounds', 'bare writes'],
      ...['a bare write', ...sides.map(({ name }) => name)].map((name, at) => {
        const samples = measured[at] ?? []
        return [name, spread(valuesOf(samples, 'wait'), 2), at === 0 ? '' : ratio(samples, bare, 'wait')]
      }),
    ]),
    `${rounds} rounds of ${writes} writes each.`,
  ].join('\n')
}

/** @returns how long each write took, by writer */
async function inTurn(
  writers: readonly ((value: string) => Promise<void>)[],
  round: number,
): Promise<number[][]> {
  const waits: number[][] = writers.map(() => [])
  for (let write = 0; write < writes; write++)
    for (const [at, writer] of writers.entries()) {
      const started = performance.now()
      await writer(`bench ${round}.${write}.${at}`)
      waits[at]?.push(performance.now() - started)
    }
  return waits
}

async function anyCustomer([side]: readonly Side[]): Promise<string> {
  if (!side) throw new Failure('There is nobody to update a customer.')
  const { data } = JSON.parse(await ask({ side, query: customer }))
  return data.customers.nodes[0].id
}

const transaction = (row: number, value: string) => ({
  baton: null,
  requests: [
    {
      type: 'batch',
      batch: {
        steps: [
          { stmt: { sql: 'BEGIN IMMEDIATE', want_rows: false } },
          {
            stmt: {
              sql: 'UPDATE customers SET acquisition_source = ? WHERE id = ?',
              args: [
                { type: 'text', value },
                { type: 'integer', value: String(row) },
              ],
              want_rows: false,
            },
          },
          { stmt: { sql: 'COMMIT', want_rows: false } },
        ],
      },
    },
    { type: 'close' },
  ],
})
