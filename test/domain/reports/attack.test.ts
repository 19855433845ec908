import { expect, test } from 'vitest'
import { customerRows, interactionRows, readInvoices, source } from '../../../scripts/demo/online-retail.ts'
import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import type { Import } from '../../../src/domain/import/rows.ts'
import { computeSnapshots } from '../../../src/domain/vulnerability/night/compute-snapshots.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, testService } from '../../support/service.ts'

async function load(target: Import, rows: readonly object[]): Promise<void> {
  const given = rows.map((fields, at) => ({ line: at + 1, fields: { ...fields } }))
  for (let at = 0; at < given.length; at += 2_000) {
    const { errors } = await target.chunk(given.slice(at, at + 2_000))
    if (errors[0]) throw new Error(`${errors[0].field}: ${errors[0].reason}`)
  }
}

test('the attack on Germany, from the import to the report', async () => {
  const service = await testService(await testDatabase(), {
    workspace: { currency: 'GBP', timeZone: 'Europe/London' },
  })
  const invoices = await readInvoices()
  await load(customerImport(fresh(service), { source, createRegions: true }), customerRows(invoices))
  await load(interactionImport(fresh(service), { source }), interactionRows(invoices))
  const { competitorId } = await createCompetitor(fresh(service), { name: 'Rival' })
  await createCampaign(fresh(service), {
    competitor: encodeId('competitor', competitorId),
    name: 'Summer offer',
    kind: 'OFFER',
    regions: ['Germany', 'Portugal'],
    controlRegions: ['France'],
    firstDay: '2011-06-01',
    lastDay: '2011-06-29',
  })
  await runThrough(service, computeSnapshots, runOf(dayOf('2011-07-05')))
  const { regionsUnderAttack } = await ask(
    fresh(service),
    `{ regionsUnderAttack(first: 10) { truncated regions {
      region { code } campaign { name } asOf state observed vulnerable vi interval { lower upper }
      excess { points interval { lower upper } } effect flags
    } } }`,
  )
  expect(regionsUnderAttack).toEqual({
    truncated: false,
    regions: [
      {
        region: { code: 'Germany' },
        campaign: { name: 'Summer offer' },
        asOf: '2011-07-05',
        state: 'FINAL',
        observed: 12,
        vulnerable: 7,
        vi: 58.33,
        interval: { lower: 31.95, upper: 80.67 },
        excess: { points: 28.33, interval: { lower: -11.86, upper: 57.8 } },
        effect: 'NOT_SHOWN',
        flags: ['LOW_N'],
      },
      {
        region: { code: 'Portugal' },
        campaign: { name: 'Summer offer' },
        asOf: '2011-07-05',
        state: 'NO_OBSERVATION',
        observed: 0,
        vulnerable: 0,
        vi: null,
        interval: null,
        excess: null,
        effect: null,
        flags: ['LOW_N'],
      },
    ],
  })
}, 120_000)
