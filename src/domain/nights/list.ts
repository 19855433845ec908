import { descending, type PageSource } from '../page.ts'

/** All runs, the newest day first, for whoever may read nights. */
export const nightList: PageSource<undefined, 'DAY'> = {
  table: 'nights',
  orderings: { DAY: [descending('day'), descending('attempt')] },
  defaultOrdering: 'DAY',
  filterScopes: {},
  where: () => undefined,
}
