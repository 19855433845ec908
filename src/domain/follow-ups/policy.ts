import * as z from 'zod'
import type { nightTactics } from '../../database/tables/care/follow-ups.ts'
import { costText } from '../input/money.ts'
import type { PolicyKindOf } from '../policies/read.ts'
import type { Service } from '../service/service.ts'

export type NightTactic = (typeof nightTactics)[number]

const days = z.int().min(0).max(3_660)
const percent = z.number().min(0).max(100)
const minutes = z.int().min(1).max(480)
const capacity = z.int().min(0).max(1_440)

const figures = {
  /** From the occasion, or from the night that finds the customer, to the due day; below 0 that many days before. */
  dueDays: z.int().min(-60).max(90),
  /** From one item to the next of the same customer, whatever became of it; 0 where the occasion alone says. */
  repeatDays: days,
  minutes,
  /** In per cent: of how many that are contacted the value at risk is saved. */
  savePercent: percent,
  /** In per cent: of those who would be queued, how many are left alone, so that it shows what the tactic does. */
  holdOutPercent: z.int().min(0).max(90),
  /** The lowest relationship level that it is for. */
  fromLevel: z.int().min(1).max(5),
}

/** The figures of one tactic; `cost` in minor units, beside the minutes. */
const tactic = z.strictObject({ ...figures, cost: z.int().min(0) })

export type TacticFigures = z.output<typeof tactic>

const limits = z.strictObject({
  /** At most so many contacts with one customer in any window of so many days, and so many days between two. */
  contacts: z.int().min(1).max(100),
  contactWindowDays: z.int().min(1).max(366),
  contactGapDays: z.int().min(0).max(366),
  /** From the day an item was done to the next of its tactic; the same where nobody answered. */
  coolDownDays: days,
  noAnswerDays: days,
  /** How often one occasion is tried while nobody answers. */
  attempts: z.int().min(1).max(20),
  /** An item that nobody finished so many days after its due day expires; promised work never does. */
  expiryDays: z.int().min(1).max(366),
})

/** The part of a policy that belongs to each tactic. */
export const partOf = {
  WIN_BACK: 'winBack',
  OVERDUE: 'overdue',
  THANK_YOU: 'thankYou',
  COFFEE: 'coffee',
  OCCASION: 'occasion',
  SATISFACTION: 'satisfaction',
  CADENCE: 'cadence',
  STANDARD: 'standard',
} as const satisfies Record<NightTactic, string>

type Part = (typeof partOf)[NightTactic]

const all = <Of>(of: Of): Record<Part, Of> => ({
  ...{ winBack: of, overdue: of, thankYou: of, coffee: of, occasion: of, satisfaction: of },
  ...{ cadence: of, standard: of },
})

const rest = {
  limits,
  /** What one staff member does in a day, and what is done for all customers who have no owner. */
  ownerMinutes: capacity,
  unownedMinutes: capacity,
  /** Of work that somebody promised, and of an answer to feedback. */
  promisedMinutes: minutes,
  feedbackMinutes: minutes,
  /** So long a claim holds, unless it is claimed again before. */
  claimMinutes: z.int().min(1).max(1_440),
  /** A campaign counts while it runs and so many days after its last day. */
  campaignDaysAfterEnd: days,
  /** An amount from this percentile of the customer's own purchases on (nearest rank) is a large one. */
  largePurchasePercentile: z.int().min(1).max(100),
  /** Older purchases and deliveries give no occasion, so that a first import does not flood the queue. */
  recentDays: z.int().min(1).max(366),
  /** In per cent: whose value at risk is among the highest. */
  coffeeTopPercent: percent,
}

const body = z.strictObject({ ...all(tactic), ...rest })

/**
 * What makes, delays and prevents follow-ups. The tactics are the articles' [S]; every figure is our own default [O]. Days
 * are calendar days of the workspace. See `docs/follow-ups.md`.
 */
export type FollowUpPolicy = z.output<typeof body>

export const followUpPolicy: PolicyKindOf<FollowUpPolicy> = { kind: 'FOLLOW_UP', body }

/** Parts of a policy as a caller writes them: what is absent or null stays as it is. */
export function followUpPolicyPatch({ workspace }: Service) {
  const said = { ...all(z.strictObject({ ...figures, cost: costText(workspace) })), ...rest }
  return z.strictObject(Object.fromEntries(Object.entries(said).map(([part, of]) => [part, of.nullish()])))
}

export const figuresOf = (policy: FollowUpPolicy, of: NightTactic): TacticFigures => policy[partOf[of]]
