/** So much workerd reads away by itself, behind the answer. */
const itself = 65_536

/** Of what a refused request brings, so much is read away, and for so long: bytes, milliseconds. */
const readAway = { bytes: 2_000_000, milliseconds: 2_000 }

/**
 * Reads away the body that nobody looked at, because the request was refused before. A server that answers and closes
 * while its client is still sending resets the connection, and the client never sees the answer that tells it why.
 */
export async function readUnread({ body, bodyUsed, headers }: Request): Promise<void> {
  if (body === null || bodyUsed || body.locked) return
  const length = headers.get('content-length')
  if (length !== null && Number(length) <= itself) return
  const reader = body.getReader()
  const stop = () => reader.cancel().catch(() => undefined)
  const timer = setTimeout(stop, readAway.milliseconds)
  let arrived = 0
  try {
    while (arrived < readAway.bytes) {
      const { done, value } = await reader.read()
      if (done) return
      arrived += value.length
    }
    await stop()
  } catch {
    // The client went away: nobody waits for the answer.
  } finally {
    clearTimeout(timer)
  }
}
