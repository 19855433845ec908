/**
 * What makes, delays and prevents follow-ups. The tactics are the articles' [S]; every figure is
 * our own default [O]. Days are calendar days of the workspace.
 */
export const followUpPolicy = {
  winBack: {
    /** A campaign counts while it runs and so many days after its last day. */
    campaignDaysAfterEnd: 30,
    dueDays: 2,
  },
  overdue: {
    dueDays: 3,
  },
  thankYou: {
    /** An amount from this percentile of the customer's own purchases on (nearest rank) is a large one. */
    amountPercentile: 80,
    /** With fewer purchases there is no percentile to speak of. */
    percentilePurchases: 5,
    /** Older purchases are not thanked for, so that a first import does not flood the queue. */
    purchaseDays: 7,
    dueDays: 2,
    /** From one item to the next of the same customer, whatever became of it. */
    repeatDays: 90,
  },
  /** An item that nobody finished by then expires; promised work never does. */
  expiryDays: 14,
  /** From the day an item was done to the next of its tactic. */
  coolDownDays: 30,
  /** The same where nobody answered. */
  noAnswerDays: 14,
  /** How often one occasion is tried while nobody answers. */
  attempts: 3,
  /** At most so many contacts with one customer in any window of so many days. */
  contacts: 3,
  contactWindowDays: 30,
  /** Days between two contacts, at least. */
  contactGapDays: 7,
  snoozeDays: 90,
} as const

/** Why the night leaves out a customer whom a tactic concerns; the first that applies. */
export const leftOutReasons = [
  'ERASED',
  'RESTRICTED',
  /** The tactic rests on a score, and the customer objected to being scored. */
  'OBJECTED',
  /** Consent to care was refused or withdrawn. */
  'OPT_OUT',
  /** Nobody asked for consent to care: silence is none. */
  'NO_CONSENT',
  'OPEN_COMPLAINT',
  /** An item of the tactic is still in the queue, for another occasion. */
  'ALREADY_OPEN',
  /** The tactic's own repeat has not passed. */
  'REPEAT',
  'COOL_DOWN',
  'CONTACT_CAP',
  'CONTACT_GAP',
] as const
