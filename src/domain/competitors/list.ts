import { ascending, type PageSource } from '../lists/page.ts'

const orderings = { NAME: [ascending('sortName'), ascending('id')] }

export type CompetitorOrdering = keyof typeof orderings

/** All competitors, for whoever may read them. */
export const competitorList: PageSource<undefined, CompetitorOrdering> = {
  table: 'competitors',
  orderings,
  defaultOrdering: 'NAME',
  filterScopes: {},
  where: () => undefined,
}
