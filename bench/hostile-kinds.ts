/** One request, each a little different by its number. */
interface Hostile {
  method: 'GET' | 'POST'
  path: string
  type?: string
  body?: string
}

export interface Kind {
  name: string
  make(at: number): Hostile
}

const post = (body: string, type = 'application/json'): Hostile => ({
  ...{ method: 'POST', path: '/graphql' },
  type,
  body,
})

/** A body whose costly part is made once. */
const asking = (query: string, value: unknown) => {
  const text = JSON.stringify(value)
  return () => post(`{"query":${JSON.stringify(query)},"variables":{"f":${text}}}`)
}

const customers = 'query($f:CustomerFilter){customers(filter:$f){totalCount}}'
const nodes = 'query($f:[ID!]!){nodes(ids:$f){id}}'
const stages = 'query($f:[LifecycleStage!]){customers(filter: { lifecycle: { in: $f } }){totalCount}}'
const form = 'application/x-www-form-urlencoded'
const boundary = 'xxxxxxxx'

const upload = [
  ['operations', 'null'],
  ['map', '{"0":5}'],
  ['0', 'x'.repeat(100_000)],
]
  .map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  .concat(`--${boundary}--\r\n`)
  .join('')

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const filler = 'x'.repeat(900_000)
const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, at) => [`a${at}`, at]))

export const hostileKinds: readonly Kind[] = [
  {
    name: 'deep lists on a fresh isolate',
    make: at => post(JSON.stringify({ query: `{nodes(ids:${nested(1_900 - (at % 100))}){id}}` })),
  },
  { name: '4,000 unknown keys', make: asking(customers, wide(4_000)) },
  { name: '90,000 unknown keys', make: asking(customers, wide(90_000)) },
  {
    name: 'nested variables',
    make: () => post(`{"query":${JSON.stringify(customers)},"variables":{"f":${nested(100_000)}}}`),
  },
  { name: 'wide lists', make: asking(nodes, Array(100_000).fill({})) },
  { name: 'wide lists within the limit', make: asking(nodes, Array(9_900).fill({})) },
  { name: 'long enums', make: asking(stages, Array(20_000).fill('NONE')) },
  {
    name: 'long enums in the document',
    make: at =>
      post(
        JSON.stringify({
          query: `{customers(filter:{lifecycle:{in:[${`N${at} `.repeat(3_900)}]}}){totalCount}}`,
        }),
      ),
  },
  { name: 'huge documents', make: at => post(JSON.stringify({ query: `{ __typename }#${at}${filler}` })) },
  {
    name: 'distinct documents within the limit',
    make: at =>
      post(JSON.stringify({ query: `{ ${`a${at}: __typename `.repeat(30)} }#${filler.slice(0, 90_000)}` })),
  },
  {
    name: 'distinct documents without comments',
    make: at =>
      post(JSON.stringify({ query: `{ a${at}: nodes(ids: [${'"cus_1" '.repeat(3_900)}]) { id } }` })),
  },
  {
    name: 'distinct small documents',
    make: at => post(JSON.stringify({ query: `{ a${at}: nodes(ids: [${'"cus_1" '.repeat(150)}]) { id } }` })),
  },
  {
    name: 'distinct documents with plans',
    make: at => post(JSON.stringify({ query: `{ viewer { name } } #${at}${filler.slice(0, 90_000)}` })),
  },
  { name: 'distinct invalid documents', make: at => post(JSON.stringify({ query: `{ a${at} }` })) },
  {
    name: 'malformed GET',
    make: at => ({ method: 'GET', path: `/graphql?query=%7B__typename%7D&variables=%7B${at}` }),
  },
  { name: 'form', make: () => post(`query=%7B__typename%7D&variables=%7B${filler.slice(0, 100_000)}`, form) },
  { name: 'multipart', make: () => post(upload, `multipart/form-data; boundary=${boundary}`) },
]
