/** Bytes that one line may have; a longer one is refused without being held. */
export const longestLine = 1_000_000

const newline = 0x0a

/** What invalid bytes are read as: half a character, which no well-formed text has. */
const invalidBytes = '\ud800'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/**
 * Cuts a stream of UTF-8 bytes into lines, without their `\n`; null stands for a line that is too long.
 * Bytes that are not UTF-8 become a lone surrogate, so that whoever checks the field can name it.
 */
export function lineReader() {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let tooLong = false
  let first = true

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
    const lines: (string | null)[] = tooLong
      ? [null, ...withoutFirst(rest)]
      : decode(concatenated([...held, rest]))
    held = []
    heldBytes = 0
    tooLong = false
    if (first && lines[0]?.startsWith('\ufeff')) lines[0] = lines[0].slice(1)
    first = false
    return lines
  }

  return {
    /** The lines that these bytes complete. */
    push(bytes: Uint8Array): (string | null)[] {
      const end = bytes.lastIndexOf(newline)
      if (end < 0) {
        hold(bytes)
        return []
      }
      const lines = release(bytes.subarray(0, end))
      hold(bytes.subarray(end + 1))
      return lines
    },
    /** The last line, if the file does not end in a newline. */
    end: (): (string | null)[] => (heldBytes > 0 ? release(new Uint8Array()) : []),
  }
}

/** The lines after the first newline. */
function withoutFirst(block: Uint8Array): (string | null)[] {
  const end = block.indexOf(newline)
  return end < 0 ? [] : decode(block.subarray(end + 1))
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

function decode(block: Uint8Array): (string | null)[] {
  if (block.length > longestLine) return decodeSingly(block)
  try {
    return strict.decode(block).split('\n')
  } catch {
    return decodeSingly(block)
  }
}

function decodeSingly(block: Uint8Array): (string | null)[] {
  const lines: (string | null)[] = []
  for (let from = 0; from <= block.length; ) {
    const found = block.indexOf(newline, from)
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
