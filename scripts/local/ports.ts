import { createServer } from 'node:net'
import { Failure } from '../failure.ts'

/** The port that was listened on for a moment; 0 asks for any free one. */
function probe(port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}

export const freePort = () => probe(0)

/** @throws Failure when nobody else may listen on the port */
export async function requireFree(port: number, host?: string): Promise<void> {
  try {
    await probe(port, host)
  } catch (error) {
    throw new Failure(whyNot(port, host, (error as NodeJS.ErrnoException).code), { cause: error })
  }
}

function whyNot(port: number, host: string | undefined, code: string | undefined): string {
  if (code === 'EADDRINUSE') return `Port ${port} is in use: choose another one with --port.`
  if (host === undefined || code === 'EACCES')
    return `Port ${port} cannot be used: choose another one with --port.`
  return `${host} is no address of this machine: choose another one with --host.`
}
