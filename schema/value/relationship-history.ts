import type {
  LevelMeasured,
  levelReasons,
  relationshipLevelChanges,
} from '../../src/database/tables/value/relationships.ts'
import { builder, described } from '../kernel/builder.ts'
import { related } from '../kernel/noun.ts'
import { type SegmentRow, segmentNoun } from '../segments/segment.ts'
import { SegmentMarginClass, SegmentSizeClass } from './relationship-enums.ts'

export type LevelMove = typeof relationshipLevelChanges.$inferSelect & { segment?: SegmentRow | null }

const LevelReason = builder.enumType('RelationshipMoveReason', {
  description: 'Why a kept relationship level moved.',
  values: described<(typeof levelReasons)[number]>({
    OVERRIDE: 'Somebody gave it by hand.',
    SEGMENT: 'The matrix gives it to a market segment of the customer.',
    NO_SEGMENT: 'The customer is in no market segment: level 1.',
    NOT_SCORED: 'The customer objected to scoring, or is restricted: level 1.',
  }),
})

const Measured = builder.objectRef<LevelMeasured>('RelationshipMoveMeasured').implement({
  description: 'Where the matrix had a segment.',
  fields: t => ({
    customers: t.exposeInt('customers', { description: 'How many the segment had.' }),
    sizeClass: t.expose('sizeClass', {
      type: SegmentSizeClass,
      description: 'Few, a medium number, or many.',
    }),
    marginClass: t.expose('marginClass', { type: SegmentMarginClass, description: 'The margin by class.' }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the relationship policy.' }),
  }),
})

export const LevelChange = builder.objectRef<LevelMove>('RelationshipMove').implement({
  description: 'A move from one relationship level to another.',
  fields: t => ({
    on: t.expose('on', {
      type: 'Date',
      description:
        'The first day with the new level: that of the override, or the day after the business day whose night found it.',
    }),
    from: t.exposeInt('from', { description: 'The level before, 1 to 5.' }),
    to: t.exposeInt('to', { description: 'The level since, 1 to 5.' }),
    reason: t.expose('reason', { type: LevelReason, description: 'Why.' }),
    segment: related(t, 'segment', segmentNoun, 'The market segment that decided; null where none did.'),
    measured: t.expose('measured', {
      type: Measured,
      nullable: true,
      description: 'What the segment was measured by, then; null where none decided.',
    }),
  }),
})
