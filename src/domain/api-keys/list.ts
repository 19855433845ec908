import { apiKeys } from '../../database/tables/house/api-keys.ts'
import { apiKeyTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All keys, revoked ones too, for whoever may read keys. */
export const apiKeyList = pageSource(apiKeys, apiKeyTable, { usual: [ascending('createdAt')] })
