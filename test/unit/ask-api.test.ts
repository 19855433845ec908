import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ask } from '../../scripts/graphql.ts'

let server: Server | null = null
let asked = 0

afterEach(() => void server?.close())

/** A server that loses the first answer, as the local runtime's proxy can. */
async function forgetful(cut = false) {
  asked = 0
  server = createServer((_, response) => {
    if (++asked === 1 && cut) response.destroy()
    else if (asked === 1) response.writeHead(503, { 'content-type': 'text/plain' }).end('Please try again.')
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"done":true}}')
  })
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'none' }
}

test('a query whose answer was lost is asked again', async () => {
  expect(await ask(await forgetful(), '{ done }')).toEqual({ done: true })
})

test('so is one whose connection was cut', async () => {
  expect(await ask(await forgetful(true), '{ done }')).toEqual({ done: true })
})

test('a mutation whose connection was cut is not', async () => {
  await expect(ask(await forgetful(true), 'mutation { done }')).rejects.toThrow('There is no answer')
  expect(asked).toBe(1)
})

test('a mutation is sent again under an idempotency key only', async () => {
  const mutation = 'mutation { done }'
  expect(await ask(await forgetful(), mutation, {}, 'once')).toEqual({ done: true })
  await expect(ask(await forgetful(), mutation)).rejects.toThrow(
    'answered 503, and not as the API does: Please try again.',
  )
  expect(asked).toBe(1)
})
