import { formatDay } from '../../src/lib/days.ts'
import { largest } from '../../src/lib/mathematics/extremes.ts'
import { Failure } from '../failure.ts'
import { type Api, ask, mutateAll } from '../graphql.ts'
import { rowBatches } from '../import-batches.ts'
import { importBatches, rowsOf } from '../import-client.ts'
import { customerRows, interactionRows, readInvoices, shifted, shiftTo, source } from './online-retail.ts'
import {
  afterSales,
  campaignsAround,
  competitors,
  consents,
  exposures,
  identityOf,
  segments,
  staff,
} from './overlay.ts'

/** Tells how far one part of the work is. */
export type Show = (label: string, done: number, of: number) => void

interface Made {
  id: string
}

/**
 * Fills a new workspace through the public interface alone: the import for what came from the shop, mutations
 * for the rest, then a night for the day before `today` (a day number). Repeating it changes nothing.
 * @throws Failure
 */
export async function loadDemo(api: Api, today: number, show: Show): Promise<void> {
  const original = await readInvoices()
  const invoices = shifted(original, shiftTo(original, today))
  const last = largest(invoices.map(invoice => invoice.day))

  await mutateAll(
    api,
    'demo-staff',
    'staffMemberCreate',
    'StaffMemberCreateInput',
    'staffMember { id }',
    staff,
  )
  const named = new Set<string>()
  const customers = customerRows(invoices).map(row => {
    if (named.has(row.externalId)) return row
    named.add(row.externalId)
    return { ...row, ...identityOf(row.externalId) }
  })
  await send(api, 'customers', customers, show)
  await send(api, 'interactions', [...interactionRows(invoices), ...afterSales(invoices)], show)

  const competitorIds = (
    await mutateAll<{ competitor: Made }>(
      api,
      'demo-competitors',
      'competitorCreate',
      'CompetitorCreateInput',
      'competitor { id }',
      competitors,
    )
  ).map(({ competitor }) => competitor.id)
  const campaignIds = (
    await mutateAll<{ campaign: Made }>(
      api,
      'demo-campaigns',
      'campaignCreate',
      'CampaignCreateInput',
      'campaign { id }',
      campaignsAround(last).map((campaign, at) => ({ ...campaign, competitor: competitorIds[at] })),
    )
  ).map(({ campaign }) => campaign.id)

  const exposed = exposures(invoices)
  const ids = await customerIds(
    api,
    exposed.map(({ customer }) => customer),
    show,
  )
  await mutateAll(
    api,
    'demo-exposures',
    'exposureRecord',
    'ExposureRecordInput',
    'exposure { id }',
    exposed.map(one => ({ ...one, customer: ids.get(one.customer), campaign: campaignIds[one.campaign] })),
  )
  await send(api, 'consents', consents(invoices), show)
  await mutateAll(
    api,
    'demo-segments',
    'segmentCreate',
    'SegmentCreateInput',
    'segment { id }',
    segments(campaignIds),
  )
  await runNight(api, formatDay(today - 1), show)
}

/** Rows of one request: small enough for the bar to move. */
const rowsAtOnce = 2_000

async function send(
  { url, key }: Api,
  noun: 'customers' | 'interactions' | 'consents',
  rows: readonly object[],
  show: Show,
): Promise<void> {
  const target = { url, key, noun, source, createRegions: noun === 'customers', format: 'ndjson' } as const
  const sent = `${rows.length.toLocaleString('en-US')} rows of ${noun}`
  show(sent, 0, rows.length)
  const tally = await importBatches(target, rowBatches(rows, rowsAtOnce), ({ tally }) =>
    show(sent, rowsOf(tally), rows.length),
  )
  const [fault] = tally.errors
  if (fault)
    throw new Failure(`The demo's ${noun} were not accepted: ${fault.field ?? 'row'} ${fault.reason}.`)
}

/** More fields than this of one name are refused. */
const fieldsAtOnce = 30

/** Ids by external id. */
async function customerIds(api: Api, externalIds: string[], show: Show): Promise<Map<string, string>> {
  const wanted = [...new Set(externalIds)]
  const found = new Map<string, string>()
  for (let at = 0; at < wanted.length; at += fieldsAtOnce) {
    const some = wanted.slice(at, at + fieldsAtOnce)
    const fields = some.map(
      (externalId, index) =>
        `c${index}: customer(by: { externalId: { source: "${source}", externalId: "${externalId}" } }) { id }`,
    )
    const answer = await ask<Record<string, Made | null>>(api, `{ ${fields.join('\n')} }`)
    some.forEach((externalId, index) => {
      const customer = answer[`c${index}`]
      if (customer) found.set(externalId, customer.id)
    })
    show('competitors, exposures', found.size, wanted.length)
  }
  return found
}

interface Night {
  id: string
  state: 'RUNNING' | 'COMPLETED' | 'FAILED'
  failure: string | null
  stages: { name: string }[]
}

const nightFields = 'id state failure stages { name }'
const stagesOfNight = 5
const between = 250

async function runNight(api: Api, day: string, show: Show): Promise<void> {
  const label = `the night of ${day}`
  // No idempotency key: a night that failed is to be started again.
  const [started] = await mutateAll<{ night: Night }>(
    api,
    null,
    'nightRun',
    'NightRunInput',
    `night { ${nightFields} }`,
    [{ day }],
  )
  let night = started?.night
  while (night?.state === 'RUNNING') {
    show(label, night.stages.length, stagesOfNight)
    await new Promise(resolve => setTimeout(resolve, between))
    const query = `query ($id: ID!) { night(id: $id) { ${nightFields} } }`
    night = (await ask<{ night: Night }>(api, query, { id: night.id })).night
  }
  if (night?.state !== 'COMPLETED') throw new Failure(`The night of ${day} failed: ${night?.failure}`)
}
