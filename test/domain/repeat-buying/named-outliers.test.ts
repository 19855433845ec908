import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { readInvoices } from '../../../scripts/demo/online-retail.ts'
import { fitSweep } from '../../../src/domain/repeat-buying/fit-models.ts'
import { collectExtremes } from '../../../src/domain/repeat-buying/spend-outliers.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { modelsNight } from './world.ts'

/** 2011-12-09, the last of the data. */
const today = 15_317
const ean = 8_935_049_500_124

/** Every sixth customer of the Online Retail data with what they bought and gave back, numbered from 1. */
async function retail(): Promise<Fact[]> {
  const invoices = (await readInvoices()).filter(({ customer }) => Number(customer) % 6 === 0)
  const numbers = new Map(
    [...new Set(invoices.map(({ customer }) => customer))].map((id, at) => [id, at + 1]),
  )
  return invoices.map(({ customer, day, amount, cancellation }) => ({
    ...{ customer: numbers.get(customer) ?? 0, day, amount: Math.round(100 * Number(amount)) },
    kind: cancellation ? 'REFUND' : 'PURCHASE',
  }))
}

const asked = `{ modelFits(model: GAMMA_GAMMA) { state outliers {
  timesTypical interaction { id amount { minor } } customer { id }
} } }`

interface Answer {
  modelFits: {
    state: string
    outliers: { timesTypical: number; interaction: object | null; customer: object | null }[]
  }[]
}

const fitOf = async (service: TestService) => (await ask<Answer>(fresh(service), asked)).modelFits[0]

let service: TestService

beforeEach(async () => {
  service = await testService(await testDatabase(), {
    workspace: { currency: 'GBP', timeZone: 'Europe/London' },
  })
  const facts = await retail()
  await addCustomers(service, [...new Set(facts.map(fact => fact.customer))])
  await addFacts(service, facts)
})

describe('the fit of spend', () => {
  test('names nobody where nobody is far out', async () => {
    await modelsNight(service, today)
    expect(await fitOf(service)).toEqual({ state: 'FITTED', outliers: [] })
  })

  test('is made though an amount is an article number, and names its interaction and customer', async () => {
    const [id = 0] = await addFacts(service, [
      { customer: 7, day: today - 5, kind: 'PURCHASE', amount: ean },
      { customer: 7, day: today - 4, kind: 'PURCHASE', amount: 200_000 },
    ])
    await modelsNight(service, today)
    const fit = await fitOf(service)
    expect(fit?.state).toBe('FITTED')
    expect(fit?.outliers).toEqual([
      {
        timesTypical: expect.any(Number),
        interaction: { id: encodeId('interaction', id), amount: { minor: String(ean) } },
        customer: { id: encodeId('customer', 7) },
      },
    ])
    expect(fit?.outliers[0]?.timesTypical).toBeGreaterThan(1e6)
  })

  test('names the refund that leaves next to nothing of what a customer spent', async () => {
    await addCustomers(service, [9_001])
    const [, , id = 0] = await addFacts(service, [
      { customer: 9_001, day: today - 50, kind: 'PURCHASE', amount: 200_000 },
      { customer: 9_001, day: today - 40, kind: 'PURCHASE', amount: 200_000 },
      { customer: 9_001, day: today - 30, kind: 'REFUND', amount: 199_990 },
    ])
    await modelsNight(service, today)
    expect((await fitOf(service))?.outliers).toMatchObject([
      { interaction: { id: encodeId('interaction', id) }, customer: { id: encodeId('customer', 9_001) } },
    ])
  })

  test('names the same five of many, whatever the chunks', async () => {
    await addFacts(
      service,
      Array.from({ length: 8 }, (_, at) => ({
        ...{ customer: 10 * (at + 1), day: today - 3, amount: ean },
        kind: 'PURCHASE' as const,
      })),
    )
    await modelsNight(service, today)
    const whole = (await fitOf(service))?.outliers
    expect(whole).toHaveLength(5)
    await service.db.write([sql`DELETE FROM model_fits`])
    await runThrough(service, fitSweep({ stored: 7, heldOut: 11 }), runOf(today))
    expect((await fitOf(service))?.outliers).toEqual(whole)
  })

  test('opens the interaction and the customer only to those who may read them', async () => {
    await addFacts(service, [{ customer: 7, day: today - 5, kind: 'PURCHASE', amount: ean }])
    await modelsNight(service, today)
    const reports = as(service, { scopes: new Set(['reports:read']) })
    await expect(ask(fresh(reports), '{ modelFits { outliers { interaction { id } } } }')).rejects.toThrow(
      'interactions:read',
    )
    await expect(ask(fresh(reports), '{ modelFits { outliers { customer { id } } } }')).rejects.toThrow(
      'customers:read',
    )
    const ownOnly = as(service, { reach: 'OWNED' })
    expect((await fitOf(ownOnly))?.outliers).toMatchObject([{ interaction: null, customer: null }])
  })
})

test('the same are the farthest in whichever order and parts they come', () => {
  const spenders = Array.from({ length: 40 }, (_, at) => ({ id: at + 1, mean: 10 ** ((at * 7) % 20) }))
  const [once, bits] = [collectExtremes(), collectExtremes()]
  once.add(spenders)
  for (const spender of spenders.toReversed()) bits.add([spender])
  expect(bits.far(1e6)).toEqual(once.far(1e6))
  expect(once.far(1e6).map(({ mean }) => mean)).toEqual([1e19, 1e19, 1e18, 1e18, 1e17])
})
