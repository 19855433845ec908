import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { apiKeys } from '../../database/tables/api-keys.ts'
import { text } from '../input/fields.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { storedCaller } from '../service/actor.ts'

/** All keys, revoked ones too, for whoever may read keys. */
export const apiKeyList = pageSource(apiKeys, {
  orderings: { CREATED_AT: [ascending('createdAt'), ascending('id')] },
  defaultOrdering: 'CREATED_AT',
  filter: z.strictObject({ issuedBy: text(1_000).optional() }),
  filterScopes: { issuedBy: [] },
  where: (_service, columns, { issuedBy }) =>
    issuedBy === undefined ? undefined : eq(columns.issuedBy, storedCaller(issuedBy)),
})
