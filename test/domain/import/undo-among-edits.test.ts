import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import type { Import } from '../../../src/domain/import/rows.ts'
import { undoImport } from '../../../src/domain/import/undo/undo-import.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { customerRow, cuts, interactionRow, numbered, split } from './random-files.ts'

type Row = Record<string, unknown> & { id: number }

/** What is said of the customers and the interactions that a source knows, by id, but for the versions. */
async function standing(service: TestService, source: string) {
  const { orm } = fresh(service).db
  const [people, events] = await Promise.all([
    orm.all<Row>(sql`SELECT id, kind, name, email, region_id,
        (SELECT json_group_array(since || ' ' || region_id) FROM (
          SELECT since, region_id FROM customer_regions WHERE customer_id = customers.id ORDER BY since)) AS places
      FROM customers WHERE id IN (SELECT customer_id FROM customer_external_ids WHERE source = ${source})`),
    orm.all<Row>(sql`SELECT id, customer_id, occurred_at, kind, amount, subject, body, score
      FROM interactions WHERE source = ${source}`),
  ])
  const byId = (rows: Row[]) => new Map(rows.map(row => [row.id, row]))
  return { customer: byId(people), interaction: byId(events) }
}

async function load(into: Import, parts: Iterable<Record<string, unknown>[]>): Promise<string> {
  for (const part of parts) await into.chunk(numbered(part))
  await into.end('COMPLETED')
  return encodeId('import', into.id)
}

/** Undoes by steps of one chunk; answers what stays, as `entity id` with the reason. */
async function undo(service: TestService, id: string): Promise<[string, string][]> {
  for (;;) {
    const { import: told, kept } = await undoImport(fresh(service), { id }, 1)
    if (told.state === 'UNDONE')
      return kept.map(({ entity, rowId, reason }) => [`${entity} ${rowId}`, reason])
  }
}

const edit = fc.record({ what: fc.constantFrom('rename', 'correct', 'contact'), whom: fc.nat(20) })

test('leaves the tables as before but for what people touched, whatever the files said and whoever edited', async () => {
  const service = await testService(await testDatabase(), {
    now: '2026-03-02T09:00',
    workspace: { currency: 'GBP' },
  })
  const verbs = {
    rename: (id: string) => updateCustomer(fresh(service), { id, patch: { name: 'Mine' } }),
    correct: (id: string) => correctInteraction(fresh(service), { id, patch: { body: 'Mine' } }),
    contact: (id: string) => recordInteraction(fresh(service), { customer: { id }, kind: 'CALL' }),
  }
  const people = fc.array(customerRow, { maxLength: 6 })
  const rows = fc.array(interactionRow, { maxLength: 6 })
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 })
  let run = 0
  let keptInAll = 0
  const property = async (
    [oldPeople, oldRows]: [Record<string, unknown>[], Record<string, unknown>[]],
    [newPeople, newRows]: [Record<string, unknown>[], Record<string, unknown>[]],
    sizes: number[],
    made: { what: keyof typeof verbs; whom: number }[],
  ) => {
    const source = `shop ${++run}`
    const customersFrom = () => customerImport(fresh(service), { source, createRegions: true })
    const interactionsFrom = () => interactionImport(fresh(service), { source })
    await load(customersFrom(), [oldPeople])
    await load(interactionsFrom(), [oldRows])
    const before = await standing(service, source)
    const imports = [
      await load(customersFrom(), split(newPeople, sizes)),
      await load(interactionsFrom(), split(newRows, sizes)),
    ]
    const imported = await standing(service, source)
    for (const { what, whom } of made) {
      const noun = what === 'correct' ? 'interaction' : 'customer'
      const ids = [...imported[noun].keys()]
      const id = ids[whom % ids.length]
      if (id !== undefined) await verbs[what](encodeId(noun, id))
    }
    const edited = await standing(service, source)
    const kept = new Map<string, string>()
    for (const id of imports.toReversed())
      for (const [row, reason] of await undo(service, id)) kept.set(row, reason)
    const left = await standing(service, source)
    keptInAll += kept.size
    for (const noun of ['customer', 'interaction'] as const)
      for (const id of new Set([...before[noun].keys(), ...edited[noun].keys()])) {
        const [was, then, now] = [imported[noun].get(id), edited[noun].get(id), left[noun].get(id)]
        const isTouched = JSON.stringify(was) !== JSON.stringify(then)
        const reason = kept.get(`${noun} ${id}`)
        if (isTouched) expect(now).toEqual(then)
        else if (reason === undefined) expect(now).toEqual(before[noun].get(id))
        else {
          expect(['REFERRED', 'STRANDED']).toContain(reason)
          expect(now).toEqual(then)
        }
      }
  }
  await fc.assert(fc.asyncProperty(fc.tuple(people, rows), fc.tuple(people, rows), cuts, edits, property), {
    numRuns: 16,
  })
  expect(keptInAll).toBeGreaterThan(0)
}, 120_000)
