import type { Words } from '../words/catalogue.ts'

/** Records that a condition can name, beside the values of enums. */
export type ListName = 'regions' | 'staff' | 'segments'

export type FieldForm =
  /** Some of what there is. */
  | { editor: 'choices'; path: readonly string[]; of: { enum: string } | { list: ListName } }
  /** Figures between which something lies, by the names that the condition has for them. */
  | { editor: 'figures'; names: readonly FigureName[]; text: boolean }
  /** A text; several of them where commas separate them. */
  | { editor: 'text'; path: readonly string[]; several: boolean }

export type FigureName = keyof Words['rules']['figures']
export type FieldName = keyof Words['rules']['fields']

/** What the builder can ask of a customer. Other conditions of a rule stay as they are. */
export const fields: Readonly<Record<FieldName, FieldForm>> = {
  lifecycle: { editor: 'choices', path: ['in'], of: { enum: 'LifecycleStage' } },
  region: { editor: 'choices', path: ['in'], of: { list: 'regions' } },
  owner: { editor: 'choices', path: ['in'], of: { list: 'staff' } },
  segments: { editor: 'choices', path: ['some', 'segment', 'in'], of: { list: 'segments' } },
  kind: { editor: 'choices', path: ['in'], of: { enum: 'CustomerKind' } },
  spend: { editor: 'figures', names: ['lastDays', 'atLeast', 'atMost'], text: true },
  purchases: { editor: 'figures', names: ['lastDays', 'atLeast', 'atMost'], text: false },
  lastPurchase: { editor: 'figures', names: ['withinDays', 'atLeastDaysAgo'], text: false },
  netSpendYear: { editor: 'figures', names: ['atLeast', 'atMost'], text: true },
  purchaseDays: { editor: 'figures', names: ['atLeast', 'atMost'], text: false },
  probabilityAlive: { editor: 'figures', names: ['atLeast', 'atMost'], text: false },
  relationshipLevel: { editor: 'figures', names: ['atLeast', 'atMost'], text: false },
  tags: { editor: 'text', path: ['any'], several: true },
  name: { editor: 'text', path: ['startsWith'], several: false },
}

export const fieldNames = Object.keys(fields) as FieldName[]

export const isField = (name: string): name is FieldName => Object.hasOwn(fields, name)
