import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../scripts/failure.ts'
import { customers } from '../../src/database/tables/customers/customers.ts'
import { interactions } from '../../src/database/tables/customers/interactions.ts'
import { regions } from '../../src/database/tables/customers/regions.ts'
import { staffMembers } from '../../src/database/tables/house/staff.ts'
import { inTurn, number } from '../measure.ts'
import { runNight } from '../nights.ts'
import type { Shop } from '../shop.ts'
import type { Server, Stage } from '../stage.ts'
import { bundleOf } from './before.ts'
import { postgresPrograms, startPostgres } from './postgres.ts'
import { copied } from './postgres-tables.ts'
import { drizzleGraphql, ours, postgraphile, viewer, type Words } from './questions.ts'
import { ask, askOften, costs, type Question, round, type Side } from './side.ts'
import { benchUpdate } from './update.ts'

const rounds = 8
const listRequests = 120
const viewerRequests = 400
const warmUp = 300

export interface Peers {
  /** An earlier commit that takes part; null for none. */
  against: string | null
  /** Where PostGraphile is installed; null where nobody said. */
  postgraphile: string | null
}

/** One who takes part in the list. */
type Contender = Side & { words: Words }

/** The customers who spend most with their newest interactions: Holdfast against what generates such an API. */
export async function benchList(stage: Stage, shop: Shop, peers: Peers): Promise<string> {
  const database = await stage.database('list', shop.name)
  await runNight(database, shop.today - 1)
  const ownSides: Side[] = [
    { name: 'Holdfast', database, key: shop.key, ...(await holdfast(stage, database)) },
  ]
  if (peers.against !== null) {
    const before = await holdfast(stage, database, peers.against)
    ownSides.push({ name: `Holdfast at ${peers.against}`, database, key: shop.key, ...before })
  }
  const generated: Contender[] = [
    {
      name: 'drizzle-graphql, Node',
      words: drizzleGraphql,
      server: await stage.script('list/drizzle-graphql.ts', database.url),
      database,
    },
  ]
  const missing = await whyNoPostgraphile(peers.postgraphile)
  if (missing === null) generated.push(await startPostgraphile(stage, database, peers.postgraphile ?? ''))

  const contenders = [...ownSides.map(side => ({ ...side, words: ours })), ...generated]
  const lists = contenders.map(({ words: { query, variables }, ...side }) => ({ side, query, variables }))
  const rows = await requireSame(contenders)
  const list = await measure(listRequests, lists)
  const viewers = ownSides.map(side => ({ side, query: viewer }))
  const own = await measure(viewerRequests, viewers)
  const update = await benchUpdate(ownSides, database.url)

  for (const { server } of contenders) await server.stop()
  for (const each of new Set(contenders.map(side => side.database))) await each.stop()
  return [
    `List: 50 customers × 10 interactions, ${number(rows)} rows, the same on all sides; ${rounds} rounds in turn of ${listRequests} requests`,
    costs(lists, list),
    'Holdfast checks the key and each field’s scope and bounds the cost; the others let everybody in.',
    ...(missing === null ? [] : [missing]),
    '',
    `${viewer}: ${rounds} rounds in turn of ${viewerRequests} requests`,
    costs(viewers, own),
    '',
    update,
  ].join('\n')
}

async function holdfast(
  stage: Stage,
  { url }: Server,
  commit?: string,
): Promise<Pick<Side, 'server' | 'logFile'>> {
  const built = commit === undefined ? undefined : await bundleOf(stage, commit)
  const server = await stage.worker(commit === undefined ? 'list' : 'before', url, built)
  return { server, logFile: server.logFile }
}

/** The sentence that says what is missing; null when nothing is. */
async function whyNoPostgraphile(folder: string | null): Promise<string | null> {
  if (folder === null)
    return 'PostGraphile was left out: `npm install --prefix DIR postgraphile@5`, then give `--postgraphile DIR`.'
  const installed = await access(join(folder, 'node_modules', 'postgraphile')).then(
    () => true,
    () => false,
  )
  if (!installed)
    return `PostGraphile was left out, it is not in ${folder}: \`npm install --prefix ${folder} postgraphile@5\`.`
  const programs = await postgresPrograms()
  return programs === null
    ? 'PostGraphile was left out, for want of PostgreSQL: `apt-get install postgresql`, as on any Debian.'
    : null
}

async function startPostgraphile(stage: Stage, from: Server, folder: string): Promise<Contender> {
  const programs = (await postgresPrograms()) ?? ''
  const tables = copied([regions, staffMembers, customers, interactions])
  const database = await startPostgres(stage, programs, from, tables)
  const server = await stage.script('list/postgraphile.mjs', database.url, { POSTGRAPHILE: folder })
  return { name: 'PostGraphile, Node and PostgreSQL', words: postgraphile, server, database }
}

async function measure(requests: number, questions: readonly Question[]) {
  for (const question of questions) await askOften(warmUp, question)
  return inTurn(
    rounds,
    questions.map(question => () => round(requests, question)),
  )
}

/**
 * @returns how many rows the answers have
 * @throws Failure when they tell different things
 */
async function requireSame(contenders: readonly Contender[]): Promise<number> {
  const told = await Promise.all(
    contenders.map(async ({ words, ...side }) => words.rows(await ask({ side, ...words }))),
  )
  const [first = []] = told
  for (const [at, rows] of told.entries())
    if (!isDeepStrictEqual(rows, first))
      throw new Failure(`${contenders[0]?.name} and ${contenders[at]?.name} answer different rows.`)
  return first.reduce((sum, [, , nested]) => sum + 1 + nested.length, 0)
}
