import { createServer } from 'node:http'
import { type Listening, listening } from './listening.ts'

/** A place on loopback where a test puts what the Worker shall find there: `PUT` pins, `GET` reads. */
export type Board = Listening

/** What is pinned: with status 0 the connection breaks instead of an answer. */
export interface Pinned {
  status: number
  body: string
}

export async function startBoard(): Promise<Board> {
  const pinned = new Map<string, Pinned>()
  const listener = createServer(async (from, to) => {
    const path = from.url ?? '/'
    if (from.method === 'PUT') {
      let text = ''
      for await (const chunk of from.setEncoding('utf8')) text += chunk
      pinned.set(path, JSON.parse(text))
      return void to.end()
    }
    const { status, body } = pinned.get(path) ?? { status: 404, body: '' }
    if (status === 0) return void from.socket.destroy()
    to.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  return listening(listener)
}
