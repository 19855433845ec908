import type { Server } from 'node:http'

/** A server of the tests, listening at a port of its own. */
export interface Listening {
  /** Ends in a slash. */
  url: string
  stop(): Promise<void>
}

export async function listening(listener: Server): Promise<Listening> {
  // Idle connections stay: closing one just as a test uses it would be a fault nobody asked for.
  listener.keepAliveTimeout = 0
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: () =>
      new Promise(resolve => {
        listener.close(() => resolve())
        listener.closeAllConnections()
      }),
  }
}
