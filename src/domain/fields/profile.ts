import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { channels } from '../../database/tables/customers/channels.ts'
import {
  calendars,
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  kinships,
  notes,
  occasionKinds,
  occasions,
  preferenceSources,
  preferences,
} from '../../database/tables/customers/profile.ts'
import { comparable } from '../../lib/text.ts'
import { confidenceInSql } from '../facts/fading.ts'
import { type Columns, columnOf, type Field, type Moment } from '../filters/field.ts'
import {
  dayField,
  enumField,
  flagField,
  idField,
  instantField,
  integerField,
  numberField,
  textField,
} from '../filters/values.ts'
import { storedCaller } from '../service/actor.ts'

type RecordColumn = 'synthetic' | 'createdAt' | 'updatedAt'

/** What can be asked of every record. */
const recordedFields = ({ synthetic, createdAt, updatedAt }: Record<RecordColumn, SQLiteColumn>) => ({
  synthetic: flagField(synthetic),
  createdAt: instantField(createdAt),
  updatedAt: instantField(updatedAt),
})

export const occasionFields = {
  id: idField('occasion', occasions.id),
  kind: enumField(occasions.kind, occasionKinds),
  label: textField(occasions.label, { normal: comparable }),
  person: textField(occasions.person, { normal: comparable }),
  kinship: enumField(occasions.kinship, kinships),
  calendar: enumField(occasions.calendar, calendars),
  month: integerField(occasions.month),
  day: integerField(occasions.day),
  nextOn: dayField(occasions.nextOn, { order: true }),
  ...recordedFields(occasions),
} satisfies Record<string, Field>

const confidenceNow = (columns: Columns, { asOf }: Moment) =>
  confidenceInSql(
    {
      ...{ source: columnOf(columns, 'source'), confidence: columnOf(columns, 'confidence') },
      ...{ observedOn: columnOf(columns, 'observedOn'), expiresOn: columnOf(columns, 'expiresOn') },
    },
    asOf,
  )

export const preferenceFields = {
  id: idField('preference', preferences.id),
  topic: textField(preferences.topic, { normal: comparable }),
  value: textField(preferences.value, { normal: comparable }),
  source: enumField(preferences.source, preferenceSources),
  confidenceNow: numberField({ sql: confidenceNow, nullable: false }),
  observedOn: dayField(preferences.observedOn),
  expiresOn: dayField(preferences.expiresOn),
  ...recordedFields(preferences),
} satisfies Record<string, Field>

export const noteFields = {
  id: idField('note', notes.id),
  pinned: flagField(notes.pinned),
  by: textField(notes.author, { normal: storedCaller }),
  ...recordedFields(notes),
} satisfies Record<string, Field>

export const fileReferenceFields = {
  id: idField('fileReference', fileReferences.id),
  name: textField(fileReferences.name, { normal: comparable }),
  mediaType: textField(fileReferences.mediaType, { normal: value => comparable(value).toLowerCase() }),
  ...recordedFields(fileReferences),
} satisfies Record<string, Field>

export const careTeamMemberFields = {
  id: idField('careTeamMember', careTeamMembers.id),
  staffMember: idField('staffMember', careTeamMembers.staffId, { scopes: ['staff:read'] }),
  role: textField(careTeamMembers.role, { normal: comparable }),
  ...recordedFields(careTeamMembers),
} satisfies Record<string, Field>

export const channelReachabilityFields = {
  id: idField('channelReachability', channelReachability.id),
  channel: enumField(channelReachability.channel, channels),
  subchannel: textField(channelReachability.subchannel, { normal: comparable }),
  reachable: flagField(channelReachability.reachable),
  expiresAt: instantField(channelReachability.expiresAt),
  ...recordedFields(channelReachability),
} satisfies Record<string, Field>

export const employmentFields = {
  id: idField('employment', employments.id),
  organisation: idField('customer', employments.organisationId),
  title: textField(employments.title, { normal: comparable, scopes: ['customers:personal'] }),
  from: dayField(employments.from, { order: true }),
  until: dayField(employments.until),
  ...recordedFields(employments),
} satisfies Record<string, Field>
