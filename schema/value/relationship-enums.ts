import type { MarginClass, SizeClass } from '../../src/domain/relationships/policy.ts'
import type { levelNames } from '../../src/domain/relationships/terms.ts'
import { builder, described } from '../kernel/builder.ts'

export const SegmentSizeClass = builder.enumType('SegmentSizeClass', {
  description: 'How many customers a segment has, by the thresholds of the policy.',
  values: described<SizeClass>({
    MANY: 'More than `mediumUpTo`.',
    MEDIUM: 'More than `fewUpTo`, up to `mediumUpTo`.',
    FEW: 'Up to `fewUpTo`.',
  }),
})

export const SegmentMarginClass = builder.enumType('SegmentMarginClass', {
  description: 'What is left of their net spend after cost, by the thresholds of the policy.',
  values: described<MarginClass>({
    HIGH: '`highMarginPercent` or more.',
    MEDIUM: '`mediumMarginPercent` or more.',
    LOW: 'Less.',
  }),
})

export const RelationshipLevelName = builder.enumType('RelationshipLevelName', {
  description: 'The five levels of a relation by name.',
  values: described<(typeof levelNames)[number]>({
    BASIC: '1: sells, and owes nothing more.',
    REACTIVE: '2: sells, and can be reached.',
    ACCOUNTABLE: '3: calls after a first purchase and after deliveries.',
    PROACTIVE: '4: contacts regularly, in the rhythm of the customer.',
    PARTNERSHIP: '5: contacts closely, and those who lead meet.',
  }),
})
