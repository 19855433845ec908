import type {
  followUpOutcomes,
  followUpStates,
  followUpTactics,
} from '../../src/database/tables/follow-ups.ts'
import { builder } from '../kernel/builder.ts'

export const Tactic = builder.enumType('FollowUpTactic', {
  description: 'What kind of attention a follow-up asks for.',
  values: {
    WIN_BACK: { description: "The customer declined while a competitor's campaign ran." },
    OVERDUE: { description: 'The customer is later than one and a half of its own cycles.' },
    THANK_YOU: { description: 'A first purchase, or one among the largest of this customer.' },
    MANUAL: { description: 'Promised by a person.' },
  } satisfies Record<(typeof followUpTactics)[number], { description: string }>,
})

export const State = builder.enumType('FollowUpState', {
  description: 'What became of a follow-up.',
  values: {
    OPEN: { description: 'Waits for somebody.' },
    CLAIMED: { description: 'Somebody is on it.' },
    DONE: { description: 'Done, with an outcome.' },
    DISMISSED: { description: 'Closed undone, for good.' },
    EXPIRED: { description: 'Nobody did it in time.' },
  } satisfies Record<(typeof followUpStates)[number], { description: string }>,
})

export const Outcome = builder.enumType('FollowUpOutcome', {
  description: 'How a contact ended.',
  values: {
    REACHED: { description: 'The customer was reached.' },
    NO_ANSWER: { description: 'Nobody answered; the night may try again.' },
    DECLINED: { description: 'The customer does not want to.' },
    WON_BACK: { description: 'The customer comes back.' },
    OTHER: { description: 'Something else; the note says what.' },
  } satisfies Record<(typeof followUpOutcomes)[number], { description: string }>,
})
