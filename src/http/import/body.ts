import { say } from '../../domain/wording/say.ts'
import { badFile, tooLarge } from '../refusal.ts'

export const tooLargeFile = (max: number) => tooLarge(say('mostBytes', { max }))

/** Packed bytes, which hold at most about a thousand times as many. */
const unpackedAtOnce = 1_000

type Block = Uint8Array<ArrayBuffer>
type Next = () => Promise<Block | null>

/**
 * The blocks of a request's body, unpacked, then null for its end. What nobody wants any more of the body is read
 * away: one that is dropped half read costs its connection, and where others share it, as under `npm start`, the next
 * request.
 * @throws Refusal where the file is too large or damaged
 */
export async function* blocks(
  body: ReadableStream<Block>,
  packed: boolean,
  largest: number,
): AsyncGenerator<Block | null> {
  const source = body.getReader()
  let arrived = 0
  const next = async () => {
    const { done, value } = await source.read()
    if (done) return null
    arrived += value.length
    return value
  }
  const file = packed ? unpacked(next) : { next, stop: async () => undefined }
  let bytes = 0
  try {
    for (;;) {
      const block = await file.next().catch(() => {
        throw badFile(say(packed ? 'brokenGzip' : 'brokenOff'))
      })
      bytes += block?.length ?? 0
      if (Math.max(bytes, arrived) > largest) throw tooLargeFile(largest)
      yield block
      if (block === null) return
    }
  } finally {
    await file.stop()
    while (arrived <= largest && (await next().catch(() => null)) !== null);
    if (arrived > largest) await source.cancel().catch(() => undefined)
  }
}

/** Unpacking that stops at once, because a small body can hold a thousand times its size, and leaves the rest unread. */
function unpacked(next: Next): { next: Next; stop: () => Promise<void> } {
  const gzip = new DecompressionStream('gzip')
  const writer = gzip.writable.getWriter()
  const reader: ReadableStreamDefaultReader<Block> = gzip.readable.getReader()
  const fed = feed(next, writer)
  // The reader hears of it too.
  fed.catch(() => undefined)
  return {
    async next() {
      const { done, value } = await reader.read()
      return done ? null : value
    },
    async stop() {
      await Promise.allSettled([reader.cancel(), writer.abort(), fed])
    },
  }
}

async function feed(next: Next, writer: WritableStreamDefaultWriter<Block>): Promise<void> {
  try {
    for (let block = await next(); block !== null; block = await next()) {
      for (let at = 0; at < block.length; at += unpackedAtOnce)
        await writer.write(block.subarray(at, at + unpackedAtOnce))
    }
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => undefined)
    throw error
  }
}
