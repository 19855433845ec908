import type { preferenceSources, preferences } from '../../src/database/tables/customers/profile.ts'
import { confidenceOn, halfLifeDays } from '../../src/domain/facts/fading.ts'
import { preferenceTable } from '../../src/domain/fields/tables.ts'
import { preferenceList } from '../../src/domain/profile/lists.ts'
import { preferenceVerbs } from '../../src/domain/profile/preferences.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

const PreferenceSource = builder.enumType('PreferenceSource', {
  description: 'How a preference is known.',
  values: described<(typeof preferenceSources)[number]>({
    SAID: 'The customer said so.',
    INFERRED: 'Somebody or something concluded it.',
  }),
})

export const Preference = builder
  .objectRef<typeof preferences.$inferSelect & OfCustomer>('Preference')
  .implement({
    description: 'What a customer likes or wants. Personal.',
    interfaces: [Node],
    fields: t => ({
      ...recordFields(t, 'preference'),
      customer: related(t, 'customer', customerNoun, 'Whose it is.'),
      topic: t.exposeString('topic', { description: 'Of what, as `colour`.' }),
      value: t.exposeString('value', { description: 'What is liked or wanted.' }),
      source: t.expose('source', { type: PreferenceSource, description: 'Said or inferred.' }),
      confidence: t.exposeFloat('confidence', {
        nullable: true,
        description: 'How sure what was inferred is, 0 to 1; null of what was said.',
      }),
      confidenceNow: t.float({
        description: `How sure it is today, 0 to 1: what was said is 1, what was inferred halves every ${halfLifeDays} days since it was learnt; 0 once its last day is over.`,
        needs: { columns: ['source', 'confidence', 'observedOn', 'expiresOn'] },
        resolve: (row, _args, { service }) => confidenceOn(row, service.today),
      }),
      observedOn: t.expose('observedOn', { type: 'Date', description: 'The day on which it was learnt.' }),
      expiresOn: t.expose('expiresOn', {
        type: 'Date',
        nullable: true,
        description: 'The last day on which it counts; null for an open end.',
      }),
    }),
  })

const ends = (t: InputFields) => ({
  confidence: t.float({
    description: 'How sure what was inferred is, 0 to 1; only and always of `INFERRED`.',
  }),
  expiresOn: t.field({ type: 'Date', description: 'The last day on which it counts.' }),
})

const add = builder.inputType('PreferenceAddInput', {
  description: 'What a customer likes or wants.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    topic: t.string({ required: true, description: 'Of what, at most 60 characters.' }),
    value: t.string({ required: true, description: 'What is liked or wanted, at most 200 characters.' }),
    source: t.field({ type: PreferenceSource, required: true, description: 'Said or inferred.' }),
    observedOn: t.field({
      type: 'Date',
      description: 'The day on which it was learnt; today when not said.',
    }),
    ...ends(t),
  }),
})

const patch = builder.inputType('PreferencePatch', {
  description: patchDescription,
  fields: t => ({
    topic: t.string({ description: 'Of what; cannot be cleared.' }),
    value: t.string({ description: 'What is liked or wanted; cannot be cleared.' }),
    source: t.field({ type: PreferenceSource, description: 'Said or inferred; cannot be cleared.' }),
    observedOn: t.field({
      type: 'Date',
      description: 'The day on which it was learnt; cannot be cleared.',
    }),
    ...ends(t),
  }),
})

const scope = 'customers:personal'

export const preferenceNoun = customerPart({
  ...{ type: Preference, kind: 'preference', of: 'preference', scope, source: preferenceList },
  field: 'preferences',
  description: 'What the customer likes or wants, the newest first, also what counts no more. Personal.',
  order: (a, b) => b.observedOn - a.observedOn || b.id - a.id,
  rowsOf: customer => customer.preferences,
  ...{ add, patch, verbs: preferenceVerbs },
})

filterInput(preferenceTable, {
  ...recordTellings,
  topic: 'Of what.',
  value: 'What is liked or wanted.',
  source: { description: 'Said or inferred.', values: PreferenceSource },
  confidenceNow: 'How sure it is today, 0 to 1.',
  observedOn: 'The day on which it was learnt.',
  expiresOn: 'The last day on which it counts.',
})
