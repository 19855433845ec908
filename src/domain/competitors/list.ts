import { competitors } from '../../database/tables/competitors.ts'
import { noFilter } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All competitors, for whoever may read them. */
export const competitorList = pageSource(competitors, {
  orderings: { NAME: [ascending('sortName'), ascending('id')] },
  defaultOrdering: 'NAME',
  filter: noFilter,
  filterScopes: {},
  where: () => undefined,
})
