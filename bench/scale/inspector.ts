import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { Failure } from '../../scripts/failure.ts'

const everyMilliseconds = 100

/** The heap in use at an instant, garbage that waits for collection included. */
export interface HeapSample {
  /** Of `performance.now()`. */
  at: number
  bytes: number
}

/** Where the inspector has a Worker: under the name that Miniflare has (`night-worker.ts`), or a bare workerd (`stage.ts`). */
export const inspectorPaths = { miniflare: '/core:user:holdfast', workerd: '/main' } as const

/**
 * Asks a Worker's isolate each 100 ms how much of its JavaScript heap is in use (`Runtime.getHeapUsage` of the
 * inspector's protocol).
 * @param path one of `inspectorPaths`
 * @returns what ends it and answers the samples
 */
export async function watchHeap(port: number, path: string): Promise<() => HeapSample[]> {
  const socket = await openSocket(port, path)
  const samples: HeapSample[] = []
  readTexts(socket, text => {
    const { result }: { result?: { usedSize?: number } } = JSON.parse(text)
    if (result?.usedSize !== undefined) samples.push({ at: performance.now(), bytes: result.usedSize })
  })
  let id = 0
  const timer = setInterval(() => {
    id += 1
    socket.write(textFrame(JSON.stringify({ id, method: 'Runtime.getHeapUsage' })))
  }, everyMilliseconds)
  let lost = false
  socket.on('error', () => undefined)
  socket.on('close', () => {
    lost = true
  })
  return () => {
    clearInterval(timer)
    if (lost || samples.length === 0) throw new Failure('The inspector fell silent.')
    socket.destroy()
    return samples
  }
}

/**
 * The bytes in use in a bare workerd's heap, after all garbage is collected. It collects when it next has something to
 * do, so it is asked for its health until it has.
 */
export async function liveHeap(port: number, url: string): Promise<number> {
  const socket = await openSocket(port, inspectorPaths.workerd)
  const methods = ['HeapProfiler.collectGarbage', 'Runtime.getHeapUsage']
  const ask = (id: number) => socket.write(textFrame(JSON.stringify({ id, method: methods[id] })))
  const collected = new Promise<number>((resolve, reject) => {
    socket.on('error', () => undefined)
    socket.on('close', () => reject(new Failure('The inspector fell silent.')))
    readTexts(socket, text => {
      const { id, result }: { id?: number; result?: { usedSize?: number } } = JSON.parse(text)
      if (id === 0) ask(1)
      if (result?.usedSize === undefined) return
      resolve(result.usedSize)
      socket.destroy()
    })
    ask(0)
  })
  const done = collected.then(
    () => true,
    () => true,
  )
  while (!(await Promise.race([done, fetch(`${url}/health`).then(() => false)])));
  return collected
}

/** The inspector lets in who names no origin and no browser, as editors do. */
function openSocket(port: number, path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    }
    const asked = request({ host: '127.0.0.1', port, path, headers })
    asked.on('upgrade', (_, socket) => resolve(socket))
    asked.on('response', answer => reject(new Failure(`The inspector answered ${answer.statusCode}.`)))
    asked.on('error', reject)
    asked.end()
  })
}

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const

const textFrame = (text: string) => frame(opcodes.text, Buffer.from(text))

/** One whole frame of RFC 6455; what a client sends is masked. */
function frame(opcode: number, payload: Buffer): Buffer {
  if (payload.length > 125) throw new Error('A frame too long for its one byte of length')
  const mask = randomBytes(4)
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, masked])
}

/** Calls back with each text message; a server's frames are not masked. */
function readTexts(socket: Duplex, onText: (text: string) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  let parts: Buffer[] = []
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data])
    for (let head = headOf(rest); head && rest.length >= head.end; head = headOf(rest)) {
      const payload = rest.subarray(head.start, head.end)
      rest = rest.subarray(head.end)
      if (head.opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload))
      if (head.opcode >= opcodes.close) continue
      parts.push(payload)
      if (!head.final) continue
      onText(Buffer.concat(parts).toString())
      parts = []
    }
  })
}

function headOf(data: Buffer) {
  const [first, second] = data
  if (first === undefined || second === undefined) return null
  const opcode = first & 0x0f
  const final = (first & 0x80) !== 0
  const short = second & 0x7f
  if (short < 126) return { opcode, final, start: 2, end: 2 + short }
  const start = short === 126 ? 4 : 10
  if (data.length < start) return null
  const length = short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2))
  return { opcode, final, start, end: start + length }
}
