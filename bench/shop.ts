import { join } from 'node:path'
import {
  currency,
  customerRows,
  type Invoice,
  interactionRows,
  readInvoices,
  shifted,
  shiftTo,
  source,
} from '../scripts/demo/online-retail.ts'
import { campaignsAround, competitors, identityOf, segments, staff } from '../scripts/demo/overlay.ts'
import { Failure } from '../scripts/failure.ts'
import { type Api, mutateAll } from '../scripts/graphql.ts'
import { rowBatches } from '../scripts/import-batches.ts'
import { importBatches } from '../scripts/import-client.ts'
import { adminKey, prepareDatabase } from '../scripts/operator.ts'
import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { dayOfInstant } from '../src/lib/days.ts'
import { largest } from '../src/lib/mathematics/extremes.ts'
import type { Stage } from './stage.ts'

/** The demo's customers, invoices and one campaign that attacks most of them, in a database of their own. */
export interface Shop {
  /** The database's name on the stage, for copies. */
  name: string
  key: string
  invoices: readonly Invoice[]
  /** The day that is going on, a day number. */
  today: number
}

const name = 'shop'

/** Loads the shop through the public interface and stops what it needed for that. */
export async function openShop(stage: Stage): Promise<Shop> {
  const database = await stage.database(name)
  const { db } = await prepareDatabase({ url: database.url })
  const workspace = await configureWorkspace(db, Date.now(), {
    currency,
    timeZone: undefined,
    phoneCountry: undefined,
  })
  const { key } = await adminKey(db, workspace, join(stage.folder, 'admin.key'))
  const worker = await stage.worker(name, database.url)
  const today = dayOfInstant(Date.now(), workspace.timeZone)
  const original = await readInvoices()
  const invoices = shifted(original, shiftTo(original, today))
  await fill({ url: worker.url, key }, invoices)
  await worker.stop()
  await database.stop()
  return { name, key, invoices, today }
}

async function fill(api: Api, invoices: readonly Invoice[]): Promise<void> {
  await create(api, 'staffMemberCreate', 'StaffMemberCreateInput', 'staffMember', staff)
  const customers = customerRows(invoices).map(row => ({ ...row, ...identityOf(row.externalId) }))
  await importAll(api, 'customers', customers)
  await importAll(api, 'interactions', interactionRows(invoices))
  const [, rival] = competitors
  const [competitor] = await create(api, 'competitorCreate', 'CompetitorCreateInput', 'competitor', [
    rival ?? {},
  ])
  const [, attack] = campaignsAround(largest(invoices.map(invoice => invoice.day)))
  const [campaign = ''] = await create(api, 'campaignCreate', 'CampaignCreateInput', 'campaign', [
    { ...attack, competitor },
  ])
  await create(api, 'segmentCreate', 'SegmentCreateInput', 'segment', segments([campaign, campaign]))
}

/** Runs a creating mutation for each input and answers the ids. */
async function create(api: Api, field: string, input: string, noun: string, inputs: readonly object[]) {
  const made = await mutateAll<Record<string, { id: string }>>(
    api,
    null,
    field,
    input,
    `${noun} { id }`,
    inputs,
  )
  return made.map(payload => payload[noun]?.id ?? '')
}

/** @throws Failure when not all rows were new and accepted */
export async function importAll(
  { url, key }: Api,
  noun: 'customers' | 'interactions',
  rows: Iterable<object>,
  from: string = source,
): Promise<void> {
  const target = {
    url,
    key,
    noun,
    source: from,
    createRegions: noun === 'customers',
    format: 'ndjson',
  } as const
  const { rejected, errors } = await importBatches(target, rowBatches(rows))
  const [fault] = errors
  if (rejected > 0)
    throw new Failure(`${noun}: ${rejected} rows were rejected: ${fault?.field} ${fault?.reason}`)
}
