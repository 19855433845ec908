import { and, gte, isNull, lte, or, type SQL } from 'drizzle-orm'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import type { Service } from '../service/service.ts'
import type { CareTerms } from './input.ts'

/** A standard as it is counted with. */
export interface CareStandard extends CareTerms {
  id: number
  name: string
}

/** Whether a standard holds on some day between two. */
export const holdsBetween = (firstDay: number, lastDay: number): SQL | undefined =>
  and(
    lte(careStandards.firstDay, lastDay),
    or(isNull(careStandards.lastDay), gte(careStandards.lastDay, firstDay)),
  )

/** The standards that hold on some day between two, the one made first at the head. */
export const readStandards = ({ db }: Service, firstDay: number, lastDay: number): Promise<CareStandard[]> =>
  db.orm.select().from(careStandards).where(holdsBetween(firstDay, lastDay)).orderBy(careStandards.id)
