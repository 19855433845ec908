import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask, run } from '../../support/graphql.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

/** Ten customers who bought, each more often, later and for more than the one before, and two who never did. */
beforeAll(async () => {
  service = await testService(await testDatabase())
  await addCustomers(service, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  await service.db.write([
    sql`UPDATE customers SET phone = '+8491234' || printf('%04d', id), name = 'Trần O’Neil ' || id,
      folded_name = 'tran o neil ' || id`,
    sql`UPDATE customers SET name = NULL, folded_name = '' WHERE id = 12`,
    sql`UPDATE customers SET purchase_days = id, first_purchase_on = 19000, last_purchase_on = 20000 + id,
      net_spend = id * 1000 WHERE id <= 10`,
    sql`INSERT INTO rfm_scales (day, customers, recency, frequency, monetary, watermark)
      VALUES (20100, 10, '[20003,20005,20007,20009]', '[3,5,7,null]', '["3000","5000","7000","9000"]', 0)`,
    sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at, finished_at, metrics_version)
      VALUES (1, 20100, 1, 'COMPLETED', 1, 0, '[]', 0, 0, 0, 9)`,
  ])
})

interface Found {
  customers: {
    nodes: { name: string | null; rfm: { cell: string; recency: number; frequency: number } | null }[]
  }
}

const found = async (filter: string) => {
  const { customers } = await ask<Found>(
    fresh(service),
    `{ customers(first: 50, filter: ${filter}) { nodes { name rfm { cell recency frequency } } } }`,
  )
  return customers.nodes
}

describe('customers', () => {
  test('are found by their cell and their scores as these are shown', async () => {
    const all = await found('{}')
    const cells = [...new Set(all.flatMap(({ rfm }) => rfm?.cell ?? []))]
    expect(cells.length).toBeGreaterThan(2)
    for (const cell of cells)
      expect(await found(`{ rfmCell: { equals: "${cell}" } }`)).toEqual(
        all.filter(({ rfm }) => rfm?.cell === cell),
      )
    expect(await found('{ rfmCell: { empty: true } }')).toEqual(all.filter(({ rfm }) => rfm === null))
    expect(await found(`{ not: { rfmCell: { equals: "${cells[0]}" } } }`)).toEqual(
      all.filter(({ rfm }) => rfm !== null && rfm.cell !== cells[0]),
    )
    expect(await found('{ recencyScore: { atLeast: 4 }, frequencyScore: { in: [4] } }')).toEqual(
      all.filter(({ rfm }) => rfm !== null && rfm.recency >= 4 && rfm.frequency === 4),
    )
  })

  test('are found by the beginning of a phone number in any spelling', async () => {
    for (const start of ['0912', '+84 91', '84912', '0912 340 01'])
      expect(await found(`{ phone: { startsWith: "${start}" } }`)).not.toEqual([])
    expect(await found('{ phone: { startsWith: "0913" } }')).toEqual([])
  })

  test('are found by a name without regard to its marks, and by having none', async () => {
    expect(await found('{ name: { equals: "TRẦN O’NEIL 3" } }')).toHaveLength(1)
    expect(await found('{ name: { startsWith: "tran o\'neil" } }')).toHaveLength(11)
    expect(await found('{ name: { empty: true } }')).toHaveLength(1)
  })

  test('are found by having no related row at all', async () => {
    expect(await found('{ interactions: { none: {} } }')).toHaveLength(12)
    expect(await found('{ interactions: { some: {} } }')).toHaveLength(0)
  })

  test('are not found by a way that leads back to them', async () => {
    const { errors } = await run(
      fresh(service),
      '{ customers(filter: { interactions: { some: { customer: { lifecycle: { equals: LOST } } } } }) { nodes { id } } }',
    )
    expect(errors?.[0]?.originalError).toMatchObject({
      issues: [{ path: ['filter', 'interactions', 'some', 'customer'] }],
    })
  })
})

test('a rule that a document says literally is kept as one in a variable', async () => {
  const rule = '{ any: [{ lifecycle: { equals: LOST } }, { region: { empty: true } }] }'
  const { segmentCreate } = await ask<{ segmentCreate: { segment: { rule: unknown } } }>(
    fresh(service),
    `mutation { segmentCreate(input: { name: "Literal", rule: ${rule} }) {
      ... on SegmentCreatePayload { segment { rule memberCount } } } }`,
  )
  expect(segmentCreate.segment).toEqual({
    memberCount: 12,
    rule: { any: [{ lifecycle: { equals: 'LOST' } }, { region: { empty: true } }] },
  })
})
