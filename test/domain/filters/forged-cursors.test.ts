import { beforeAll, expect, test } from 'vitest'
import { segmentMembers, segments } from '../../../src/database/tables/care/segments.ts'
import { customerList } from '../../../src/domain/customers/list.ts'
import { segmentMemberList } from '../../../src/domain/segments/list.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { storedBefore } from '../../nouns/all.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

const rows = [1, 2, 3]
const ids = rows.map(id => encodeId('customer', id))

/** What no cursor of an ordering says where a key has no NULL, or is of another type. */
const forged = [null, 1, 'x', '', { wide: '5' }]

let service: TestService

beforeAll(async () => {
  const database = await testDatabase()
  service = await testService(database)
  const { orm } = service.db
  await service.db.write(
    storedBefore(segments).map(({ table, row }) => orm.insert(table).values(rows.map(row))),
  )
  await service.db.write([
    orm.insert(segments).values({
      ...{ id: 1, name: 'All', sortName: '', rule: {}, memberCount: 3, unknownCount: 0, computedAt: 0 },
      ...{ createdAt: 1, updatedAt: 1, version: 1, changeId: 0 },
    }),
    orm.insert(segmentMembers).values(rows.map(customerId => ({ segmentId: 1, customerId, joinedAt: 1 }))),
  ])
})

const lists = [
  { name: 'customers', orderings: Object.keys(customerList.orderings), inNode: false },
  { name: 'members', orderings: Object.keys(segmentMemberList.orderings), inNode: true },
]

test.each(lists)(
  'a forged cursor of $name shows rows of the list, whatever its keys are',
  async ({ name, orderings, inNode }) => {
    const field = (args: string) => {
      const page = `page: ${name}(${args}) { nodes { id } pageInfo { endCursor } }`
      return inNode
        ? `{ node(id: "${encodeId('segment', 1)}") { ... on Segment { ${page} } } }`
        : `{ ${page} }`
    }
    for (const ordering of orderings)
      for (const direction of ['ASC', 'DESC']) {
        const order = `orderBy: { field: ${ordering}, direction: ${direction} }`
        const data: Answer = await ask(fresh(service), field(`first: 1, ${order}`))
        const cursor = pageOf(data)?.pageInfo.endCursor ?? ''
        const [named, ...keys]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
        for (const value of forged)
          for (const at of keys.keys()) {
            const text = JSON.stringify([named, ...keys.with(at, value)])
            const after = Buffer.from(text).toString('base64url')
            const shown: Answer = await ask(fresh(service), field(`first: 5, ${order}, after: "${after}"`))
            for (const { id } of pageOf(shown)?.nodes ?? []) expect(ids, text).toContain(id)
          }
      }
  },
)

interface Page {
  nodes: { id: string }[]
  pageInfo: { endCursor: string }
}
interface Answer extends Record<string, unknown> {
  page?: Page
  node?: { page: Page }
}
const pageOf = ({ page, node }: Answer) => page ?? node?.page
