import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writePrivate } from './door.ts'

/** The secret of a file, which is made with the first start and stays: for its owner alone. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) writePrivate(file, `${randomBytes(32).toString('base64url')}\n`)
  return readFileSync(file, 'utf8').trim()
}
