import { and, eq, isNull } from 'drizzle-orm'
import * as z from 'zod'
import { regions } from '../../database/tables/regions.ts'
import { comparable } from '../../lib/text.ts'
import { text } from '../input/fields.ts'
import { ascending, pageSource } from '../lists/page.ts'

const regionFilter = z.strictObject({
  /** Only regions that lie in no other. */
  top: z.boolean().optional(),
  code: text(100).optional(),
})

/** All regions, for whoever may read them. */
export const regionList = pageSource(regions, {
  orderings: {
    NAME: [ascending('sortName'), ascending('id')],
    CODE: [ascending('code'), ascending('id')],
  },
  defaultOrdering: 'NAME',
  filter: regionFilter,
  filterScopes: { top: [], code: [] },
  where: (_service, columns, { top, code }) =>
    and(
      top ? isNull(columns.parentId) : undefined,
      code === undefined ? undefined : eq(columns.code, comparable(code)),
    ),
})
