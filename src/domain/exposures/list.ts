import { and, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { exposureKinds } from '../../database/tables/competitors.ts'
import { anyOf, idOf, parse } from '../input/fields.ts'
import { ascending, type PageSource } from '../lists/page.ts'
import { exposuresWithinReach } from './reach.ts'

const exposureFilter = z.strictObject({
  campaign: idOf('campaign').optional(),
  customer: idOf('customer').optional(),
  kind: anyOf(z.enum(exposureKinds), exposureKinds.length).optional(),
})

export type ExposureFilter = z.input<typeof exposureFilter>

const orderings = { CREATED_AT: [ascending('createdAt'), ascending('id')] }

export type ExposureOrdering = keyof typeof orderings

/** Exposures of the customers within reach. */
export const exposureList: PageSource<ExposureFilter | null | undefined, ExposureOrdering> = {
  table: 'exposures',
  orderings,
  defaultOrdering: 'CREATED_AT',
  filterScopes: { campaign: ['campaigns:read'], customer: ['customers:read'], kind: [] },
  where(service, columns, raw) {
    const reach = exposuresWithinReach(service, columns)
    if (!raw) return reach
    const filter = parse(exposureFilter, raw)
    const { campaignId, customerId, kind } = columns
    if (!campaignId || !customerId || !kind) throw new Error('Not the exposures table')
    return and(
      reach,
      filter.campaign == null ? undefined : eq(campaignId, filter.campaign),
      filter.customer == null ? undefined : eq(customerId, filter.customer),
      filter.kind == null ? undefined : inArray(kind, filter.kind),
    )
  },
}
