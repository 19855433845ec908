import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { campaignList } from '../../../src/domain/campaigns/list.ts'
import { customerList } from '../../../src/domain/customers/list.ts'
import { followUpList } from '../../../src/domain/follow-ups/queue.ts'
import { interactionList } from '../../../src/domain/interactions/list.ts'
import type { PageSource } from '../../../src/domain/lists/page.ts'
import { segmentMemberList } from '../../../src/domain/segments/list.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { type Asked, sorted, usualOf, walk } from '../walk.ts'
import type { Row } from './meanings.ts'
import { questions, rowsOf } from './questions.ts'
import { prepare, store, type World, world } from './world.ts'

let service: TestService

beforeAll(async () => {
  const database = await testDatabase()
  service = await testService(database, { workspace: { currency: 'USD' } })
  await prepare(service)
})

interface Walked {
  field: `${string}.${string}`
  source: PageSource
  parent?: { kind: 'segment'; id: number }
  /** The rows of the list, each with what the entry says. */
  rows?: (world: World) => readonly Row[]
}

const membersOf = (segment: number) => (stored: World) =>
  stored.memberships
    .filter(({ segmentId }) => segmentId === segment)
    .flatMap(link =>
      stored.customers.filter(({ id }) => id === link.customerId).map(row => ({ ...row, ...link })),
    )

const lists: readonly Walked[] = [
  { field: 'Query.customers', source: customerList },
  { field: 'Query.interactions', source: interactionList },
  { field: 'Query.followUps', source: followUpList },
  { field: 'Query.campaigns', source: campaignList },
  {
    ...{ field: 'Segment.members', source: segmentMemberList },
    ...{ parent: { kind: 'segment', id: 1 }, rows: membersOf(1) },
  },
]

describe.each(lists)('$field', list => {
  const { source, rows = (stored: World) => rowsOf(stored)[source.fields.name] ?? [] } = list
  const direction = fc.constantFrom<(undefined | 'ASC' | 'DESC')[]>(undefined, 'ASC', 'DESC')
  const orders = fc
    .shuffledSubarray(Object.keys(source.orderings), { maxLength: 2 })
    .chain(names =>
      fc.tuple(
        ...names.map(field => direction.map((way): Asked => ({ field, ...(way && { direction: way }) }))),
      ),
    )

  test('under any filter, in any order, the pages are what it takes, once each, in statements that no filter adds to', async () => {
    const conditionOf = questions(service.workspace)
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.array(fc.tuple(conditionOf(source.fields, 3), orders, fc.integer({ min: 1, max: 8 })), {
          ...{ minLength: 6, maxLength: 6 },
        }),
        async (stored, walks) => {
          await store(fresh(service), stored)
          for (const [question, asked, size] of walks) {
            const taken = rows(stored).filter(row => question.truth(row, stored) === true)
            const expected = sorted(taken, source, asked.length > 0 ? asked : usualOf(list)).map(
              row => row.id,
            )
            // A page and its count, which comes behind where the list has a parent.
            for (const backwards of [false, true]) {
              const said = JSON.stringify({ filter: question.asked, asked, size, backwards })
              const walked = await walk(service, list, { asked, size, backwards, filter: question.asked })
              expect(walked.found, said).toEqual(expected)
              expect(walked.totals, said).toEqual([expected.length])
              expect(walked.trips, said).toEqual([list.parent ? 2 : 1])
              expect(walked.statements, said).toEqual([2])
            }
          }
        },
      ),
      { numRuns: 3, endOnFailure: true },
    )
  })
})
