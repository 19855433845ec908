import type {
  calendars,
  kinships,
  occasionKinds,
  occasions,
} from '../../src/database/tables/customers/profile.ts'
import { occasionList } from '../../src/domain/profile/lists.ts'
import { occasionVerbs } from '../../src/domain/profile/occasions.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

const OccasionKind = builder.enumType('OccasionKind', {
  description: 'What comes back each year.',
  values: described<(typeof occasionKinds)[number]>({
    BIRTHDAY: 'A birthday.',
    ANNIVERSARY: 'A wedding or another day to celebrate.',
    DEATH_ANNIVERSARY: 'The day on which somebody who died is remembered.',
    FOUNDING: 'The day on which a company or a shop began.',
    OTHER: 'Another day; `label` says which.',
  }),
})

const Kinship = builder.enumType('Kinship', {
  description: 'What somebody is to the customer.',
  values: described<(typeof kinships)[number]>({
    SPOUSE: 'Husband or wife.',
    CHILD: 'A child.',
    PARENT: 'Father or mother.',
    RELATIVE: 'Another relative.',
    FRIEND: 'A friend.',
    COLLEAGUE: 'Somebody from work.',
    OTHER: 'Somebody else.',
  }),
})

const Calendar = builder.enumType('Calendar', {
  description: 'By which a yearly day is kept.',
  values: described<(typeof calendars)[number]>({
    SOLAR: 'The Gregorian calendar: 29 February falls on the 28th of a year without one.',
    LUNAR:
      "Vietnam's lunar calendar: a 30th falls on the 29th of a shorter month, a day of a leap month in the plain month of a year without it.",
  }),
})

export const Occasion = builder.objectRef<typeof occasions.$inferSelect & OfCustomer>('Occasion').implement({
  description: 'A day of the customer, of family or of friends that comes back each year. Personal.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'occasion'),
    customer: related(t, 'customer', customerNoun, 'Whose it is.'),
    kind: t.expose('kind', { type: OccasionKind, description: 'What comes back.' }),
    label: t.exposeString('label', { nullable: true, description: 'In the words of who wrote it down.' }),
    person: t.exposeString('person', {
      nullable: true,
      description: 'Whose day it is; null for the customer.',
    }),
    kinship: t.expose('kinship', {
      type: Kinship,
      nullable: true,
      description: 'What that person is to the customer.',
    }),
    calendar: t.expose('calendar', { type: Calendar, description: 'By which it is kept.' }),
    month: t.exposeInt('month', { description: '1 to 12, in its calendar.' }),
    day: t.exposeInt('day', { description: 'Of the month, in its calendar.' }),
    leapMonth: t.exposeBoolean('leapMonth', {
      description: 'Whether it is the lunar leap month behind the month of that number.',
    }),
    year: t.exposeInt('year', { nullable: true, description: 'When it was first, in its calendar.' }),
    nextOn: t.expose('nextOn', {
      type: 'Date',
      nullable: true,
      description:
        'The next day on which it falls, as the newest night or change found it: what has passed since moves on with the night. Null past 2100.',
    }),
  }),
})

const parts = (t: InputFields) => ({
  label: t.string({ description: 'In your own words, at most 60 characters.' }),
  person: t.string({ description: 'Whose day it is, where it is not the customer.' }),
  kinship: t.field({ type: Kinship, description: 'What that person is to the customer.' }),
  year: t.int({ description: 'When it was first, in its calendar.' }),
})
const leapMonth = 'True for the lunar leap month behind the month of that number.'

const add = builder.inputType('OccasionAddInput', {
  description: 'A day that comes back each year.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    kind: t.field({ type: OccasionKind, required: true, description: 'What comes back.' }),
    calendar: t.field({ type: Calendar, description: '`SOLAR` when not said.' }),
    month: t.int({ required: true, description: '1 to 12, in its calendar.' }),
    day: t.int({ required: true, description: 'Of the month, in its calendar; of a lunar month 1 to 30.' }),
    leapMonth: t.boolean({ description: leapMonth }),
    ...parts(t),
  }),
})

const patch = builder.inputType('OccasionPatch', {
  description: patchDescription,
  fields: t => ({
    kind: t.field({ type: OccasionKind, description: 'What comes back; cannot be cleared.' }),
    calendar: t.field({ type: Calendar, description: 'By which it is kept; cannot be cleared.' }),
    month: t.int({ description: '1 to 12, in its calendar; cannot be cleared.' }),
    day: t.int({ description: 'Of the month, in its calendar; cannot be cleared.' }),
    leapMonth: t.boolean({ description: `${leapMonth} Cannot be cleared.` }),
    ...parts(t),
  }),
})

const scope = 'customers:personal'

export const occasionNoun = listed(
  customerPart({
    ...{ type: Occasion, kind: 'occasion', of: 'occasion', scope, source: occasionList, field: 'occasions' },
    description: 'Days that come back each year, the next to come first. Personal.',
    order: (a, b) =>
      (a.nextOn ?? Number.POSITIVE_INFINITY) - (b.nextOn ?? Number.POSITIVE_INFINITY) || a.id - b.id,
    rowsOf: customer => customer.occasions,
    ...{ add, patch, verbs: occasionVerbs },
  }),
)

const { args } = listInputs(occasionList, {
  tell: {
    ...recordTellings,
    kind: { description: 'What comes back.', values: OccasionKind },
    label: 'In the words of who wrote it down.',
    person: 'Whose day it is; empty for the customer.',
    kinship: { description: 'What that person is to the customer.', values: Kinship },
    calendar: { description: 'By which it is kept.', values: Calendar },
    month: '1 to 12, in its calendar.',
    day: 'Of the month, in its calendar.',
    nextOn: 'The next day on which it falls, as the newest night or change found it.',
  },
  unordered: 'The next to come first when not said.',
})

builder.queryFields(t => ({
  occasions: listOf(t, occasionNoun, {
    description: 'Days of customers that come back each year, the next to come first. Personal.',
    args,
  }),
}))
