import type { PageSource } from '../../src/domain/lists/page.ts'

/** What one field reads of its parent's row; a field that says nothing reads the column that it exposes. */
export interface Needs {
  /** Columns of the parent's table. */
  columns?: readonly string[]
  /** The field's object is made of the parent's own row. */
  embedded?: true
  /** A relation of the parent's table: one row, or a list that cannot grow long. */
  relation?: string
  /** With `relation`: all columns of its rows, which are few and small. */
  whole?: true
  /** With `relation`: these columns of its rows. */
  linkColumns?: readonly string[]
  /** With `relation` or `page`: the relation of the linking row that leads to the field's object. */
  through?: string
  /** A page of a to-many relation. */
  page?: RelationPage
}

export interface RelationPage {
  relation: string
  source: PageSource
}
