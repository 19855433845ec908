import { isWellFormedText } from '../../lib/text.ts'
import { refuseOtherKinds, telling } from './encodings.ts'

/** Bytes that one line may have; a longer one is refused without being held. */
export const longestLine = 1_000_000

const lf = 0x0a
const cr = 0x0d

/** What invalid bytes are read as: half a character, which no well-formed text has. */
const invalidBytes = '\ud800'

/** Whether a text was read from bytes that are not UTF-8. */
export const hasInvalidBytes = (text: string): boolean =>
  text.includes(invalidBytes) && !isWellFormedText(text)

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/**
 * Cuts a stream of UTF-8 bytes into lines, without the `\n` that ends them; null stands for a line that is too long.
 * A file whose first line ends in a `\r` alone is cut at `\r`, as spreadsheets on a Mac once wrote it.
 * Bytes that are not UTF-8 become a lone surrogate, so that whoever checks the field can name it.
 * @throws Refusal from `push` and `end` where the first bytes are those of another kind of file
 */
export function lineReader() {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let tooLong = false
  let first = true
  const start: number[] = []
  /** Null until a line has ended. */
  let lineEnd: typeof lf | typeof cr | null = null
  /** Whether the bytes so far end in their first `\r`: the next byte says whether a `\n` follows it. */
  let undecided = false

  const hold = (bytes: Uint8Array) => {
    if (tooLong || bytes.length === 0) return
    held.push(bytes.slice())
    heldBytes += bytes.length
    if (heldBytes > longestLine) {
      tooLong = true
      held = []
    }
  }

  const release = (rest: Uint8Array): (string | null)[] => {
    const end = lineEnd ?? lf
    const lines = tooLong ? [null, ...withoutFirst(rest, end)] : decode(concatenated([...held, rest]), end)
    held = []
    heldBytes = 0
    tooLong = false
    if (first && lines[0]?.startsWith('\ufeff')) lines[0] = lines[0].slice(1)
    first = false
    return lines
  }

  const look = (bytes: Uint8Array) => {
    if (start.length >= telling) return
    for (const byte of bytes.subarray(0, telling - start.length)) start.push(byte)
    if (start.length === telling) refuseOtherKinds(start)
  }

  const findLineEnd = (bytes: Uint8Array) => {
    const at = undecided ? -1 : bytes.findIndex(byte => byte === lf || byte === cr)
    if (!undecided && at < 0) return
    const isLf = bytes[at] === lf || bytes[at + 1] === lf
    undecided = !isLf && at + 1 >= bytes.length
    if (!undecided) lineEnd = isLf ? lf : cr
  }

  return {
    /** The lines that these bytes complete. */
    push(bytes: Uint8Array): (string | null)[] {
      look(bytes)
      if (lineEnd === null) findLineEnd(bytes)
      const end = lineEnd === null ? -1 : bytes.lastIndexOf(lineEnd)
      if (end < 0) {
        hold(bytes)
        return []
      }
      const lines = release(bytes.subarray(0, end))
      hold(bytes.subarray(end + 1))
      return lines
    },
    /** The last line, if the file does not end in a line break. */
    end(): (string | null)[] {
      if (start.length < telling) refuseOtherKinds(start)
      if (undecided) lineEnd = cr
      return heldBytes > 0 ? release(new Uint8Array()) : []
    },
  }
}

/** The lines after the first line end. */
function withoutFirst(block: Uint8Array, lineEnd: number): (string | null)[] {
  const end = block.indexOf(lineEnd)
  return end < 0 ? [] : decode(block.subarray(end + 1), lineEnd)
}

function concatenated(parts: [...Uint8Array[], Uint8Array]): Uint8Array {
  const [only] = parts
  if (only && parts.length === 1) return only
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function decode(block: Uint8Array, lineEnd: number): (string | null)[] {
  if (block.length > longestLine) return decodeSingly(block, lineEnd)
  try {
    return strict.decode(block).split(String.fromCharCode(lineEnd))
  } catch {
    return decodeSingly(block, lineEnd)
  }
}

function decodeSingly(block: Uint8Array, lineEnd: number): (string | null)[] {
  const lines: (string | null)[] = []
  for (let from = 0; from <= block.length; ) {
    const found = block.indexOf(lineEnd, from)
    const end = found < 0 ? block.length : found
    lines.push(end - from > longestLine ? null : decodeLine(block.subarray(from, end)))
    from = end + 1
  }
  return lines
}

function decodeLine(line: Uint8Array): string {
  try {
    return strict.decode(line)
  } catch {
    return lenient.decode(line).replaceAll('\ufffd', invalidBytes)
  }
}
