import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { parse, text } from '../input/fields.ts'
import { ascending, type PageSource } from '../lists/page.ts'
import { storedCaller } from '../service/actor.ts'

const apiKeyFilter = z.strictObject({ issuedBy: text(1_000).optional() })

export type ApiKeyFilter = z.input<typeof apiKeyFilter>

/** All keys, revoked ones too, for whoever may read keys. */
export const apiKeyList: PageSource<ApiKeyFilter | null | undefined, 'CREATED_AT'> = {
  table: 'apiKeys',
  orderings: { CREATED_AT: [ascending('createdAt'), ascending('id')] },
  defaultOrdering: 'CREATED_AT',
  filterScopes: { issuedBy: [] },
  where(_service, { issuedBy }, raw) {
    if (!raw) return undefined
    const filter = parse(apiKeyFilter, raw)
    if (!issuedBy) throw new Error('Not the keys table')
    return filter.issuedBy === undefined ? undefined : eq(issuedBy, storedCaller(filter.issuedBy))
  },
}
