import { type SQL, sql } from 'drizzle-orm'

/**
 * What counts as bought (docs/vulnerability-index.md): everything computed of purchases says it in these terms. They are
 * written as the partial indexes `interactions_purchases` and `interactions_purchase_changes` have them, or SQLite
 * would not use these. Where no column is named, the interaction is the table alias `i`.
 */

const tradeKinds: readonly string[] = ['PURCHASE', 'REFUND']

/** Whether an interaction of this kind moves money. */
export const isTradeKind = (kind: string): boolean => tradeKinds.includes(kind)

/** The same of a column that holds the kind: of an interaction, or of what a revision replaced. */
export const tradeKind = (column: string): SQL => sql.raw(`${column} IN ('PURCHASE', 'REFUND')`)

/** The purchases and refunds that count. */
export const isTrade: SQL = sql.raw(`i.kind IN ('PURCHASE', 'REFUND') AND i.cancelled = 0`)

/** Of those, the purchases of an amount, which make a purchase day: 1 or 0. */
export const isPurchase: SQL = sql.raw(`(i.kind = 'PURCHASE' AND ifnull(i.amount, 0) > 0)`)

/** Of a purchase or refund, 1 or -1. */
export const tradeSign: SQL = sql.raw(`iif(i.kind = 'PURCHASE', 1, -1)`)

/** What it adds to net spend, in minor units. */
export const netAmount: SQL = sql.raw(`iif(i.kind = 'PURCHASE', 1, -1) * ifnull(i.amount, 0)`)
