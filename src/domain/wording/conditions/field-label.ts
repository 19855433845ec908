import type { Spoken } from '../language.ts'
import { customerLabels } from './customer-labels.ts'
import type { FieldLabel, FieldLabels } from './label.ts'
import { relatedLabels } from './related-labels.ts'
import { relationLabels } from './relation-labels.ts'

const ofTables: Readonly<Record<string, FieldLabels>> = { Customer: customerLabels, ...relatedLabels }

/** What a field is called within a sentence, by the name of its table in the interface. */
export function fieldLabel(table: string, field: string): FieldLabel {
  const label = ofTables[table]?.[field]
  if (!label) throw new Error(`What is ${table}.${field} called?`)
  return label
}

const ofRelations: Readonly<Record<string, Spoken>> = relationLabels

/** What one row of a relation is called within a sentence. */
export function relationLabel(name: string): Spoken {
  const label = ofRelations[name]
  if (!label) throw new Error(`What is a row of ${name} called?`)
  return label
}
