import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { careReviews } from '../../database/tables/care/care-reviews.ts'
import { careDeeds, careStandards, careTriggers } from '../../database/tables/care/care-standards.ts'
import { segmentSnapshotMembers, segmentSnapshots } from '../../database/tables/care/segment-snapshots.ts'
import { segmentMembers, segmentOverrides, segments } from '../../database/tables/care/segments.ts'
import { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import { comparable } from '../../lib/text.ts'
import { type Columns, columnOf, type Field } from '../filters/field.ts'
import { asksSomething, questionField } from '../filters/question.ts'
import {
  dayField,
  enumField,
  flagField,
  idField,
  instantField,
  integerField,
  mostValues,
  textField,
} from '../filters/values.ts'
import { idOf } from '../input/fields.ts'
import { say } from '../wording/say.ts'

export const segmentFields = {
  id: idField('segment', segments.id),
  name: textField(segments.name, { normal: comparable, order: segments.sortName }),
  market: flagField(segments.market),
  watched: flagField(segments.watched),
  memberCount: integerField(segments.memberCount, { order: true, descending: true }),
  unknownCount: integerField(segments.unknownCount, { order: true, descending: true }),
  synthetic: flagField(segments.synthetic),
  createdAt: instantField(segments.createdAt, { order: true }),
  updatedAt: instantField(segments.updatedAt, { order: true }),
} satisfies Record<string, Field>

/** What can be asked of what customers are owed. */
export const careStandardFields = {
  id: idField('careStandard', careStandards.id),
  segment: idField('segment', careStandards.segmentId, { scopes: ['segments:read'] }),
  level: integerField(careStandards.level),
  deed: enumField(careStandards.deed, careDeeds),
  trigger: enumField(careStandards.trigger, careTriggers),
  staff: idField('staffMember', careStandards.staffId, { scopes: ['staff:read'] }),
  priority: integerField(careStandards.priority, { order: true, descending: true }),
  firstDay: dayField(careStandards.firstDay, { order: true }),
  lastDay: dayField(careStandards.lastDay, { order: true }),
  synthetic: flagField(careStandards.synthetic),
  createdAt: instantField(careStandards.createdAt, { order: true }),
  updatedAt: instantField(careStandards.updatedAt, { order: true }),
} satisfies Record<string, Field>

/** Which care standards a review looked at. */
const reviewedField = questionField({
  input: { is: 'ID', kind: 'careStandard' },
  scopes: ['follow-ups:read'],
  schema: z
    .strictObject({
      equals: idOf('careStandard').optional(),
      in: z.array(idOf('careStandard')).min(1).max(mostValues).optional(),
      empty: z.boolean().optional(),
    })
    .refine(asksSomething, say('nothingAsked')),
  test: ({ equals, in: among, empty }) => ({
    truth(columns) {
      const list = columnOf(columns, 'standards')
      const looksAt = (ids: readonly number[]) => sql`EXISTS (SELECT 1 FROM json_each(${list})
        WHERE value ->> '$.careStandardId' IN (SELECT value FROM json_each(${JSON.stringify(ids)})))`
      const parts = [
        ...(equals === undefined ? [] : [looksAt([equals])]),
        ...(among === undefined ? [] : [looksAt(among)]),
        ...(empty === undefined ? [] : [sql`json_array_length(${list}) ${empty ? sql`= 0` : sql`> 0`}`]),
      ]
      return { sql: sql.join(parts, sql` AND `), certain: true }
    },
  }),
})

/** Whether another review stands in its place. */
const isSuperseded = (columns: Columns) => sql`EXISTS (
  SELECT 1 FROM care_reviews AS newer WHERE newer.supersedes_id = ${columnOf(columns, 'id')})`

/** What can be asked of reviews of care standards. */
export const careReviewFields = {
  id: idField('careReview', careReviews.id),
  firstDay: dayField(careReviews.firstDay, { order: true }),
  lastDay: dayField(careReviews.lastDay, { order: true, descending: true }),
  standard: reviewedField,
  supersedes: idField('careReview', careReviews.supersedesId),
  superseded: flagField({ sql: isSuperseded, nullable: false }),
  synthetic: flagField(careReviews.synthetic),
  createdAt: instantField(careReviews.createdAt, { order: true }),
  updatedAt: instantField(careReviews.updatedAt, { order: true }),
} satisfies Record<string, Field>

/** That a customer is in a segment, or out of it, by hand. */
export const segmentOverrideFields = {
  segment: idField('segment', segmentOverrides.segmentId),
  included: flagField(segmentOverrides.included),
  updatedAt: instantField(segmentOverrides.updatedAt),
} satisfies Record<string, Field>

/** That a customer is a member of a segment. */
export const membershipFields = {
  segment: idField('segment', segmentMembers.segmentId),
  joinedAt: instantField(segmentMembers.joinedAt),
} satisfies Record<string, Field>

/** What can be asked of frozen snapshots. */
export const segmentSnapshotFields = {
  id: idField('segmentSnapshot', segmentSnapshots.id),
  segment: idField('segment', segmentSnapshots.segmentId),
  name: textField(segmentSnapshots.name, { normal: comparable, order: segmentSnapshots.sortName }),
  memberCount: integerField(segmentSnapshots.memberCount, { order: true, descending: true }),
  frozenAt: instantField(segmentSnapshots.createdAt, { order: true, descending: true }),
  synthetic: flagField(segmentSnapshots.synthetic),
} satisfies Record<string, Field>

/** That a customer was a member when a snapshot was frozen. */
export const segmentSnapshotMemberFields = {
  snapshot: idField('segmentSnapshot', segmentSnapshotMembers.segmentSnapshotId),
} satisfies Record<string, Field>

export const targetProfileFields = {
  id: idField('targetProfile', targetProfiles.id),
  name: textField(targetProfiles.name),
  archived: flagField(targetProfiles.archived),
  synthetic: flagField(targetProfiles.synthetic),
  createdAt: instantField(targetProfiles.createdAt, { order: true }),
  updatedAt: instantField(targetProfiles.updatedAt, { order: true }),
} satisfies Record<string, Field>
