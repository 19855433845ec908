import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { formatDay, formatInstant } from '../../lib/days.ts'
import { encodeId, type IdKind } from '../../lib/ids.ts'
import { formatAmount } from '../../lib/money.ts'
import type { PersonalKind } from '../service/personal-reads.ts'
import type { Scope } from '../service/scopes.ts'
import type { Workspace } from '../service/service.ts'
import type { Language } from '../wording/language.ts'

/** A value as JSON says it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

/** One column of an export. */
export interface Column {
  /** What reading it takes besides the rows themselves. */
  scopes: readonly Scope[]
  /** What of a person it tells. */
  personal?: PersonalKind
  /** Whether it is left out unless it is asked for. */
  apart?: boolean
  /** The stored value; only a column that tells keys of another system looks at which system. */
  sql: SQLWrapper | ((source: string) => SQL)
  /** What it says; the stored value itself when left out. */
  read?(stored: Value, telling: Telling): Value
}

/** What values are told in. */
export interface Telling {
  workspace: Workspace
  /** Of sentences for people. */
  language: Language
}

type Options = Pick<Column, 'apart' | 'personal'> & { scopes?: readonly Scope[] }

/** Of what tells of a person. */
export const personal = (kind: PersonalKind) => ({ scopes: ['customers:personal'], personal: kind }) as const

const column = (
  stored: Column['sql'],
  { scopes = [], ...options }: Options,
  read?: Column['read'],
): Column => ({
  ...options,
  scopes,
  sql: stored,
  ...(read && { read }),
})

/** Texts and numbers as they are stored. */
export const plain = (stored: SQLWrapper, options: Options = {}) => column(stored, options)

export const flag = (stored: SQLWrapper, options: Options = {}) =>
  column(stored, options, value => value === 1)

export const dayOf = (stored: SQLWrapper, options: Options = {}) =>
  column(stored, options, value => (typeof value === 'number' ? formatDay(value) : null))

export const instantOf = (stored: SQLWrapper, options: Options = {}) =>
  column(stored, options, value => (typeof value === 'number' ? formatInstant(value) : null))

export const idOf = (kind: IdKind, stored: SQLWrapper, options: Options = {}) =>
  column(stored, options, value => (typeof value === 'number' ? encodeId(kind, value) : null))

/** Amounts are read as text: a sum may be larger than a JSON number keeps. */
export const moneyOf = (stored: SQLWrapper, options: Options = {}) =>
  column(sql`CAST(${stored} AS TEXT)`, options, (value, { workspace }) =>
    typeof value === 'string' ? amount(value, workspace) : null,
  )

export const amount = (minor: string | number, { decimals }: Workspace) =>
  formatAmount(BigInt(minor), decimals)

/** A column that holds JSON. */
export const jsonOf = (stored: SQLWrapper, options: Options = {}, read?: Column['read']) =>
  column(sql`json(${stored})`, options, read)

/** A customer's key in the system that was asked for, as it was given: the first where it has several. */
export const customerKeyOf = (customerId: SQLWrapper, options: Options = {}) =>
  column(
    source => sql`(
      SELECT ifnull(theirs.external_id_given, theirs.external_id) FROM customer_external_ids AS theirs
      WHERE theirs.customer_id = ${customerId} AND theirs.source = ${source}
      ORDER BY theirs.external_id LIMIT 1)`,
    options,
  )

/** A staff member's e-mail. */
export const staffEmailOf = (staffId: SQLWrapper, options: Options = {}) =>
  column(sql`(SELECT staff.email FROM staff_members AS staff WHERE staff.id = ${staffId})`, {
    ...options,
    scopes: ['staff:read'],
  })
