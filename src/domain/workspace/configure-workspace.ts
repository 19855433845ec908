import { sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Session } from '../../database/client.ts'
import { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { touches } from '../../database/tables/care/touches.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { workspace } from '../../database/tables/house/workspace.ts'
import { isTimeZone } from '../../lib/days.ts'
import { currencyDecimals } from '../../lib/money.ts'
import { isCountry } from '../../lib/phone.ts'
import { conflict, invalid } from '../service/errors.ts'
import type { Workspace } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { readWorkspace } from './read-workspace.ts'

/** What is asked of a workspace; what is left out stays as it is, or becomes the default of a new one. */
export interface WorkspaceSettings {
  /** ISO 4217; VND by default. */
  currency?: string | undefined
  /** IANA zone; Asia/Ho_Chi_Minh by default. */
  timeZone?: string | undefined
  /** ISO 3166 country that phone numbers without a prefix belong to; VN by default. */
  phoneCountry?: string | undefined
}

const defaults = { currency: 'VND', timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' }

/** The facts that are measured in the settings, as money or by the day: the first of any fixes them. */
export const measured: readonly SQLiteTable[] = [interactions, ownCampaigns, touches]

/**
 * Creates the workspace, or changes its settings while it holds no fact that was measured in them. For whoever runs the database, so it asks for no scope.
 * @param now instant in milliseconds
 * @throws UserError `INVALID_INPUT` for an unknown currency, zone or country, `CONFLICT` for another value than
 * the one that facts have fixed
 */
export async function configureWorkspace(
  db: Session,
  now: number,
  wanted: WorkspaceSettings,
): Promise<Workspace> {
  check(wanted)
  const { currency = null, timeZone = null, phoneCountry = null } = wanted
  const isFree = sql.join(
    measured.map(table => sql`NOT EXISTS (SELECT 1 FROM ${table})`),
    sql` AND `,
  )
  await db.write([
    sql`INSERT INTO ${workspace} (id, currency, time_zone, phone_country, created_at)
      VALUES (1, ${currency ?? defaults.currency}, ${timeZone ?? defaults.timeZone},
        ${phoneCountry ?? defaults.phoneCountry}, ${now})
      ON CONFLICT (id) DO UPDATE SET
        currency = ifnull(${currency}, currency),
        time_zone = ifnull(${timeZone}, time_zone),
        phone_country = ifnull(${phoneCountry}, phone_country)
      WHERE ${isFree}`,
  ])
  const stands = await readWorkspace(db.orm)
  refuseOther('currency', stands.currency, wanted.currency)
  refuseOther('timeZone', stands.timeZone, wanted.timeZone)
  refuseOther('phoneCountry', stands.phoneCountry, wanted.phoneCountry)
  return stands
}

function check({ currency, timeZone, phoneCountry }: WorkspaceSettings): void {
  if (currency !== undefined && currencyDecimals(currency) === null)
    throw invalid(['currency'], say('notCurrency', { value: currency }))
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw invalid(['timeZone'], say('notTimeZone', { value: timeZone }))
  if (phoneCountry !== undefined && !isCountry(phoneCountry))
    throw invalid(['phoneCountry'], say('notCountry', { value: phoneCountry }))
}

function refuseOther(what: keyof WorkspaceSettings, stands: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === stands) return
  throw conflict([what], say('fixed', { what, stands, wanted }), { reason: 'FIXED' })
}
