import type { careDeeds, careStandards, careTriggers } from '../../src/database/tables/care/care-standards.ts'
import { createCareStandard } from '../../src/domain/care-standards/create-care-standard.ts'
import { longestCadence } from '../../src/domain/care-standards/input.ts'
import { careStandardList } from '../../src/domain/care-standards/list.ts'
import { updateCareStandard } from '../../src/domain/care-standards/update-care-standard.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { type SegmentRow, segmentNoun } from '../segments/segment.ts'

export type CareStandardRow = typeof careStandards.$inferSelect & {
  segment?: SegmentRow | null
  staff?: StaffRow | null
}

export const CareDeed = builder.enumType('CareDeed', {
  description:
    'What is owed to a customer. All but the answer to a survey is fulfilled by what the house did, and nothing by what has the outcome `NO_ANSWER`.',
  values: described<(typeof careDeeds)[number]>({
    CONTACT:
      'Any contact: a call, e-mail, message, meeting, social meeting, visit, thank-you, gift or greeting.',
    CALL: 'A call.',
    MEETING: 'A meeting, social meeting or visit.',
    THANK_YOU: 'A thank-you, or a gift.',
    GIFT: 'A gift.',
    SURVEY: 'A survey that the customer answered.',
  }),
})

export const CareTrigger = builder.enumType('CareTrigger', {
  description: 'What happens with a customer that something is owed for.',
  values: described<(typeof careTriggers)[number]>({
    FIRST_PURCHASE: 'The first purchase.',
    PURCHASE: 'Each day with a purchase.',
    DELIVERY: 'Each day with a delivery.',
    COMPLAINT_CLOSED: 'A complaint was closed.',
  }),
})

export const tell = {
  name: 'What you call it.',
  segment: 'The segment whose members are owed it; null where `level` says whom.',
  level: 'The relationship level whose customers are owed it, 1 to 5; null where `segment` says whom.',
  deed: 'What is owed.',
  everyDays: 'It is owed again so many days after it was done; null where `trigger` says when.',
  trigger: 'For what it is owed; null where `everyDays` says when.',
  withinDays: 'Within how many days after the trigger; null without one.',
  channels: 'By which channels, the one to be tried first at the head.',
  staff: "Who does it; null for the customer's owner, who also stands in for one who has left.",
  careRole: "Whoever has this role in the customer's care team does it; null where nobody is named so.",
  minutes: 'What it takes of a day.',
  priority:
    'Of several of the same deed and occasion that concern a customer the highest counts, then the one made first.',
  firstDay: 'First day, inclusive.',
  lastDay: 'Last day, inclusive; null while it is open.',
}

export const CareStandard = builder.objectRef<CareStandardRow>('CareStandard')
export const careStandardNoun = noun(
  'careStandard',
  listed({ type: CareStandard, scope: 'follow-ups:read', source: careStandardList }),
)

CareStandard.implement({
  description: 'What the customers of a segment, or of a relationship level, are owed, when, and by whom.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'careStandard'),
    name: t.exposeString('name', { description: tell.name }),
    segment: related(t, 'segment', segmentNoun, tell.segment),
    level: t.exposeInt('level', { nullable: true, description: tell.level }),
    deed: t.expose('deed', { type: CareDeed, description: tell.deed }),
    everyDays: t.exposeInt('everyDays', { nullable: true, description: tell.everyDays }),
    trigger: t.expose('trigger', { type: CareTrigger, nullable: true, description: tell.trigger }),
    withinDays: t.exposeInt('withinDays', { nullable: true, description: tell.withinDays }),
    channels: t.expose('channels', { type: [Channel], description: tell.channels }),
    staff: related(t, 'staff', staffNoun, tell.staff),
    careRole: t.exposeString('careRole', { nullable: true, description: tell.careRole }),
    minutes: t.exposeInt('minutes', { description: tell.minutes }),
    priority: t.exposeInt('priority', { description: tell.priority }),
    firstDay: t.expose('firstDay', { type: 'Date', description: tell.firstDay }),
    lastDay: t.expose('lastDay', { type: 'Date', nullable: true, description: tell.lastDay }),
  }),
})

const careStandardInputs = listInputs(careStandardList, {
  tell: {
    id: 'Its id.',
    segment: 'Whose members are owed it.',
    level: 'The relationship level whose customers are owed it.',
    deed: { description: tell.deed, values: CareDeed },
    trigger: { description: 'For what it is owed; empty where a cadence says when.', values: CareTrigger },
    staff: 'Who does it, where somebody is named.',
    priority: 'Its priority.',
    firstDay: 'Its first day.',
    lastDay: 'Its last day; empty while it is open.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By the first day when not said.',
})

builder.queryFields(t => ({
  careStandard: oneById(t, careStandardNoun, {
    description: 'One care standard; null when there is none.',
    id: 'Id of a care standard.',
  }),
  careStandards: listOf(t, careStandardNoun, {
    description: 'What customers are owed, by segment or relationship level.',
    args: careStandardInputs.args,
  }),
}))

const optionalFields = (t: InputFields) => ({
  segment: t.id({ description: 'Id of the segment whose members are owed it; this or `level`.' }),
  level: t.int({
    description: 'The relationship level whose customers are owed it, 1 to 5; this or `segment`.',
  }),
  everyDays: t.int({
    description: `It is owed again so many days after it was done, 1 to ${longestCadence}; this or \`trigger\`.`,
  }),
  trigger: t.field({ type: CareTrigger, description: 'For what it is owed; this or `everyDays`.' }),
  withinDays: t.int({
    description: `Within how many days after the trigger, 0 to ${longestCadence}; goes with \`trigger\`.`,
  }),
  staff: t.id({
    description: "Id of the staff member who does it; the customer's owner when nobody is named.",
  }),
  careRole: t.string({
    description: "Whoever has this role in the customer's care team does it; instead of `staff`.",
  }),
  minutes: t.int({ description: 'What it takes of a day, 1 to 480; 8 when a new one does not say.' }),
  priority: t.int({ description: `${tell.priority} 0 to 1000; 0 when a new one does not say.` }),
  firstDay: t.field({
    type: 'Date',
    description: 'First day, inclusive; today when a new one does not say.',
  }),
  lastDay: t.field({
    type: 'Date',
    description: 'Last day, inclusive: it retires it; null while it is open.',
  }),
})

export const CareStandardCreateInput = builder.inputType('CareStandardCreateInput', {
  description:
    'A care standard: whom by `segment` or `level`, when by `everyDays` or by `trigger` and `withinDays`.',
  fields: t => ({
    name: t.string({ required: true, description: `${tell.name} At most 200 characters.` }),
    deed: t.field({ type: CareDeed, required: true, description: tell.deed }),
    channels: t.field({ type: [Channel], required: true, description: tell.channels }),
    ...optionalFields(t),
  }),
})

export const CareStandardPatch = builder.inputType('CareStandardPatch', {
  description: 'What to change: absent leaves a value, null clears it, a list is the whole list.',
  fields: t => ({
    name: t.string({ description: `${tell.name} Cannot be cleared.` }),
    deed: t.field({ type: CareDeed, description: `${tell.deed} Cannot be cleared.` }),
    channels: t.field({ type: [Channel], description: tell.channels }),
    ...optionalFields(t),
  }),
})

mutation('careStandardCreate', {
  description:
    'Sets what customers are owed. The next night follows it; try it first with `careStandardPreview`.',
  scope: 'policies:write',
  input: CareStandardCreateInput,
  verb: createCareStandard,
  payload: t => ({ careStandard: changed(t, careStandardNoun, made => made.careStandardId) }),
})

mutation('careStandardUpdate', {
  description: 'Changes a care standard; items that wait stay as they are.',
  scope: 'policies:write',
  input: updateInput('CareStandardUpdateInput', { of: 'care standard', patch: CareStandardPatch }),
  verb: updateCareStandard,
  payload: t => ({ careStandard: changed(t, careStandardNoun, made => made.careStandardId) }),
})
