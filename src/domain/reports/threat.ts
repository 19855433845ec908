import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import {
  type CampaignReading,
  newestSnapshots,
  readingColumns,
  readingRow,
  toReading,
} from './campaign-snapshots.ts'

/** How the competitors' campaigns that run today do. */
export interface Threat {
  running: number
  /** With a result that observed somebody, among the 100 that began last. */
  measured: number
  /** The one with the highest VI; null while none is measured. */
  highest: CampaignReading | null
}

const threatCampaigns = 100

const runningRow = z.object({ running: z.int() })

/** The campaigns that run today and the newest result of each, in one round trip. */
export async function readThreat(service: Service): Promise<Threat> {
  requireScope(service.actor, 'reports:read')
  const running = sql`
    campaigns WHERE first_day <= ${service.today} AND (last_day IS NULL OR last_day >= ${service.today})`
  const chosen = sql`SELECT id FROM ${running} ORDER BY first_day DESC, id DESC LIMIT ${threatCampaigns}`
  const [[counted], rows] = await Promise.all([
    checkedRows(service.db.orm, runningRow, sql`SELECT count(*) AS running FROM ${running}`),
    checkedRows(
      service.db.orm,
      readingRow,
      sql`
      SELECT ${readingColumns} FROM (${newestSnapshots(chosen, null)}) n
        JOIN vulnerability_snapshots s ON s.id = n.id
        JOIN vulnerability_policies p ON p.version = s.policy_version`,
    ),
  ])
  const measured = rows.map(toReading).filter(({ vi }) => vi !== null)
  measured.sort((a, b) => (b.vi ?? 0) - (a.vi ?? 0) || a.campaignId - b.campaignId)
  return { running: counted?.running ?? 0, measured: measured.length, highest: measured[0] ?? null }
}
