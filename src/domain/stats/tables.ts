import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { followUpOutcomes, followUpStates, followUpTactics } from '../../database/tables/care/follow-ups.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { customerKinds, genders, lifecycleStages } from '../../database/tables/customers/customers.ts'
import { interactionKinds, interactions } from '../../database/tables/customers/interactions.ts'
import { customerList } from '../customers/list.ts'
import { rfmCells, rfmCode } from '../fields/rfm.ts'
import { type Columns, columnOf } from '../filters/field.ts'
import { followUpList } from '../follow-ups/queue.ts'
import { interactionList } from '../interactions/list.ts'
import type { PageSource } from '../lists/page.ts'
import type { Scope } from '../service/scopes.ts'
import {
  computedKey,
  dayKeys,
  enumKey,
  type GroupKey,
  regionKey,
  segmentKey,
  staffKey,
  textKey,
} from './keys.ts'

/** What can be summed up of a row. */
export interface Measure {
  is: 'MONEY' | 'NUMBER'
  of(columns: Columns): SQL
}

/** What can be counted: rows of a list, put together by keys, with what can be summed up of them. */
export interface StatsTable {
  source: PageSource<SQLiteTable>
  scope: Scope
  /** The own column with the customer's id. */
  customer: string
  keys: Readonly<Record<string, GroupKey>>
  /** Those that look at the row's customer instead of the row. */
  customerKeys: Readonly<Record<string, GroupKey>>
  measures: Readonly<Record<string, Measure>>
}

const column = (is: Measure['is'], property: string): Measure => ({
  is,
  of: columns => sql`${columnOf(columns, property)}`,
})

/** The first ages of the bands; the last goes on. */
export const ageBands = ['0-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'] as const
const firstAges = [18, 25, 35, 45, 55, 65] as const

/** Completed years between the day of birth and the day that the statement names `today`. */
const age = (columns: Columns, today: SQL) => {
  const born = sql`strftime('%Y%m%d', ${columnOf(columns, 'birthDate')} * 86400, 'unixepoch')`
  return sql`((CAST(strftime('%Y%m%d', ${today} * 86400, 'unixepoch') AS INTEGER) - CAST(${born} AS INTEGER)) / 10000)`
}

const ageBand = (columns: Columns) =>
  sql`iif(${columnOf(columns, 'birthDate')} IS NULL, NULL, CASE ${sql.join(
    firstAges.map(
      (first, at) =>
        sql`WHEN ${age(columns, sql.raw('(SELECT day FROM today)'))} < ${first} THEN ${ageBands[at]}`,
    ),
    sql` `,
  )} ELSE ${ageBands[ageBands.length - 1]} END)`

/** As of the newest scale: the scores of a row lead to the name. */
const rfmCellKey: GroupKey = {
  value: { is: 'TEXT' },
  scopes: [],
  of: (_columns, place) => sql.raw(`cell_${place}.cell`),
  join: (columns, place) =>
    sql`LEFT JOIN (${rfmCells}) AS ${sql.raw(`cell_${place}`)} ON ${sql.raw(`cell_${place}`)}.code = ${rfmCode(columns)}`,
}

const ofCustomers = {
  REGION: regionKey('regionId'),
  SEGMENT: segmentKey('id'),
  RELATIONSHIP_LEVEL: computedKey(
    { is: 'NUMBER', from: 1, until: 5 },
    columns => sql`${columnOf(columns, 'relationshipLevel')}`,
    ['relationships:read'],
  ),
  LIFECYCLE: enumKey('lifecycle', lifecycleStages),
  RFM_CELL: rfmCellKey,
  CUSTOMER_OWNER: staffKey('ownerId'),
  CUSTOMER_KIND: enumKey('kind', customerKinds),
  ACQUISITION_SOURCE: textKey('acquisitionSource'),
  GENDER: enumKey('gender', genders, ['customers:personal']),
  AGE_BAND: computedKey({ is: 'ENUM', values: ageBands }, ageBand, ['customers:personal']),
} satisfies Record<string, GroupKey>

export const customerStats: StatsTable = {
  source: customerList,
  scope: 'customers:read',
  customer: 'id',
  keys: {
    ...ofCustomers,
    ...dayKeys('FIRST_PURCHASE', 'firstPurchaseOn'),
    ...dayKeys('LAST_PURCHASE', 'lastPurchaseOn'),
  },
  customerKeys: {},
  measures: {
    netSpend: column('MONEY', 'netSpend'),
    netSpendYear: column('MONEY', 'netSpendYear'),
    purchaseDays: column('NUMBER', 'purchaseDays'),
  },
}

const { direction, stage } = interactions

export const interactionStats: StatsTable = {
  source: interactionList,
  scope: 'interactions:read',
  customer: 'customerId',
  keys: {
    KIND: enumKey('kind', interactionKinds),
    CHANNEL: enumKey('channel', channels),
    DIRECTION: enumKey('direction', direction.enumValues),
    STAGE: enumKey('stage', stage.enumValues),
    STAFF: staffKey('staffId'),
    SOURCE: textKey('source'),
    ...dayKeys('OCCURRED', 'day'),
  },
  customerKeys: ofCustomers,
  measures: {
    amount: column('MONEY', 'amount'),
    cost: column('MONEY', 'cost'),
    score: column('NUMBER', 'score'),
  },
}

export const followUpStats: StatsTable = {
  source: followUpList,
  scope: 'follow-ups:read',
  customer: 'customerId',
  keys: {
    TACTIC: enumKey('tactic', followUpTactics),
    STATE: enumKey('state', followUpStates),
    OUTCOME: enumKey('outcome', followUpOutcomes),
    OWNER: staffKey('ownerId'),
    CLAIMED_BY: staffKey('claimedBy'),
    ...dayKeys('DUE', 'dueOn'),
    ...dayKeys('CREATED', 'createdOn'),
  },
  customerKeys: ofCustomers,
  measures: { netSpendYear: column('MONEY', 'netSpendYear') },
}
