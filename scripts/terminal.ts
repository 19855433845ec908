export const thousands = (count: number) => count.toLocaleString('en-US')

/** A line that redraws itself on a terminal, plain lines elsewhere. */
export function showLine(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r${text}\x1b[K` : `${text}\n`)
}

export const endLine = () => process.stderr.isTTY && process.stderr.write('\n')
