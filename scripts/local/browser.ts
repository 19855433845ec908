import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { writePrivate } from './door.ts'

const openers: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/**
 * Opens an address in the reader's browser, where there is one. By way of a file for its owner alone: everybody on the
 * machine reads the arguments of a program, and the address signs in.
 */
export function openBrowser(address: string, folder: string): void {
  const file = join(folder, 'open.html')
  writePrivate(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}" />\n`)
  const [program, ...args] = openers[process.platform] ?? ['xdg-open']
  spawn(program, [...args, file], { detached: true, stdio: 'ignore' })
    .on('error', () => console.error('There is no browser to open: use the address above.'))
    .unref()
}
