import type {
  followUpOutcomes,
  followUpStates,
  followUpTactics,
} from '../../src/database/tables/care/follow-ups.ts'
import { builder, described } from '../kernel/builder.ts'

export const Tactic = builder.enumType('FollowUpTactic', {
  description: 'What kind of attention a follow-up asks for.',
  values: described<(typeof followUpTactics)[number]>({
    WIN_BACK: "The customer declined while a competitor's campaign ran.",
    OVERDUE: 'The customer is later than one and a half of its own cycles.',
    THANK_YOU: 'A first purchase, or one among the largest of this customer.',
    FEEDBACK:
      'A complaint, feedback or low score waits for its answer, for more than half of the time that it may.',
    MANUAL: 'Promised by a person.',
  }),
})

export const State = builder.enumType('FollowUpState', {
  description: 'What became of a follow-up.',
  values: described<(typeof followUpStates)[number]>({
    OPEN: 'Waits for somebody.',
    CLAIMED: 'Somebody is on it.',
    DONE: 'Done, with an outcome.',
    DISMISSED: 'Closed undone, for good.',
    EXPIRED: 'Nobody did it in time.',
  }),
})

export const Outcome = builder.enumType('FollowUpOutcome', {
  description: 'How a contact ended.',
  values: described<(typeof followUpOutcomes)[number]>({
    REACHED: 'The customer was reached.',
    NO_ANSWER: 'Nobody answered; the night may try again.',
    DECLINED: 'The customer does not want to.',
    WON_BACK: 'The customer comes back.',
    OTHER: 'Something else; the note says what.',
  }),
})
