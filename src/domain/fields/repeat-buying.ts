import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { whole } from '../../database/whole.ts'
import { newestDay } from '../facts/as-of.ts'
import { type Columns, columnOf, type Moment } from '../filters/field.ts'
import { asksSomething, questionField } from '../filters/question.ts'
import { alphaDays, longestSilence } from '../repeat-buying/alive-sql.ts'
import { say } from '../wording/say.ts'
import { mayBeScored } from './rfm.ts'

const share = z.number().min(0).max(1).optional()

/** The chance is shown with 6 decimals, and compared as it is shown: in millionths. */
const one = 1_000_000

/** The least millionths that are at least, or more than, a share. */
function leastOf(share: number, above: boolean): number {
  const nearest = Math.round(share * one)
  const shown = nearest / one
  return shown > share || (shown === share && !above) ? nearest : nearest + 1
}

/**
 * Whether the chance, rounded, is so many millionths or more: whether the days since the last purchase are few enough.
 * Unknown of who never bought or may not be scored, without a fit that can be used, and before the first night.
 */
function reaches(millionths: number, columns: Columns, { asOf, metricsHold }: Moment) {
  const [first, last, days, metricsOn] = [
    'firstPurchaseOn',
    'lastPurchaseOn',
    'purchaseDays',
    'metricsOn',
  ].map(property => columnOf(columns, property))
  // As `repeatBuying` counts: a row may have the metrics of the night at work already.
  const day = sql`max(${metricsHold ? whole(asOf) : newestDay}, ifnull(${metricsOn}, ${last}), ${last})`
  // Who cannot have left is there however long the silence.
  const most =
    millionths <= 0
      ? sql`9e999`
      : millionths > one
        ? sql`-1`
        : sql`ifnull(${longestSilence(one / (millionths - 0.5) - 1, sql`${days} - 1`)}, 9e999)`
  return sql`iif(${days} > 0 AND ${mayBeScored(columns)}, ${day} - ${last} <= ${most} * (${alphaDays} + ${last} - ${first}), NULL)`
}

/** The chance that a customer has not left for good, by the newest fit of the value policy's model. */
export const probabilityAliveField = questionField({
  schema: z
    .strictObject({ atLeast: share, atMost: share, empty: z.boolean().optional() })
    .refine(asksSomething, say('nothingAsked'))
    .refine(({ atLeast, atMost }) => atLeast === undefined || atMost === undefined || atLeast <= atMost, {
      path: ['atMost'],
      error: say('belowField', { field: 'atLeast' }),
    }),
  test: ({ atLeast, atMost, empty }) => ({
    truth(columns, moment) {
      const parts = [
        ...(atLeast === undefined ? [] : [reaches(leastOf(atLeast, false), columns, moment)]),
        ...(atMost === undefined ? [] : [sql`NOT ${reaches(leastOf(atMost, true), columns, moment)}`]),
        ...(empty === undefined
          ? []
          : [sql`${reaches(0, columns, moment)} IS ${empty ? sql`NULL` : sql`NOT NULL`}`]),
      ]
      return { sql: sql.join(parts, sql` AND `), certain: atLeast === undefined && atMost === undefined }
    },
  }),
})
