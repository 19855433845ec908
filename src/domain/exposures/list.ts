import { and } from 'drizzle-orm'
import * as z from 'zod'
import { exposureKinds, exposures } from '../../database/tables/competitors.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { anyOf, idOf } from '../input/fields.ts'
import { matches } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'

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
      ofCustomersWithinReach(service, columns),
      matches(columns.campaignId, campaign),
      matches(columns.customerId, customer),
      matches(columns.kind, kind),
    ),
})
