import * as z from 'zod'
import type { Orm } from '../../database/client.ts'
import { workspace } from '../../database/tables/house/workspace.ts'
import { currencyDecimals } from '../../lib/money.ts'
import type { Workspace } from '../service/service.ts'

export const noWorkspace = 'This database holds no workspace yet: run `npm run migrate`.'

/**
 * The workspace's settings.
 * @throws Error when the database holds no workspace yet
 */
export async function readWorkspace(orm: Orm): Promise<Workspace> {
  const [row] = await orm.select().from(workspace)
  if (!row) throw new Error(noWorkspace)
  return workspaceOf(row)
}

/** The row's settings in a JSON object that other SQL makes. */
export const settingsInJson =
  "'currency', workspace.currency, 'timeZone', workspace.time_zone, 'phoneCountry', workspace.phone_country"

/** What such an object holds. */
export const workspaceSettings = z.object({
  currency: z.string(),
  timeZone: z.string(),
  phoneCountry: z.string(),
})

/** @throws Error for a currency that is none */
export function workspaceOf({
  currency,
  timeZone,
  phoneCountry,
}: z.output<typeof workspaceSettings>): Workspace {
  const decimals = currencyDecimals(currency)
  if (decimals === null) throw new Error(`The currency of the workspace is none: ${currency}.`)
  return { currency, decimals, timeZone, phoneCountry }
}
