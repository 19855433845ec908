import type { Spoken } from '../language.ts'

/** What a field is called within a sentence; of an enum, under which name its values have labels. */
export interface FieldLabel extends Spoken {
  values?: string
}

export type FieldLabels = Readonly<Record<string, FieldLabel>>

export const called = (en: string, vi: string, values?: string): FieldLabel =>
  values === undefined ? { en, vi } : { en, vi, values }
