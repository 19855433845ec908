import type { en } from './en.ts'

/** Texts of the same names and the same holes. */
type SameTexts<Texts> = {
  [Name in keyof Texts]: Texts[Name] extends string
    ? string
    : Texts[Name] extends (...holes: infer Holes) => string
      ? (...holes: Holes) => string
      : SameTexts<Texts[Name]>
}

/** What the page says: English is the measure, every other language has the same texts. */
export type Words = SameTexts<typeof en>
