import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { explain } from './failure.ts'
import { readDoor, signInAddress } from './local/sign-in.ts'

try {
  const { values } = parseArgs({ options: { data: { type: 'string', default: '.local' } } })
  const folder = resolve(values.data)
  const door = readDoor(folder)
  console.log(await signInAddress(door, readFileSync(join(folder, 'admin.key'), 'utf8').trim()))
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
