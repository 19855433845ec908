import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { competitors } from '../../database/tables/competition/competitors.ts'
import { comparable } from '../../lib/text.ts'
import { label, listOf, setOf, text } from '../input/fields.ts'
import { regionName } from '../regions/input.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { TakenRules } from '../writes/commit.ts'

/** What a caller may say of a competitor: absent leaves a stored value, null clears it. */
export const competitorFields = z.strictObject({
  name: text(200).optional(),
  aliases: setOf(label(200), 50).optional(),
  products: setOf(label(200), 200).optional(),
  notes: text(10_000).nullish(),
  regions: listOf(regionName, 250).optional(),
})

export const newCompetitorFields = competitorFields.extend({ name: text(200) })

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenCompetitor = ({ db }: Service, path: string[], name: string): TakenRules => ({
  'competitors.name': {
    path: [...path, 'name'],
    saying: say('takenName', { what: 'competitor' }),
    kind: 'competitor',
    scope: 'competitors:read',
    holder: () =>
      db.orm
        .select({ id: competitors.id })
        .from(competitors)
        .where(eq(competitors.name, comparable(name))),
  },
})
