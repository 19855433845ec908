import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { regions } from '../../database/tables/customers/regions.ts'
import { decodeId } from '../../lib/ids.ts'
import { comparable, identifying } from '../../lib/text.ts'
import { label, text } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { TakenRules } from '../writes/commit.ts'

/** A region by code or id. */
export const regionName = label(100)

/** A new code. One that reads like an id would make that id ambiguous. */
export const newRegionCode = text(100).refine(
  value => decodeId(comparable(value)) === null,
  say('readsLikeId'),
)

/** What a caller may say of a region: absent leaves a stored value, null clears it. */
export const regionFields = z.strictObject({
  code: newRegionCode.optional(),
  name: text(200).optional(),
  parent: regionName.nullish(),
})

export const newRegionFields = regionFields.extend({ code: newRegionCode, name: text(200) })

/**
 * The columns of a code.
 * @param current the code that the row has: one that reads the same is shown as it was given first
 */
export function codeColumns(code: string, current?: { code: string; codeGiven: string | null }) {
  const { key, given } = identifying(code)
  return { code: key, codeGiven: current?.code === key ? current.codeGiven : given }
}

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenRegion = ({ db }: Service, path: string[], code: string): TakenRules => ({
  'regions.code': {
    path: [...path, 'code'],
    saying: say('takenCode'),
    kind: 'region',
    scope: 'regions:read',
    holder: () =>
      db.orm
        .select({ id: regions.id })
        .from(regions)
        .where(eq(regions.code, comparable(code))),
  },
})
