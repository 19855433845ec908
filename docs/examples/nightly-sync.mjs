// Keeps a shop and Holdfast in step, and needs Node alone:
//
//   HOLDFAST_KEY=hf_live_… node nightly-sync.mjs http://127.0.0.1:8787 shop.ndjson folder
//     [--segment seg_…] [--port 9000, with WEBHOOK_SECRET=whsec_…]
//
// The key sees the whole workspace and holds customers:read, customers:write and customers:personal; with a segment also
// segments:read.
//
// 1. Sends the shop's customers (one JSON object a line, as in docs/import.md). Sending a row again changes nothing.
// 2. Follows `changes` and keeps a copy of every customer, with the place up to which it is complete, in copy.json.
// 3. Exports the members of the segment into members.ndjson.
// 4. With a port it goes on: what a webhook sends there is verified, kept in messages.ndjson, and has it follow again.
//
// It may be killed at any moment, and so may the server: whoever runs it again goes on where the files say.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { segment: { type: 'string' }, port: { type: 'string' } },
})
const [url, rowsFile, folder] = positionals
const { HOLDFAST_KEY: key, WEBHOOK_SECRET: secret } = process.env
if (!url || !rowsFile || !folder || !key || (values.port && !secret))
  throw new Error(
    'HOLDFAST_KEY=… node nightly-sync.mjs URL ROWS.ndjson FOLDER; with --port also WEBHOOK_SECRET=…',
  )
const [copyFile, messagesFile] = [join(folder, 'copy.json'), join(folder, 'messages.ndjson')]

const rowsAtOnce = 1_000

/** Tries for some minutes: a server that starts again is back by then. */
async function tried(attemptOnce) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptOnce()
    } catch (error) {
      if (attempt === 60 || error.isFinal) throw error
      await new Promise(resolve => setTimeout(resolve, 1_000 * (error.seconds ?? 5) * (0.5 + Math.random())))
    }
  }
}

async function answerOf(path, { headers, ...init } = {}) {
  const answer = await fetch(new URL(path, url), {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...headers },
  })
  if (answer.status === 429 || answer.status >= 500)
    throw Object.assign(new Error(`${path} answered ${answer.status}`), {
      seconds: Number(answer.headers.get('retry-after')) || undefined,
    })
  return answer
}

const send = (path, headers, body) =>
  tried(async () => {
    const answered = await (await answerOf(path, { method: 'POST', headers, body })).json()
    const isOut = answered.errors?.some(error => error.extensions?.code === 'SERVICE_UNAVAILABLE')
    if (isOut) throw new Error(`${path}: ${answered.errors[0].message}`)
    return answered
  })

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

/** A file is replaced as a whole. */
async function replace(file, text) {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

/** One file for the copy and its cursor: neither is ever ahead of the other. */
const keep = copy => replace(copyFile, JSON.stringify(copy))

async function read(file) {
  try {
    return await readFile(file, 'utf8')
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

async function catchUp() {
  try {
    await follow(JSON.parse(await read(copyFile)))
  } catch (error) {
    if (!error.issues?.some(issue => issue.code === 'CURSOR_EXPIRED')) throw error
    const anew = await begin()
    await keep(anew)
    await follow(anew)
  }
}

/** What is whole ends in an empty line; what broke off is asked for again. */
async function exportMembers() {
  const path = `/v1/export/segments/${values.segment}/members?format=ndjson&columns=name`
  const members = await tried(async () => {
    const answer = await answerOf(path)
    const text = await answer.text()
    if (!answer.ok) throw Object.assign(new Error(text), { isFinal: true })
    if (text !== '\n' && !text.endsWith('\n\n')) throw new Error(`${path} broke off`)
    return text
  })
  await replace(join(folder, 'members.ndjson'), members.trimEnd())
}

const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature']

/** By Standard Webhooks: one of the signatures is ours, and the time is within five minutes. */
function isGenuine(headers, body) {
  const [id, at, signatures = ''] = signed.map(name => headers[name])
  if (!(Math.abs(Date.now() / 1_000 - Number(at)) < 300)) return false
  const bytes = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const ours = Buffer.from(`v1,${createHmac('sha256', bytes).update(`${id}.${at}.${body}`).digest('base64')}`)
  return signatures
    .split(' ')
    .map(signature => Buffer.from(signature))
    .some(theirs => theirs.length === ours.length && timingSafeEqual(theirs, ours))
}

/** A message is answered once it is kept, so that none is lost; one that comes twice is kept once. */
async function receive(port, heard) {
  const lines = ((await read(messagesFile)) ?? '').split('\n').filter(line => line !== '')
  const known = new Set(lines.map(line => JSON.parse(line).headers['webhook-id']))
  const take = async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const headers = Object.fromEntries(signed.map(name => [name, request.headers[name]]))
    if (!isGenuine(headers, body)) return response.writeHead(401).end()
    const id = headers['webhook-id']
    if (!known.has(id)) await appendFile(messagesFile, `${JSON.stringify({ headers, body })}\n`)
    known.add(id)
    heard()
    return response.writeHead(204).end()
  }
  // Whoever broke off sends it again.
  const server = createServer((request, response) => take(request, response).catch(() => response.destroy()))
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve))
}

await mkdir(folder, { recursive: true })
let isNews = false
let wake = () => {}
if (values.port)
  await receive(Number(values.port), () => {
    isNews = true
    wake()
  })
if ((await read(copyFile)) === null) await keep(await begin())
await push()
await catchUp()
if (values.segment) await exportMembers()
console.log(`${Object.keys(JSON.parse(await read(copyFile)).customers).length} customers are in step.`)
while (values.port) {
  if (!isNews) await new Promise(resolve => (wake = resolve))
  isNews = false
  await catchUp()
}
