import { type AnySQLiteColumn, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { versionColumns } from '../../columns.ts'

export const regions = sqliteTable(
  'regions',
  {
    id: integer().primaryKey(),
    /** What is compared; `codeGiven` is the code as it was written, where that differs. */
    code: text().notNull().unique(),
    name: text().notNull(),
    sortName: text('sort_name').notNull(),
    parentId: integer('parent_id').references((): AnySQLiteColumn => regions.id),
    ...versionColumns,
    codeGiven: text('code_given'),
  },
  t => [index('regions_parent').on(t.parentId), index('regions_name').on(t.sortName, t.id)],
)
