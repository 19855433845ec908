import type { ComponentChildren } from 'preact'
import { Sideways } from './sideways.tsx'
import './table.css'

export interface Column<Row> {
  label: string
  /** As it is read, and as it stands in an exported file. */
  text: (row: Row) => string
  /** Where more than its text is shown. */
  show?: (row: Row) => ComponentChildren
  figure?: boolean
  /** Sentences: they keep room to be read on a narrow screen. */
  prose?: boolean
}

interface Properties<Row> {
  /** What the table is about, for whoever hears it. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Whether each row becomes a card on a narrow screen, with the name of each column beside what stands there. */
  cards?: boolean
}

/** Rows of a list; on a narrow screen it is moved sideways, and what names a row stays. */
export function Table<Row>({ caption, columns, rows, keyOf, cards = false }: Properties<Row>) {
  return (
    <Sideways label={caption}>
      <table class={cards ? 'rows cards' : 'rows'}>
        <caption class="only-heard">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ label, figure }) => (
              <th key={label} scope="col" class={figure ? 'figure' : ''}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map(({ label, text, show, figure, prose }, at) =>
                at === 0 ? (
                  <th key={label} scope="row">
                    {show ? show(row) : text(row)}
                  </th>
                ) : (
                  <td key={label} data-label={label} class={figure ? 'figure' : prose ? 'prose' : ''}>
                    {show ? show(row) : text(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}
