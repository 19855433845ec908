import { beforeAll, expect, test } from 'vitest'
import { goodInput, mutations } from '../nouns/all.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { documentOf } from '../support/mutations.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

const patching = mutations.filter(({ name }) => name.endsWith('Update') && !name.startsWith('customers'))

interface Outcome {
  issues?: { code: string; path: string[] }[]
}

const coded = (name: string) => documentOf(name).replace(/issues \{ path/, 'issues { code path')

test('null in a patch clears, or is told that nothing can be cleared there', async () => {
  const others: string[] = []
  for (const { name } of patching) {
    const input = goodInput(world, name) as { patch?: Record<string, unknown> }
    for (const field of Object.keys(input.patch ?? {})) {
      const cleared = { ...input, patch: { [field]: null } }
      const { data } = await run(fresh(service), coded(name), { input: cleared }, null)
      const outcome = data?.[name] as Outcome | undefined
      for (const { code, path } of outcome?.issues ?? [])
        if (path.at(-1) === field && !['NOT_CLEARABLE', 'INCONSISTENT', 'REQUIRED'].includes(code))
          others.push(`${name}.${field} ${code}`)
    }
  }
  expect(others).toEqual([])
})
