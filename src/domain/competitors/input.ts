import * as z from 'zod'
import { vietnameseSortKey } from '../../lib/text.ts'
import { conflict, type UserError } from '../errors.ts'
import { label, setOf, text, uniqueName } from '../fields.ts'
import { regionName } from '../regions/input.ts'

/** What a caller may say of a competitor: absent leaves a stored value, null clears it. */
export const competitorFields = z.strictObject({
  name: text(200).optional(),
  aliases: setOf(label(200), 50).nullish(),
  products: setOf(label(200), 200).nullish(),
  notes: text(10_000).nullish(),
  regions: z.array(regionName).max(250, 'has more than 250 entries').nullish(),
})

export const newCompetitorFields = competitorFields.extend({ name: text(200) })

type CompetitorFields = z.output<typeof competitorFields>

/** The columns that the fields change. */
export const competitorColumns = ({ name, aliases, products, notes }: CompetitorFields) => ({
  ...(name === undefined ? {} : { ...uniqueName(name), sortName: vietnameseSortKey(name) }),
  ...(aliases === undefined ? {} : { aliases: aliases ?? [] }),
  ...(products === undefined ? {} : { products: products ?? [] }),
  ...(notes === undefined ? {} : { notes }),
})

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenCompetitor = (path: string[]): Record<string, UserError> => ({
  'competitors.name': conflict([...path, 'name'], 'Another competitor has this name.'),
})
