import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { parse } from '../input/fields.ts'
import { ascending, type PageSource } from '../lists/page.ts'

const staffFilter = z.strictObject({ active: z.boolean().optional() })

export type StaffFilter = z.input<typeof staffFilter>

const orderings = { NAME: [ascending('sortName'), ascending('id')] }

export type StaffOrdering = keyof typeof orderings

/** Everybody, for whoever may read staff. */
export const staffList: PageSource<StaffFilter | null | undefined, StaffOrdering> = {
  table: 'staffMembers',
  orderings,
  defaultOrdering: 'NAME',
  filterScopes: { active: [] },
  where(_service, { active }, raw) {
    if (!raw) return undefined
    const filter = parse(staffFilter, raw)
    if (!active) throw new Error('Not the staff table')
    return filter.active == null ? undefined : eq(active, filter.active)
  },
}
