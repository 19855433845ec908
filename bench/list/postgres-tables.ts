import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteBoolean, SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'

/** What of a table its copy in PostgreSQL has: everything but the checks and the partial indexes. */
export type Copied = Pick<
  ReturnType<typeof getTableConfig>,
  'name' | 'columns' | 'indexes' | 'primaryKeys' | 'foreignKeys'
>

/** The tables, with those of their references that stay among them. */
export function copied(tables: readonly SQLiteTable[]): Copied[] {
  return tables.map(table => {
    const config = getTableConfig(table)
    const foreignKeys = config.foreignKeys.filter(key =>
      tables.some(each => each === key.reference().foreignTable),
    )
    return { ...config, foreignKeys }
  })
}

const names = (columns: readonly { name: string }[]) => columns.map(({ name }) => name).join(', ')

function typeOf(column: SQLiteColumn): string {
  if (is(column, SQLiteBoolean)) return 'boolean'
  return column.getSQLType() === 'integer' ? 'bigint' : 'text'
}

export const createTable = ({ name, columns }: Copied): string =>
  `CREATE TABLE ${name} (${columns
    .map(column => `${column.name} ${typeOf(column)}${column.notNull ? ' NOT NULL' : ''}`)
    .join(', ')});`

/** Once the rows of all tables are there. */
export function finishTable({ name, columns, indexes, primaryKeys, foreignKeys }: Copied): string {
  const keys = [columns.filter(({ primary }) => primary), ...primaryKeys.map(key => key.columns)]
  return [
    ...keys.filter(key => key.length > 0).map(key => `ALTER TABLE ${name} ADD PRIMARY KEY (${names(key)});`),
    ...columns
      .filter(({ isUnique }) => isUnique)
      .map(({ name: column }) => `ALTER TABLE ${name} ADD UNIQUE (${column});`),
    ...indexes.flatMap(({ config }) => {
      const plain = config.columns.filter(column => is(column, SQLiteColumn))
      if (config.where || plain.length < config.columns.length) return []
      return `CREATE ${config.unique ? 'UNIQUE ' : ''}INDEX ON ${name} (${names(plain)});`
    }),
    ...foreignKeys.map(key => {
      const { columns: from, foreignColumns, foreignTable } = key.reference()
      const target = getTableConfig(foreignTable).name
      return `ALTER TABLE ${name} ADD FOREIGN KEY (${names(from)}) REFERENCES ${target} (${names(foreignColumns)});`
    }),
  ].join('\n')
}
