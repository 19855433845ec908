import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { employmentVerbs } from '../../../src/domain/profile/employments.ts'
import { noteVerbs } from '../../../src/domain/profile/notes.ts'
import type { PartVerbs } from '../../../src/domain/profile/part.ts'
import { postalAddressVerbs } from '../../../src/domain/profile/postal-addresses.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

const create = async (input: object) => (await createCustomer(fresh(service), input)).customerId

const newer = { code: 'CONFLICT', conflict: { reason: 'NEWER' } }

/** The changes of a record, the newest first. */
const changesOf = async (of: string) =>
  (await readHistory(fresh(service), { of, first: 100 })).entries.map(({ cursor }) => cursor)

const newestOf = async (of: string) => (await changesOf(of))[0] ?? ''

const undo = (id: string) => undoChange(fresh(service), { id })

describe('whoever takes changes back, one after the other', () => {
  let id: number
  let customer: string

  const rename = async (name: string) => {
    await updateCustomer(fresh(service), { id, patch: { name } })
    return newestOf(customer)
  }

  const name = async () => {
    const [row] = await fresh(service).db.orm.all<{ name: string }>(
      sql`SELECT name FROM customers WHERE id = ${id}`,
    )
    return row?.name
  }

  beforeAll(async () => {
    id = await create({ name: 'U0' })
    customer = encodeId('customer', id)
  })

  test('comes back to the beginning, and forward again by taking back what took back', async () => {
    const edits = [await rename('U1'), await rename('U2'), await rename('U3')]
    for (const [at, edit] of [...edits.entries()].reverse()) {
      await undo(edit)
      expect(await name()).toBe(`U${at}`)
    }
    const undos = (await changesOf(customer)).slice(0, 3)
    for (const [at, one] of undos.entries()) {
      await undo(one)
      expect(await name()).toBe(`U${at + 1}`)
    }
  })

  test('does not pass what stands, nor takes a change back twice', async () => {
    const first = await rename('A')
    const second = await rename('B')
    await expect(undo(first)).rejects.toMatchObject(newer)
    await undo(second)
    await expect(undo(second)).rejects.toMatchObject({
      ...newer,
      message: expect.stringContaining('already'),
    })
    // The undo is undone, so that the second change stands again.
    await undo(await newestOf(customer))
    expect(await name()).toBe('B')
    await expect(undo(first)).rejects.toMatchObject(newer)
    await undo(second)
    await undo(first)
    expect(await name()).toBe('U3')
  })

  test('takes back that a note was added, once what was changed of it is taken back', async () => {
    const note = encodeId('note', (await noteVerbs.add(fresh(service), { customer, text: 'One' })).id)
    const added = await newestOf(note)
    await noteVerbs.update(fresh(service), { id: note, patch: { text: 'Two' } })
    await expect(undo(added)).rejects.toMatchObject(newer)
    await undo(await newestOf(note))
    await undo(added)
    expect(await fresh(service).db.orm.all(sql`SELECT id FROM notes`)).toEqual([])
  })
})

describe('of what was removed and comes back', () => {
  const kinds: readonly [string, 'postalAddress' | 'employment', PartVerbs, () => Promise<object>][] = [
    ['the address', 'postalAddress', postalAddressVerbs, async () => ({ lines: ['1 Lê Lợi'] })],
    [
      'the employment',
      'employment',
      employmentVerbs,
      async () => ({
        organisation: encodeId('customer', await create({ kind: 'ORGANISATION', name: 'Org' })),
      }),
    ],
  ]

  test.each(kinds)('%s that was the primary one is it again', async (_, kind, verbs, said) => {
    const customer = encodeId('customer', await create({ name: 'Lan' }))
    const add = async (more: object = {}) =>
      encodeId(kind, (await verbs.add(fresh(service), { customer, ...(await said()), ...more })).id)
    const [oldest, second, chosen] = [await add(), await add(), await add({ primary: true })]
    const inOrder = async () => {
      const answer = await ask<{ customer: Record<string, { id: string; primary: boolean }[]> }>(
        fresh(service),
        `query ($id: ID!) { customer(by: { id: $id }) {
          postalAddress: postalAddresses { id primary } employment: organisations { id primary } } }`,
        { id: customer },
      )
      return (answer.customer[kind] ?? []).map(({ id, primary }) => (primary ? `${id} primary` : id))
    }
    const before = [`${chosen} primary`, oldest, second]
    expect(await inOrder()).toEqual(before)
    for (const removed of [chosen, oldest]) {
      await verbs.remove(fresh(service), { id: removed })
      expect(await inOrder()).toHaveLength(2)
      await undo(await newestOf(removed))
      expect(await inOrder()).toEqual(before)
    }
  })
})
