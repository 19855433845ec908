import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { exposures } from '../../../database/tables/competition/competitors.ts'
import { newExposure, usualConfidence } from '../../exposures/new-exposure.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { guard } from '../../writes/commit.ts'
import { insertRows, packedRow, stillAsRead, unpackRow, updateRows } from '../bulk.ts'
import { Fault, type Imported } from '../rows.ts'
import { customerIds, customerOf, theirKeys, wanted } from './customer-keys.ts'
import { type ExposureRow, exposureColumns, exposureRowReader } from './exposure-rows.ts'
import { type Known, recordImport, type State } from './record-import.ts'

type StoredRow = typeof exposures.$inferSelect

type Values = Pick<
  StoredRow,
  'campaignId' | 'customerId' | 'kind' | 'interactionId' | 'evidence' | 'confidence' | 'synthetic'
>

type ExposureState = State<Values, StoredRow>

/** What says which exposure it is: evidence of one kind, by one interaction or by none, for one campaign and customer. */
const identity = ({ customerId, campaignId, kind, interactionId }: Omit<Values, 'evidence'>) => [
  customerId,
  campaignId,
  kind,
  interactionId,
]

const keyOf = (values: Omit<Values, 'evidence'>) => JSON.stringify(identity(values))

const valuesOf = (row: Values): Values => ({
  campaignId: row.campaignId,
  customerId: row.customerId,
  kind: row.kind,
  interactionId: row.interactionId,
  evidence: row.evidence,
  confidence: row.confidence,
  synthetic: row.synthetic,
})

const packed = z.object({ packed: z.string() })
const campaignRow = z.object({ id: z.int(), name: z.string() })
const interactionRow = z.object({ key: z.string(), id: z.int(), customerId: z.int() })

async function known(
  service: Service,
  source: string,
  rows: readonly ExposureRow[],
): Promise<Known<ExposureRow, Values, StoredRow>> {
  const { orm } = service.db
  const keys = rows.map(row => row.customer.key)
  const names = rows.map(({ campaign }) => (typeof campaign === 'number' ? null : campaign.key))
  const ids = rows.map(({ campaign }) => (typeof campaign === 'number' ? campaign : null))
  const [customers, stored, campaigns, shown] = await Promise.all([
    customerIds(service, source, keys),
    checkedRows(
      orm,
      packed,
      sql`SELECT DISTINCT ${packedRow(exposures, 'e')} AS packed
        FROM ${theirKeys(source, keys)} CROSS JOIN exposures AS e ON e.customer_id = key.customer_id`,
    ),
    checkedRows(
      orm,
      campaignRow,
      sql`SELECT id, name FROM campaigns WHERE name IN (SELECT value FROM json_each(${wanted(names)}))
        OR id IN (SELECT value FROM json_each(${wanted(ids)}))`,
    ),
    checkedRows(
      orm,
      interactionRow,
      sql`SELECT i.external_id AS key, i.id AS id, i.customer_id AS customerId
        FROM json_each(${wanted(rows.map(row => row.interaction?.key))}) AS wanted
        CROSS JOIN interactions AS i ON i.source = ${source} AND i.external_id = wanted.value`,
    ),
  ])
  // Of several alike, which people may have recorded, the first.
  const states = new Map<string, ExposureState>()
  const oldestFirst = stored.map(row => unpackRow(exposures, row.packed)).sort((a, b) => a.id - b.id)
  for (const row of oldestFirst) {
    const key = keyOf(row)
    if (!states.has(key)) states.set(key, { id: row.id, before: row, values: valuesOf(row) })
  }
  const byKey = new Map(shown.map(row => [row.key, row]))

  function campaignId({ campaign }: ExposureRow): number {
    const found = campaigns.filter(({ id, name }) =>
      typeof campaign === 'number' ? id === campaign : name === campaign.key,
    )
    const [only, another] = found
    if (!only) throw new Fault('campaign', say('noCampaign'))
    if (another) throw new Fault('campaign', say('severalCampaigns'))
    return only.id
  }

  function interactionId({ interaction }: ExposureRow, customerId: number): number | null {
    if (interaction === null) return null
    const found = byKey.get(interaction.key)
    if (found?.customerId !== customerId) throw new Fault('interactionExternalId', say('noInteractionKey'))
    return found.id
  }

  return {
    states,
    find(row) {
      const customerId = customerOf(customers, row.customer)
      const newcomer: Values = {
        campaignId: campaignId(row),
        customerId,
        kind: row.kind,
        interactionId: interactionId(row, customerId),
        evidence: null,
        confidence: usualConfidence,
        synthetic: false,
      }
      return {
        key: keyOf(newcomer),
        laidOver: (before = newcomer) => ({
          ...before,
          evidence: row.evidence === undefined ? before.evidence : row.evidence,
          confidence: row.confidence ?? before.confidence,
          synthetic: row.synthetic ?? before.synthetic,
        }),
      }
    },
  }
}

/**
 * Exposures, found by customer, campaign, kind and interaction, under the rules of recording. The customer must be
 * known within the source.
 */
export const importedExposures: Imported = recordImport<ExposureRow, Values, StoredRow>({
  ...{ scope: 'exposures:write', more: ['customers:read'] },
  columns: exposureColumns,
  required: ['customerExternalId', 'campaign', 'kind'],
  ...{ recorded: 'EXPOSURE', action: 'exposure.import', entity: 'exposure' },
  reader: exposureRowReader,
  known,
  statements: (service, created, updated) => [
    ...stillAsRead(
      service,
      exposures,
      updated.map(({ before }) => before),
    ),
    noneYet(service, created),
    ...insertRows(
      exposures,
      created.map(({ id, values: { synthetic, ...fields } }) => ({
        ...newExposure(service, id, fields),
        synthetic,
      })),
    ),
    ...updateRows(
      service,
      exposures,
      updated.map(({ id, values: { evidence, confidence, synthetic } }) => ({
        ...{ id, evidence, confidence, synthetic },
      })),
    ),
  ],
  asItStood: ({ evidence, confidence, synthetic, version }) => ({ evidence, confidence, synthetic, version }),
})

/** Whoever imports the same file at the same time makes none twice. */
const noneYet = (service: Service, created: readonly ExposureState[]) =>
  guard(
    service,
    sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(created.map(({ values }) => identity(values)))}) AS news
      CROSS JOIN exposures AS e ON e.customer_id = news.value ->> 0 AND e.campaign_id = news.value ->> 1
        AND e.kind = news.value ->> 2 AND e.interaction_id IS news.value ->> 3)`,
  )
