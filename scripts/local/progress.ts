const width = 30

/** A line that redraws itself on a terminal; plain lines elsewhere, one for each label. */
export function progressBar() {
  let shown = ''
  return {
    show(label: string, done: number, of: number) {
      const share = of === 0 ? 1 : Math.min(1, done / of)
      if (!process.stdout.isTTY) {
        if (label !== shown) console.log(`  ${label} …`)
        shown = label
        return
      }
      const full = Math.round(share * width)
      const bar = '#'.repeat(full) + '.'.repeat(width - full)
      process.stdout.write(`\r[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${label}\x1b[K`)
    },
    end() {
      if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
    },
  }
}
