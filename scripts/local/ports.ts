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
    const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new Failure(
      `Port ${port} ${busy ? 'is in use' : 'cannot be used'}: choose another one with --port.`,
      { cause: error },
    )
  }
}
