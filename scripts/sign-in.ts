import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readArguments } from './arguments.ts'
import { explain, Failure } from './failure.ts'
import { readDoor, signInAddresses } from './local/sign-in.ts'

try {
  const { values } = readArguments('npm run sign-in --', {
    options: { data: { type: 'string', default: '.local' }, help: { type: 'boolean', default: false } },
  })
  if (values.help)
    throw new Failure('npm run sign-in -- [--data DIR]: the folder of the start that runs (.local).')
  const folder = resolve(values.data)
  const door = readDoor(folder)
  const key = readFileSync(join(folder, 'admin.key'), 'utf8').trim()
  const { console: page, graphiql } = await signInAddresses(door, key)
  console.log(`One of the two, once and within a minute:\n  Console    ${page}\n  GraphiQL   ${graphiql}`)
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
