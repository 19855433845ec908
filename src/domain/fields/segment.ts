import { segmentMembers, segmentOverrides, segments } from '../../database/tables/care/segments.ts'
import { comparable } from '../../lib/text.ts'
import type { Field } from '../filters/field.ts'
import { flagField, idField, instantField, integerField, textField } from '../filters/values.ts'

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
