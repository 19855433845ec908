import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { competitors } from '../../database/tables/competitors.ts'
import { comparable, vietnameseSortKey } from '../../lib/text.ts'
import { label, listOf, setOf, text, uniqueName } from '../input/fields.ts'
import { regionName } from '../regions/input.ts'
import type { Service } from '../service/service.ts'
import type { Taken } from '../writes/taken.ts'

/** What a caller may say of a competitor: absent leaves a stored value, null clears it. */
export const competitorFields = z.strictObject({
  name: text(200).optional(),
  aliases: setOf(label(200), 50).optional(),
  products: setOf(label(200), 200).optional(),
  notes: text(10_000).nullish(),
  regions: listOf(regionName, 250).optional(),
})

export const newCompetitorFields = competitorFields.extend({ name: text(200) })

type CompetitorFields = z.output<typeof competitorFields>

/** The columns that the fields change in a stored row. */
export const competitorColumns = (
  { name, aliases, products, notes }: CompetitorFields,
  current: typeof competitors.$inferSelect,
) => ({
  ...(name === undefined ? {} : { ...uniqueName(name, current), sortName: vietnameseSortKey(name) }),
  ...(aliases === undefined ? {} : { aliases }),
  ...(products === undefined ? {} : { products }),
  ...(notes === undefined ? {} : { notes }),
})

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenCompetitor = ({ db }: Service, path: string[], name = ''): Record<string, Taken> => ({
  'competitors.name': {
    path: [...path, 'name'],
    message: 'Another competitor has this name.',
    kind: 'competitor',
    scope: 'competitors:read',
    holder: () =>
      db.orm
        .select({ id: competitors.id })
        .from(competitors)
        .where(eq(competitors.name, comparable(name))),
  },
})
