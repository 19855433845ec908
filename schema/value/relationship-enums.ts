import type { MarginClass, SizeClass } from '../../src/domain/relationships/policy.ts'
import type { levelNames } from '../../src/domain/relationships/terms.ts'
import { builder } from '../kernel/builder.ts'

export const SegmentSizeClass = builder.enumType('SegmentSizeClass', {
  description: 'How many customers a segment has, by the thresholds of the policy.',
  values: {
    MANY: { description: 'More than `mediumUpTo`.' },
    MEDIUM: { description: 'More than `fewUpTo`, up to `mediumUpTo`.' },
    FEW: { description: 'Up to `fewUpTo`.' },
  } satisfies Record<SizeClass, { description: string }>,
})

export const SegmentMarginClass = builder.enumType('SegmentMarginClass', {
  description: 'What is left of their net spend after cost, by the thresholds of the policy.',
  values: {
    HIGH: { description: '`highMarginPercent` or more.' },
    MEDIUM: { description: '`mediumMarginPercent` or more.' },
    LOW: { description: 'Less.' },
  } satisfies Record<MarginClass, { description: string }>,
})

export const RelationshipLevelName = builder.enumType('RelationshipLevelName', {
  description: 'The five levels of a relation by name.',
  values: {
    BASIC: { description: '1: sells, and owes nothing more.' },
    REACTIVE: { description: '2: sells, and can be reached.' },
    ACCOUNTABLE: { description: '3: calls after a first purchase and after deliveries.' },
    PROACTIVE: { description: '4: contacts regularly, in the rhythm of the customer.' },
    PARTNERSHIP: { description: '5: contacts closely, and those who lead meet.' },
  } satisfies Record<(typeof levelNames)[number], { description: string }>,
})
