// Keeps a shop and Holdfast in step, and needs Node alone:
//
//   HOLDFAST_KEY=hf_live_… node nightly-sync.mjs http://127.0.0.1:8787 shop.ndjson copy.json
//
// The key sees the whole workspace and holds customers:read, customers:write and customers:personal.
//
// 1. Sends the shop's customers (one JSON object a line, as in docs/import.md). Sending a row again changes nothing.
// 2. Follows `changes` and keeps a copy of every customer, with the place up to which it is complete, in one file.
//
// It may be killed at any moment, and so may the server: whoever runs it again goes on where the file says.
import { readFile, rename, writeFile } from 'node:fs/promises'

const [url, rowsFile, copyFile] = process.argv.slice(2)
const key = process.env.HOLDFAST_KEY
if (!url || !rowsFile || !copyFile || !key)
  throw new Error('HOLDFAST_KEY=… node nightly-sync.mjs URL ROWS.ndjson COPY.json')

const rowsAtOnce = 1_000

/** Tries for some minutes: a server that starts again is back by then. */
async function send(path, headers, body) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(new URL(path, url), {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, ...headers },
        body,
      })
      if (answer.status === 429 || answer.status >= 500)
        throw Object.assign(new Error(`${path} answered ${answer.status}`), {
          seconds: Number(answer.headers.get('retry-after')) || undefined,
        })
      const answered = await answer.json()
      const isOut = answered.errors?.some(error => error.extensions?.code === 'SERVICE_UNAVAILABLE')
      if (isOut) throw new Error(`${path}: ${answered.errors[0].message}`)
      return answered
    } catch (error) {
      if (attempt === 60) throw error
      await new Promise(resolve => setTimeout(resolve, 1_000 * (error.seconds ?? 5) * (0.5 + Math.random())))
    }
  }
}

async function ask(query, variables) {
  const headers = { 'content-type': 'application/json' }
  const { data, errors } = await send('/graphql', headers, JSON.stringify({ query, variables }))
  if (errors) throw Object.assign(new Error(errors[0].message), { issues: errors[0].extensions.issues ?? [] })
  return data
}

async function push() {
  const lines = (await readFile(rowsFile, 'utf8')).split('\n').filter(line => line.trim() !== '')
  for (let from = 0; from < lines.length; from += rowsAtOnce) {
    const body = lines.slice(from, from + rowsAtOnce).join('\n')
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await send('/v1/import/customers?source=shop', headers, body)
    // A bad row keeps no good one out; who runs this is told of it at the end.
    for (const error of answer.errors)
      console.error(`Row ${from + error.line}: ${error.field}: ${error.reason}`)
    if (answer.rejected > 0 || answer.errors.length > 0) process.exitCode = 1
  }
}

const customer = 'id version name externalIds { source externalId }'

/** The cursor first: what changes while the list is read is told behind it. */
async function begin() {
  const { changesCursor } = await ask('{ changesCursor }')
  const customers = {}
  for (let after = null, more = true; more; ) {
    const query = `query ($after: String) { customers(first: 100, after: $after) {
      nodes { ${customer} } pageInfo { endCursor hasNextPage } } }`
    const page = (await ask(query, { after })).customers
    for (const one of page.nodes) customers[one.id] = one
    after = page.pageInfo.endCursor
    more = page.pageInfo.hasNextPage
  }
  return { cursor: changesCursor, customers }
}

/** One file for the copy and its cursor, replaced as a whole: neither is ever ahead of the other. */
async function keep(copy) {
  await writeFile(`${copyFile}.new`, JSON.stringify(copy))
  await rename(`${copyFile}.new`, copyFile)
}

async function stored() {
  try {
    return JSON.parse(await readFile(copyFile, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return null
  }
}

async function follow(copy) {
  const query = `query ($after: String) { changes(after: $after, first: 100, entities: [CUSTOMER]) {
    nodes { action record customer { ${customer} } } pageInfo { endCursor hasNextPage } } }`
  for (let more = true, pages = 0; more; pages += 1) {
    const page = (await ask(query, { after: copy.cursor })).changes
    for (const { record, customer: now } of page.nodes) {
      if (now) copy.customers[record] = now
      else delete copy.customers[record]
    }
    copy.cursor = page.pageInfo.endCursor
    more = page.pageInfo.hasNextPage
    if (!more || pages % 10 === 9) await keep(copy)
  }
}

const isExpired = error => error.issues?.some(issue => issue.code === 'CURSOR_EXPIRED')

const copy = (await stored()) ?? (await begin())
await keep(copy)
await push()
try {
  await follow(copy)
} catch (error) {
  if (!isExpired(error)) throw error
  const anew = await begin()
  await keep(anew)
  await follow(anew)
}
console.log(`${Object.keys((await stored()).customers).length} customers are in step.`)
