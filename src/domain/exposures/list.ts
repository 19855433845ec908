import { and, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { exposureKinds, exposures } from '../../database/tables/competitors.ts'
import { anyOf, idOf } from '../input/fields.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { exposuresWithinReach } from './reach.ts'

const exposureFilter = z.strictObject({
  campaign: idOf('campaign').optional(),
  customer: idOf('customer').optional(),
  kind: anyOf(z.enum(exposureKinds), exposureKinds.length).optional(),
})

/** Exposures of the customers within reach. */
export const exposureList = pageSource(exposures, {
  orderings: { CREATED_AT: [ascending('createdAt'), ascending('id')] },
  defaultOrdering: 'CREATED_AT',
  filter: exposureFilter,
  filterScopes: { campaign: ['campaigns:read'], customer: ['customers:read'], kind: [] },
  where: (service, columns, { campaign, customer, kind }) =>
    and(
      exposuresWithinReach(service, columns),
      campaign === undefined ? undefined : eq(columns.campaignId, campaign),
      customer === undefined ? undefined : eq(columns.customerId, customer),
      kind === undefined ? undefined : inArray(columns.kind, kind),
    ),
})
