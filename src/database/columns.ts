import { customType, integer, text } from 'drizzle-orm/sqlite-core'

/** An instant: integer milliseconds since the Unix epoch. */
export const instant = (name?: string) => (name === undefined ? integer() : integer(name))

/** A calendar day of the workspace: integer days since 1970-01-01. */
export const day = (name?: string) => (name === undefined ? integer() : integer(name))

/** An amount of money: integer minor units of the workspace's currency, within 2^53. */
export const money = (name?: string) => (name === undefined ? integer() : integer(name))

/**
 * An integer that may pass 2^53 (a sum of money in minor units), a `bigint` in TypeScript. The selection
 * reads such a column as text, because a JSON number would round it.
 */
export const wideInteger = customType<{ data: bigint; driverData: number | bigint | string }>({
  dataType: () => 'integer',
  fromDriver: value => BigInt(value),
  toDriver: value => value,
})

/** The words of a name as the search reads them: `searchForm`, made on write. */
export const foldedName = () => text('folded_name').notNull().default('')

/** What every row has whose versions count: `firstVersion` of the writes says them of a new one. */
export const versionColumns = {
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  version: integer().notNull(),
  /** The change that wrote this version. */
  changeId: integer('change_id').notNull(),
}

/** The same, and whether the row was made up for a demonstration. */
export const recordColumns = {
  synthetic: integer({ mode: 'boolean' }).notNull().default(false),
  ...versionColumns,
}
