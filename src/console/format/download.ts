/** Hands a text to the reader as a file. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** What a spreadsheet would take for a formula is told that it is none. */
const cell = (text: string) => {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** @returns the lines as RFC 4180 has them, with the mark by which spreadsheets know UTF-8 */
export const csv = (lines: readonly (readonly string[])[]): string =>
  `\uFEFF${lines.map(line => line.map(cell).join(',')).join('\r\n')}\r\n`
