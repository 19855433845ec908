import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { csv, download } from '../format/download.ts'
import { Button } from '../kit/button.tsx'
import '../kit/panel.css'
import { type Column, Table } from '../kit/table.tsx'
import { words } from '../words/language.ts'
import { pictureOf } from './picture.ts'

interface Properties<Row> {
  title: string
  /** Without an ending: what is exported from it is called so. */
  file: string
  /** The chart, or the figures themselves; a table alone where there is neither. */
  children?: ComponentChildren
  /** Whether what is shown is no picture that could be kept as one. */
  plain?: boolean
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** How it comes about. */
  computed?: ComponentChildren
  /** What has to be known before the figures are read. */
  notice?: string | null
  /** Whether the table stands open beside the chart. */
  open?: boolean
  /** Whether it needs the whole width: a table of many columns. */
  wide?: boolean
}

/** A chart with the figures that it shows as a table, how they come about, and both as files. */
export function Figure<Row>(properties: Properties<Row>) {
  const {
    title,
    file,
    children,
    columns,
    rows,
    keyOf,
    computed,
    notice,
    open = false,
    wide = false,
    plain = false,
  } = properties
  const own = useRef<HTMLElement>(null)
  const heading = useId()
  const said = words.value.figure
  const exportTable = () =>
    download(
      `${file}.csv`,
      'text/csv',
      csv([columns.map(({ label }) => label), ...rows.map(row => columns.map(({ text }) => text(row)))]),
    )
  function exportPicture() {
    const drawn = own.current?.querySelector('svg')
    if (drawn) download(`${file}.svg`, 'image/svg+xml', pictureOf(drawn))
  }
  const table = <Table caption={title} columns={columns} rows={rows} keyOf={keyOf} />
  return (
    <section ref={own} class={wide ? 'panel wide' : 'panel'} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        <Button look="quiet" onPress={exportTable} label={`CSV: ${title}`}>
          CSV
        </Button>
        {children !== undefined && !plain && (
          <Button look="quiet" onPress={exportPicture} label={`SVG: ${title}`}>
            SVG
          </Button>
        )}
      </header>
      {notice && <p>{notice}</p>}
      {children}
      {children === undefined ? (
        table
      ) : (
        <details open={open}>
          <summary>{said.table}</summary>
          {table}
        </details>
      )}
      {computed !== undefined && (
        <details>
          <summary>{said.computed}</summary>
          <div class="computed">{computed}</div>
        </details>
      )}
    </section>
  )
}
