import type {
  followUpOutcomes,
  followUpStates,
  followUpTactics,
  leftOutReasons,
} from '../../src/database/tables/care/follow-ups.ts'
import { builder, described } from '../kernel/builder.ts'

export const Tactic = builder.enumType('FollowUpTactic', {
  description: 'What kind of attention a follow-up asks for.',
  values: described<(typeof followUpTactics)[number]>({
    WIN_BACK: "The customer declined while a competitor's campaign ran.",
    OVERDUE: 'The customer is later than one and a half of its own cycles.',
    THANK_YOU: 'A first purchase, or one among the largest of this customer.',
    COFFEE: 'Coffee or lunch, where nothing is sold: with partners, and with those by whom most may be lost.',
    OCCASION: 'A birthday or another day of the customer, of family or of friends comes.',
    SATISFACTION: 'How did it go: after a delivery or purchase, or after a complaint was closed.',
    CADENCE: 'A call, contact or meeting that the relationship level owes.',
    STANDARD: 'What a care standard owes.',
    FEEDBACK:
      'A complaint, feedback or low score waits for its answer, for more than half of the time that it may.',
    MANUAL: 'Promised by a person.',
  }),
})

export const LeftOutReason = builder.enumType('FollowUpLeftOutReason', {
  description:
    'Why the night made no follow-up for a customer whom a tactic concerns; the first that applies.',
  values: described<(typeof leftOutReasons)[number]>({
    OPEN_REQUEST: 'The person asks to be erased or restricted, and that is not answered yet.',
    RESTRICTED: 'The customer is restricted.',
    OBJECTED: 'The tactic rests on a score, and the customer objected to being scored.',
    OPT_OUT: 'Consent to care was refused or withdrawn.',
    NO_CONSENT: 'Nobody asked for consent to care: silence is none.',
    OPEN_COMPLAINT: 'A complaint waits.',
    ALREADY_OPEN: 'An item of the tactic is in the queue, for another occasion.',
    REPEAT: "The tactic's own repeat has not passed.",
    COOL_DOWN: 'The tactic was done, or tried, a short while ago.',
    NO_CHANNEL: 'No channel of the tactic is left that the customer allows and that is open.',
    CONTACT_CAP: 'It would be one contact too many in the window of days.',
    CONTACT_GAP: 'Another contact was, or is planned, too near.',
    NO_GAIN: 'It would cost more than it is expected to bring.',
    CAPACITY: 'The day is full.',
  }),
})

export const State = builder.enumType('FollowUpState', {
  description: 'What became of a follow-up.',
  values: described<(typeof followUpStates)[number]>({
    OPEN: 'Waits for somebody.',
    CLAIMED: 'Somebody took it; whether the claim still holds says `claimed`.',
    DONE: 'Done, with an outcome.',
    DISMISSED: 'Closed undone, for good.',
    EXPIRED: 'Nobody did it in time.',
    HELD: 'Left alone on purpose, drawn by lot, so that it shows what the tactic does. In no queue.',
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
