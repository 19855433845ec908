import { sql } from 'drizzle-orm'
import { prepareDatabase } from '../scripts/operator.ts'
import { search } from '../src/domain/search/search.ts'
import type { Service } from '../src/domain/service/service.ts'
import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { largest } from '../src/lib/mathematics/extremes.ts'
import { searchForm, vietnameseSortKey } from '../src/lib/text.ts'
import { median, number, table } from './measure.ts'
import { chance } from './scale/chance.ts'
import { withoutIndexes } from './scale/indexes.ts'
import { person } from './scale/people.ts'
import { benchService } from './service.ts'
import type { Stage } from './stage.ts'

const customers = 200_000
const atOnce = 2_500
/** Shares of staff members: who has few customers, who has some, many, and more than anybody could know. */
const owners = [0.002, 0.004, 0.02, 0.1]
/** Customers are in so many regions, all within the first. */
const regions = 700
/** What is seen by whoever sees a region, and by whoever sees the one that all lie within. */
const sights: [string, number][] = [
  ['sees one region', 2],
  [`sees ${number(regions)} regions`, 1],
]
/** A care team of so many customers. */
const cared = 1_000
/** Where the share of each ends. */
const ends = owners.map((_, at) => owners.slice(0, at + 1).reduce((sum, share) => sum + share))
const rounds = 20

const texts: Record<string, readonly string[]> = {
  'one letter': ['n', 'x', 'đ', '0'],
  'two letters': ['ng', 'an', 'tr', '@g'],
  'a frequent word': ['nguyen', 'Nguyễn', 'thi', 'nguy'],
  'part of a frequent word': ['guyen', 'anh', 'uye', 'gma'],
  'two frequent words': ['nguyen thi', 'tran nguyen', 'guyen ran', 'van an'],
  'frequent words, nobody': ['nguyen nguyen thi tran', 'hung nguyen guyenth', 'thi van duc', 'oanh guy inh'],
  'a whole name': ['Nguyễn Thị Lan', 'dao duc', 'le quang tung', 'lan thi nguyen'],
  'a rare word': ['xenophon', 'zzz', 'nguyenx', 'gmail.comx'],
  'phones that all share': ['+84', '09', '0', '84', '849'],
  'part of a phone': ['0912', '0912 345', '345678', '0165 123', '999'],
  'an e-mail domain': ['gmail.com', '@gmail.com', '@', '.com', 'mail'],
  'part of an e-mail': ['lan.nguyen', 'c12345@', 'n123@gmail.com', 'nguyen9@gmail.com'],
  'a whole key': ['c777', 'C77777', 'customer', '0912345678'],
  hostile: ['a b c d e f g h i j k l m n o p', 'an '.repeat(60), 'nguyen'.repeat(30), '"*" NEAR(', '🌸🌸🌸'],
}

interface Answer {
  results: { response?: { result?: { step_results?: (Result | null)[] } } }[]
}
interface Result {
  query_duration_ms: number
  rows_read: number
}

/** What a text cost the database. */
interface Cost {
  text: string
  milliseconds: number[]
  rows: number
}

/** A search over 200,000 customers, of whom 40 % share a family name and half a mail provider. */
export async function benchSearch(stage: Stage): Promise<string> {
  const empty = await stage.database('search-loaded')
  const { db } = await prepareDatabase({ url: empty.url })
  await configureWorkspace(db, Date.now(), { currency: 'VND', timeZone: undefined, phoneCountry: 'VN' })
  const patience = { readDeadline: 60_000, writeDeadline: 60_000 }
  const loader = await benchService(empty.url, patience)
  const started = performance.now()
  await withoutIndexes(loader.db, ['customers', 'customer_external_ids'], () => load(loader))
  const loading = (performance.now() - started) / 1_000
  // What was just written lies in the log still, where a look at a row takes longer.
  await empty.stop()
  const database = await stage.database('search', 'search-loaded')
  const seen: Result[] = []
  const watching: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const answer: Answer = await response.clone().json()
    seen.push(
      ...answer.results.flatMap(({ response }) =>
        (response?.result?.step_results ?? []).filter(step => step !== null),
      ),
    )
    return response
  }
  const service = await benchService(database.url, { fetch: watching, ...patience })
  const callers: [string, Service][] = [
    ['sees all', service],
    ...owners.map((share, at): [string, Service] => [
      `owns ${number(customers * share)}`,
      { ...service, actor: { ...service.actor, reach: 'OWNED', staffId: at + 1 } },
    ]),
    ...sights.map(([who, region]): [string, Service] => [
      who,
      { ...service, actor: { ...service.actor, reach: 'REGION', regions: [region] } },
    ]),
    [
      `cares for ${number(cared)}`,
      { ...service, actor: { ...service.actor, reach: 'TEAM', staffId: owners.length } },
    ],
  ]
  const all: string[][] = []
  for (const [who, caller] of callers)
    for (const [kind, some] of Object.entries(texts)) {
      const costs: Cost[] = []
      for (const text of some) costs.push(await costOf(caller, text, seen))
      const worst = costs.reduce((one, other) => (slowest(one) > slowest(other) ? one : other))
      all.push([
        `${kind}, ${who}`,
        number(median(costs.flatMap(({ milliseconds }) => milliseconds)), 2),
        number(slowest(worst), 2),
        number(largest(costs.map(({ rows }) => rows))),
        worst.text.slice(0, 24),
      ])
    }
  return [
    `A search over ${number(customers)} customers (loaded in ${number(loading)} s), ms of one statement in the database`,
    '',
    table([['what is typed', 'median', 'worst text', 'rows read', 'the worst'], ...all]),
  ].join('\n')
}

/** The median of its rounds. */
const slowest = ({ milliseconds }: Cost) => median(milliseconds)

async function costOf(service: Service, text: string, seen: Result[]): Promise<Cost> {
  const milliseconds: number[] = []
  let rows = 0
  for (let round = 0; round < rounds; round++) {
    seen.length = 0
    await search(service, { text })
    // The session's own steps around the statement count too.
    milliseconds.push(seen.reduce((sum, { query_duration_ms }) => sum + query_duration_ms, 0))
    rows = seen.reduce((sum, { rows_read }) => sum + rows_read, 0)
  }
  return { text, milliseconds, rows }
}

async function load(service: Service): Promise<void> {
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, folded_name, active, created_at, updated_at, version, change_id)
      SELECT value, 'Staff ' || value, 'STAFF', 'staff ' || value, 1, 0, 0, 1, 0
      FROM json_each(${JSON.stringify(owners.map((_, at) => at + 1))})`,
    sql`INSERT INTO regions (id, code, name, sort_name, parent_id, created_at, updated_at, version, change_id)
      SELECT value, 'R' || value, 'R' || value, 'R' || value, iif(value = 1, NULL, 1), 0, 0, 1, 0
      FROM json_each(${JSON.stringify(Array.from({ length: regions + 1 }, (_, at) => at + 1))})`,
  ])
  for (let at = 0; at < customers; at += atOnce) {
    const rows = Array.from({ length: atOnce }, (_, index) => customerAt(service.newId(), at + index))
    const json = JSON.stringify(rows)
    await service.db.write([
      sql`INSERT INTO customers (id, kind, name, sort_name, folded_name, email, phone, owner_id, region_id, preferred_channels,
          forbidden_channels, attributes, lifecycle, last_purchase_on, purchase_days, net_spend, net_spend_year,
          created_at, updated_at, version, change_id)
        SELECT value ->> 0, 'PERSON', value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
          2 + (value ->> 9) % ${regions},
          '[]', '[]', '{}', 'PROSPECT', value ->> 7, 1, value ->> 8, 0, 0, 0, 1, 0 FROM json_each(${json})`,
      sql`INSERT INTO customer_external_ids (source, external_id, customer_id)
        SELECT 'bench', 'C' || (value ->> 9), value ->> 0 FROM json_each(${json})`,
    ])
  }
  await service.db.write([
    sql`INSERT INTO care_team_members (id, customer_id, staff_id, created_at, updated_at, version, change_id)
      SELECT id, id, ${owners.length}, 0, 0, 1, 0 FROM customers WHERE owner_id IS NULL ORDER BY id DESC LIMIT ${cared}`,
  ])
}

function customerAt(id: number, place: number): unknown[] {
  const draw = chance(7, place)
  const made = person(7, place, 20_000, [1], 1).name.split(' ')
  // A quarter of the made-up people is called Nguyễn: of the others some more.
  const words = draw.part() < 0.28 ? ['Nguyễn', ...made.slice(1)] : made
  const name = words.join(' ')
  const folded = searchForm(name)
  const [family = '', given = ''] = [folded.split(' ')[0], folded.split(' ').at(-1)]
  const host =
    draw.part() < 0.5 ? 'gmail.com' : draw.pick(['yahoo.com.vn', 'hotmail.com', 'example.com', 'example.vn'])
  const email = `${given}.${family}${draw.below(10_000)}@${host}`
  const phone = `+84${draw.pick(['3', '5', '7', '8', '9'])}${String(draw.below(100_000_000)).padStart(8, '0')}`
  const part = draw.part()
  const owner = ends.findIndex(end => part < end) + 1 || null
  return [
    id,
    name,
    vietnameseSortKey(name),
    folded,
    email,
    phone,
    owner,
    19_000 + draw.below(1_000),
    draw.below(1_000_000),
    place,
  ]
}
