import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { isPurchase, isTrade, netAmount } from '../facts/purchases.ts'
import { clamped, wideSum } from '../facts/wide-sum.ts'
import { type Columns, columnOf, type Fact, type Field, type Moment, type Truth } from '../filters/field.ts'
import { questionField } from '../filters/question.ts'
import { amountIn } from '../filters/values.ts'
import { dayText } from '../input/fields.ts'
import { yearDays } from '../metrics/purchase-metrics.ts'
import type { Scope } from '../service/scopes.ts'
import type { Workspace } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** Which days count: the last so many up to the as-of day, or from one day until another, or all. */
interface Window {
  lastDays?: number | undefined
  from?: number | undefined
  until?: number | undefined
}

interface Bounds {
  atLeast?: number | undefined
  atMost?: number | undefined
}

const windowFields = {
  lastDays: z.number().int().min(1).max(3_660).optional(),
  from: dayText.optional(),
  until: dayText.optional(),
}

const count = z.number().int().min(0)

function checkWindow({ lastDays, from, until }: Window, context: z.RefinementCtx) {
  if (lastDays !== undefined && (from !== undefined || until !== undefined))
    context.addIssue({ code: 'custom', path: ['lastDays'], message: say('besideFromUntil') })
  if (from !== undefined && until !== undefined && from > until)
    context.addIssue({ code: 'custom', path: ['until'], message: say('untilBeforeFrom') })
}

function checkBounds({ atLeast, atMost }: Bounds, context: z.RefinementCtx) {
  if (atLeast === undefined && atMost === undefined)
    context.addIssue({ code: 'custom', message: say('needsBound') })
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    context.addIssue({ code: 'custom', path: ['atMost'], message: say('belowField', { field: 'atLeast' }) })
}

// As of the very day of the question and for any window, which the timeline alone tells.
const scopes: readonly Scope[] = ['interactions:read']

/** A question about purchases, read by `schema`. */
const purchaseField = <Value>(
  schema: z.ZodType<Value> | ((workspace: Workspace) => z.ZodType<Value>),
  truth: (value: Value, columns: Columns, moment: Moment) => Truth,
  fact: (value: Value) => Fact,
): Field =>
  questionField({
    scopes,
    dated: true,
    cost: 400,
    schema,
    test: value => ({
      truth: (columns, moment) => truth(value, columns, moment),
      fact: fact(value),
    }),
  })

const spendIn = (window: Window, columns: Columns, moment: Moment): SQL =>
  storedSpend(window, columns, moment) ??
  sql`ifnull((
    SELECT ${clamped(wideSum(netAmount))} FROM ${purchasesOf(columns)}
    AND ${inWindow(window, moment.asOf)}), 0)`

/** Net spend of a window, purchases less refunds; that of no purchases is 0. */
export const spendField = purchaseField(
  workspace => {
    const amount = amountIn(workspace).optional()
    return z
      .strictObject({ ...windowFields, atLeast: amount, atMost: amount })
      .superRefine(checkWindow)
      .superRefine(checkBounds)
  },
  (asked, columns, moment) => ({ sql: between(spendIn(asked, columns, moment), asked), certain: true }),
  asked => ({ shape: { is: 'MONEY' }, sql: (columns, moment) => spendIn(asked, columns, moment) }),
)

const daysIn = (window: Window, columns: Columns, moment: Moment): SQL =>
  moment.metricsHold && isWholePast(window, moment.asOf)
    ? sql`${columnOf(columns, 'purchaseDays')}`
    : sql`(
      SELECT count(DISTINCT i.day) FROM ${purchasesOf(columns)} AND ${isPurchase}
      AND ${inWindow(window, moment.asOf)})`

/** Purchase days in a window. */
export const purchasesField = purchaseField(
  z
    .strictObject({ ...windowFields, atLeast: count.optional(), atMost: count.optional() })
    .superRefine(checkWindow)
    .superRefine(checkBounds),
  (asked, columns, moment) => ({ sql: between(daysIn(asked, columns, moment), asked), certain: true }),
  asked => ({ shape: { is: 'INT' }, sql: (columns, moment) => daysIn(asked, columns, moment) }),
)

const lastBought = (columns: Columns, asOf: number, of: 'day' | 'id'): SQL => sql`(
  SELECT i.${sql.raw(of)} FROM ${purchasesOf(columns)} AND ${isPurchase} AND i.day <= ${asOf} ORDER BY i.day DESC LIMIT 1)`

/** Days from the last purchase day to the day of the question; unknown of somebody who never bought. */
export const lastPurchaseField = purchaseField(
  z
    .strictObject({ withinDays: count.optional(), atLeastDaysAgo: count.optional() })
    .superRefine(({ withinDays, atLeastDaysAgo }, context) => {
      if (withinDays === undefined && atLeastDaysAgo === undefined)
        context.addIssue({ code: 'custom', message: say('needsDays') })
      if (withinDays !== undefined && atLeastDaysAgo !== undefined && withinDays < atLeastDaysAgo)
        context.addIssue({
          code: 'custom',
          path: ['withinDays'],
          message: say('belowField', { field: 'atLeastDaysAgo' }),
        })
    }),
  ({ atLeastDaysAgo, withinDays }, columns, { asOf, metricsHold }) => ({
    sql: between(
      sql`${asOf} - ${metricsHold ? columnOf(columns, 'lastPurchaseOn') : lastBought(columns, asOf, 'day')}`,
      { atLeast: atLeastDaysAgo, atMost: withinDays },
    ),
    certain: false,
  }),
  () => ({
    shape: { is: 'DAY' },
    sql: (columns, { asOf }) => lastBought(columns, asOf, 'day'),
    record: { kind: 'interaction', id: (columns, { asOf }) => lastBought(columns, asOf, 'id') },
  }),
)

/** The customer's purchases and refunds, up to and without further conditions: SQL that goes on with AND. */
const purchasesOf = (columns: Columns) => sql`
  interactions AS i INDEXED BY interactions_purchases
  WHERE i.customer_id = ${columnOf(columns, 'id')} AND ${isTrade}`

/** Whether a window leaves out nothing that happened up to the as-of day. */
const isWholePast = ({ lastDays, from, until }: Window, asOf: number) =>
  lastDays === undefined && from === undefined && (until === undefined || until >= asOf)

function storedSpend(window: Window, columns: Columns, { asOf, metricsHold }: Moment): SQL | undefined {
  if (!metricsHold) return undefined
  if (isWholePast(window, asOf)) return sql`${columnOf(columns, 'netSpend')}`
  return window.lastDays === yearDays ? sql`${columnOf(columns, 'netSpendYear')}` : undefined
}

function inWindow({ lastDays, from, until }: Window, asOf: number): SQL {
  const first = lastDays === undefined ? from : asOf - lastDays + 1
  const last = until === undefined ? asOf : Math.min(until, asOf)
  return first === undefined ? sql`i.day <= ${last}` : sql`i.day BETWEEN ${first} AND ${last}`
}

/** Both bounds over one expression, so that SQLite evaluates it once. */
function between(value: SQL, { atLeast, atMost }: Bounds): SQL {
  if (atLeast !== undefined && atMost !== undefined) return sql`${value} BETWEEN ${atLeast} AND ${atMost}`
  return atLeast === undefined ? sql`${value} <= ${atMost}` : sql`${value} >= ${atLeast}`
}
