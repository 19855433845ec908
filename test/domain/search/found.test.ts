import { type SQL, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { search } from '../../../src/domain/search/search.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { searchWords } from '../../../src/lib/text.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let owner: number

beforeAll(async () => {
  service = await testService(await testDatabase())
  owner = (await createStaffMember(service, { name: 'Minh' })).staffMemberId
})

const letter = fc.constantFrom(...'aăâeêioôơuưyđbchnTKĐỄớßñΩж王𠮷🌸7')
const word = fc.string({ unit: letter, minLength: 1, maxLength: 14 })
const name = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '  ', '-', '.', ', ', ' – ', '’', '\u00a0')), {
    minLength: 1,
    maxLength: 5,
  })
  .map(parts => parts.flat().join(''))
  .filter(text => searchWords(text).length > 0)

const characters = (text: string) => [...text]

describe.each(['WORKSPACE', 'OWNED'] as const)('a caller of reach %s', reach => {
  test('finds a customer by any beginning of any word of the name, and by any three characters in a row', async () => {
    const caller = as(service, { reach, staffId: owner })
    await fc.assert(
      fc.asyncProperty(name, fc.gen(), async (given, draw) => {
        const words = searchWords(given)
        const { customerId } = await createCustomer(fresh(service), { name: given })
        if (reach === 'OWNED') await own(customerId)
        const one = characters(words[draw(fc.nat, { max: words.length - 1 })] ?? '')
        const texts = [
          one.slice(0, 1 + draw(fc.nat, { max: one.length - 1 })).join(''),
          ...(one.length > 2
            ? [
                one
                  .slice(draw(fc.nat, { max: one.length - 3 }))
                  .slice(0, 3)
                  .join(''),
              ]
            : []),
          words.toReversed().join(' '),
        ]
        for (const text of texts) {
          const hits = await search(fresh(caller), { text, first: 100 })
          expect(
            hits.map(({ id }) => id),
            text,
          ).toContain(customerId)
        }
        await forget(customerId)
      }),
      { numRuns: 60 },
    )
  })
})

const own = (id: number) => change(sql`UPDATE customers SET owner_id = ${owner} WHERE id = ${id}`)
/** Few match as long as there are few. */
const forget = (id: number) => change(sql`DELETE FROM customers WHERE id = ${id}`)
const change = (statement: SQL) => fresh(service).db.write([statement])
