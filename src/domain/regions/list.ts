import { and, eq, isNull } from 'drizzle-orm'
import * as z from 'zod'
import { comparable } from '../../lib/text.ts'
import { parse, text } from '../input/fields.ts'
import { ascending, type PageSource } from '../lists/page.ts'

const regionFilter = z.strictObject({
  /** Only regions that lie in no other. */
  top: z.boolean().optional(),
  code: text(100).optional(),
})

export type RegionFilter = z.input<typeof regionFilter>

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
  where(_service, { parentId, code }, raw) {
    if (!parentId || !code) throw new Error('Not the regions table')
    const filter = raw ? parse(regionFilter, raw) : {}
    return and(
      filter.top ? isNull(parentId) : undefined,
      filter.code === undefined ? undefined : eq(code, comparable(filter.code)),
    )
  },
}
