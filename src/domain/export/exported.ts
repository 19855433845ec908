import type { SQL, SQLWrapper } from 'drizzle-orm'
import type { IdKind } from '../../lib/ids.ts'
import type { PageSource } from '../lists/page.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import type { Column } from './column.ts'

/** Rows that can be exported, in the order of an id that each of them has. */
export interface Exported {
  /** Which, as the trail tells it. */
  of: string
  action: 'customer.export' | 'feedback.export' | 'follow-up.export' | 'interaction.export' | 'touch.export'
  /** Of what the id is. */
  kind: IdKind
  scopes: readonly Scope[]
  /** Which of the rows there are for the actor, and what can be asked of them. */
  list: PageSource
  /** At most `most` ids behind `after`, in their order, whatever is asked of the rows. */
  walk(after: number, most: number): SQL
  /** Whose a row is: of who is restricted nothing is taken away. */
  customer: SQLWrapper
  /** How an id of the walk leads to its row. */
  on: SQL
  columns: Readonly<Record<string, Column>>
  /** Other forms of the rows, by the names by which callers ask for them. */
  presets?: Readonly<Record<string, (service: Service) => Exported>>
  /** Columns of which people give the names, behind what begins them: null for a name that none can have. */
  family?: { begins: string; column(name: string): Column | null }
}

/** The column of a name. */
export function columnOf({ columns, family }: Exported, name: string): Column | null {
  if (Object.hasOwn(columns, name)) return columns[name] ?? null
  if (!family || !name.startsWith(family.begins)) return null
  return family.column(name.slice(family.begins.length))
}

/** The names of columns, for people. */
export const columnNames = ({ columns, family }: Exported): string[] => [
  ...Object.keys(columns),
  ...(family ? [`${family.begins}NAME`] : []),
]
