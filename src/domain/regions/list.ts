import { and, eq, isNull } from 'drizzle-orm'
import { comparable } from '../../lib/text.ts'
import { ascending, type PageSource } from '../page.ts'

export interface RegionFilter {
  /** Only regions that lie in no other. */
  top?: boolean | null
  code?: string | null
}

const orderings = {
  NAME: [ascending('sortName'), ascending('id')],
  CODE: [ascending('code'), ascending('id')],
}

export type RegionOrdering = keyof typeof orderings

/** All regions, for whoever may read them. */
export const regionList: PageSource<RegionFilter | null | undefined, RegionOrdering> = {
  table: 'regions',
  orderings,
  defaultOrdering: 'NAME',
  filterScopes: { top: [], code: [] },
  where(_service, { parentId, code }, filter) {
    if (!parentId || !code) throw new Error('Not the regions table')
    return and(
      filter?.top ? isNull(parentId) : undefined,
      filter?.code == null ? undefined : eq(code, comparable(filter.code)),
    )
  },
}
