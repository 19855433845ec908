import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { addTally, type Import, newTally } from '../../../src/domain/import/rows.ts'
import { AuthorizationError } from '../../../src/domain/service/errors.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { customerRow, cuts, interactionRow, numbered, split } from './random-files.ts'

const open = async () =>
  testService(await testDatabase(), { now: '2026-03-02T09:00', workspace: { currency: 'GBP' } })

type Fields = Record<string, unknown>

async function load(into: Import, parts: Iterable<Fields[]>) {
  const tally = newTally()
  for (const part of parts) addTally(tally, await into.chunk(numbered(part)))
  return tally
}

interface Files {
  people: Fields[][]
  rows: Fields[][]
}

/** What became of both files, each by a service of its own. */
async function loadBoth(service: TestService, source: string, dryRun: boolean, { people, rows }: Files) {
  const persons = fresh(service)
  const events = fresh(service)
  const tallies = [
    await load(customerImport(persons, { source, dryRun, createRegions: true }), people),
    await load(interactionImport(events, { source, dryRun }), rows),
  ]
  return { tallies, written: persons.db.counters.rowsWritten + events.db.counters.rowsWritten }
}

describe('a dry run', () => {
  test('counts what the import then does, and writes nothing', async () => {
    const service = await open()
    let run = 0
    const people = fc.array(customerRow, { maxLength: 10 })
    const rows = fc.array(interactionRow, { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(people, rows, people, rows, cuts, async (people, rows, people2, rows2, sizes) => {
        run += 1
        // Regions of its own, too.
        const placed = (some: { region: string | null }[]) =>
          some.map(row => ({ ...row, region: row.region && `${row.region} ${run}` }))
        const source = `shop ${run}`
        await loadBoth(service, source, false, { people: [placed(people)], rows: [rows] })
        const one = { people: [...split(placed(people2), sizes)], rows: [] }
        const other = { people: [], rows: [...split(rows2, sizes)] }
        for (const files of [one, other]) {
          const foreseen = await loadBoth(service, source, true, files)
          expect(foreseen.written).toBe(0)
          expect(foreseen.tallies).toEqual((await loadBoth(service, source, false, files)).tallies)
        }
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  test('finds in later chunks what earlier ones would have made, by each key of a customer', async () => {
    const service = await open()
    const source = 'shop'
    const files: Files = {
      people: [
        [{ externalId: 'a', name: 'A', region: 'HN' }],
        [
          { externalId: 'a', name: 'A' },
          { externalId: 'b', region: 'HN' },
        ],
        [{ externalId: 'b', name: 'B' }],
      ],
      rows: [
        [{ externalId: 'i', customerExternalId: 'new', kind: 'NOTE', occurredAt: '2026-01-01' }],
        [{ externalId: 'i', customerExternalId: 'new' }],
        [{ externalId: 'i', customerExternalId: 'other' }],
      ],
    }
    const foreseen = await loadBoth(service, source, true, files)
    expect(foreseen.tallies).toMatchObject([
      { created: 2, updated: 1, unchanged: 1, rejected: 0 },
      { created: 1, updated: 1, unchanged: 1, rejected: 0 },
    ])
    expect((await loadBoth(service, source, false, files)).tallies).toEqual(foreseen.tallies)
  })

  test('takes the scopes of the import', async () => {
    const service = await open()
    const reader = as(service, { scopes: new Set(['customers:write']) })
    const input = { source: 'shop', dryRun: true, createRegions: true }
    expect(() => customerImport(reader, input)).toThrow(AuthorizationError)
    expect(() => interactionImport(reader, { source: 'shop', dryRun: true })).toThrow(AuthorizationError)
  })
})
