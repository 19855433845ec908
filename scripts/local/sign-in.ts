import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hmacHex, sha256Hex } from '../../src/lib/canonical.ts'
import { Failure } from '../failure.ts'
import { writePrivate } from './door.ts'

/** How a running start is asked for a code. */
export interface Door {
  url: string
  secret: string
}

const deadline = 10_000

/** Two addresses of which one signs one browser in, once and within a minute. */
export interface SignIn {
  console: string
  graphiql: string
}

/**
 * The code of both addresses stands behind the `#`, which browsers keep to themselves; the Worker knows it by its
 * hash.
 * @throws Failure
 */
export async function signInAddresses({ url, secret }: Door, key: string): Promise<SignIn> {
  await requireProof({ url, secret })
  const code = randomBytes(16).toString('base64url')
  const answer = await fetch(`${url}/local/codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ hash: await sha256Hex(code), key }),
    signal: AbortSignal.timeout(deadline),
  }).catch(() => null)
  if (!answer?.ok) throw noStart(url)
  return { console: `${url}/console/#${code}`, graphiql: `${url}/graphiql#${code}` }
}

const noStart = (url: string) => new Failure(`There is no start at ${url} that signs browsers in.`)

/** A start that has ended leaves its port to anybody: nothing secret goes there before it showed that it knows. */
async function requireProof({ url, secret }: Door): Promise<void> {
  const nonce = randomBytes(16).toString('base64url')
  const signal = AbortSignal.timeout(deadline)
  const proof = await fetch(`${url}/local/proof`, { method: 'POST', body: nonce, signal })
    .then(answer => answer.text())
    .catch(() => null)
  if (proof !== (await hmacHex(secret, nonce))) throw noStart(url)
}

const fileIn = (folder: string) => join(folder, 'sign-in.json')

/** For `npm run sign-in`, as long as this start lasts. */
export const keepDoor = (folder: string, door: Door) => writePrivate(fileIn(folder), JSON.stringify(door))

/** @throws Failure when no start of this folder signs browsers in */
export function readDoor(folder: string): Door {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8'))
  } catch (cause) {
    throw new Failure(`No start works in ${folder} that signs browsers in; say its folder with --data.`, {
      cause,
    })
  }
}
