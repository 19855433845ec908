import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { explain, Failure } from './failure.ts'
import { readDoor, signInAddress } from './local/sign-in.ts'

function folderAsked(): string {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string', default: '.local' } } })
    return resolve(values.data)
  } catch {
    throw new Failure('npm run sign-in -- [--data DIR]: the folder of the start that runs (.local).')
  }
}

try {
  const folder = folderAsked()
  const door = readDoor(folder)
  console.log(await signInAddress(door, readFileSync(join(folder, 'admin.key'), 'utf8').trim()))
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
