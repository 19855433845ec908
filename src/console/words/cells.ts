import { words } from './language.ts'

/** What the usual cells of recency, frequency and money are called; a cell of the house's own is called as it named it. */
export const cellName = (name: string): string =>
  Object.entries(words.value.reports.cells).find(([usual]) => usual === name)?.[1] ?? name
