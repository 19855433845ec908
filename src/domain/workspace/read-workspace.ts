import type { Orm } from '../../database/client.ts'
import { workspace } from '../../database/tables/workspace.ts'
import { currencyDecimals } from '../../lib/money.ts'
import type { Workspace } from '../service/service.ts'

/**
 * The workspace's settings, read with the credential of each request: one statement in a round trip that is
 * made anyway, so no isolate works with an old zone.
 * @throws Error when the database holds no workspace yet
 */
export async function readWorkspace(orm: Orm): Promise<Workspace> {
  const [row] = await orm.select().from(workspace)
  const decimals = row && currencyDecimals(row.currency)
  if (!row || decimals == null)
    throw new Error('This database holds no workspace yet: run `npm run migrate`.')
  return { currency: row.currency, decimals, timeZone: row.timeZone, phoneCountry: row.phoneCountry }
}
