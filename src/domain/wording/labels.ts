import type { Spoken } from './language.ts'
import { mergeLabels } from './merge-labels.ts'
import { resultLabels } from './result-labels.ts'
import { workLabels } from './work-labels.ts'

/** What people read in place of a value of an enum: by the names of the interface. */
export const labels: Readonly<Record<string, Readonly<Record<string, Spoken>>>> = {
  ...workLabels,
  ...resultLabels,
  ...mergeLabels,
}
