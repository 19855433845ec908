import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { filesImportedBy, readSources, root, type Source } from './sources.ts'

const domain = 'src/domain'
/** What one can still keep in mind. */
const mostFiles = 14

/** Each room and the rooms that it stands on, in the order of the table. */
type Rooms = Map<string, string[]>

/** The lines `| \`room\` | what it holds | \`room\`, \`room\` |` of a text. */
function roomsIn(text: string): Rooms {
  const lines = text.matchAll(/^\| `([^`]+)` \|[^|]+\|([^|]*)\|$/gm)
  return new Map(
    [...lines].map(([, room = '', below = '']) => [
      room,
      [...below.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    ]),
  )
}

const roomOf = (path: string) => posix.relative(domain, posix.dirname(path))

/** The arrows between rooms that the imports make, each with a file that makes it. */
function arrowsIn(sources: readonly Source[]): { from: string; to: string; path: string }[] {
  return sources.flatMap(source =>
    filesImportedBy(source)
      .filter(path => path.startsWith(`${domain}/`))
      .map(path => ({ from: roomOf(source.path), to: roomOf(path), path: source.path }))
      .filter(({ from, to }) => from !== to),
  )
}

function breaches(rooms: Rooms, sources: readonly Source[]): string[] {
  const order = [...rooms.keys()]
  const arrows = arrowsIn(sources)
  const drawn = new Set(arrows.map(({ from, to }) => `${from} → ${to}`))
  return [
    ...new Set(sources.map(({ path }) => roomOf(path)).filter(room => !rooms.has(room))),
    ...arrows
      .filter(({ from, to }) => !rooms.get(from)?.includes(to))
      .map(({ path, to }) => `${path} → ${to}`),
    ...[...rooms].flatMap(([room, below]) => [
      ...below.filter(other => !drawn.has(`${room} → ${other}`)).map(other => `${room} needs no ${other}`),
      ...below
        .filter(other => !order.slice(0, order.indexOf(room)).includes(other))
        .map(other => `${other} is not above ${room}`),
    ]),
  ]
}

test('the rooms of the domain stand on each other as their table says, without circles', async () => {
  const rooms = roomsIn(await readFile(join(root, domain, 'README.md'), 'utf8'))
  expect(rooms.size).toBeGreaterThan(30)
  expect(breaches(rooms, await readSources(domain))).toEqual([])
})

test.each([domain, 'schema', 'src/http', 'src/auth', 'src/nightly', 'src/database'])(
  'no room of %s has more files than one can keep in mind',
  async folder => {
    const sizes = new Map<string, number>()
    for (const { path } of await readSources(folder))
      sizes.set(posix.dirname(path), (sizes.get(posix.dirname(path)) ?? 0) + 1)
    expect([...sizes].filter(([, size]) => size > mostFiles)).toEqual([])
  },
)

const table =
  '| `facts` | What counts | – |\n| `rfm` | Scores | `facts` |\n| `reports` | What is told | `facts` |'
const scores = { path: 'src/domain/rfm/scores.ts', text: "import { days } from '../facts/days.ts'" }
const churn = { path: 'src/domain/reports/churn.ts', text: "import type { Day } from '../facts/days.ts'" }

test('what the table allows is no breach', () => {
  expect(breaches(roomsIn(table), [scores, churn])).toEqual([])
})

test.each<[string, string, Source[], string]>([
  [
    'an import that it does not allow',
    table,
    [scores, churn, { path: 'src/domain/rfm/told.ts', text: "import type { X } from '../reports/x.ts'" }],
    'src/domain/rfm/told.ts → reports',
  ],
  ['a room that it does not name', table, [scores, churn, { path: 'src/domain/new/a.ts', text: '' }], 'new'],
  ['a file outside of any room', table, [scores, churn, { path: 'src/domain/loose.ts', text: '' }], ''],
  ['an arrow that nothing needs', table, [churn], 'rfm needs no facts'],
  [
    'a circle',
    table.replace('| – |', '| `rfm` |'),
    [scores, churn, { path: 'src/domain/facts/days.ts', text: "import '../rfm/scores.ts'" }],
    'rfm is not above facts',
  ],
])('a breach is found: %s', (_, text, sources, breach) => {
  expect(breaches(roomsIn(text), sources)).toEqual([breach])
})
