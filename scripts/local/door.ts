import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/**
 * A token that opens the database server of this folder, and the file with which the server checks it. Both are
 * new with each start; whoever may read the folder finds the token in `database.token`.
 */
export function databaseDoor(folder: string): { token: string; keyFile: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const signed = `${encode({ alg: 'EdDSA', typ: 'JWT' })}.${encode({ a: 'rw' })}`
  const signature = sign(null, Buffer.from(signed), createPrivateKey(privateKey)).toString('base64url')
  const token = `${signed}.${signature}`
  const keyFile = join(folder, 'database.pem')
  writePrivate(keyFile, publicKey)
  writePrivate(join(folder, 'database.token'), `${token}\n`)
  return { token, keyFile }
}

/** For its owner alone. */
export function writePrivate(file: string, text: string): void {
  // The mode counts for a new file only.
  rmSync(file, { force: true })
  writeFileSync(file, text, { mode: 0o600 })
}
