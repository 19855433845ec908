import { cadence } from './cadence.ts'
import { coffee } from './coffee.ts'
import { occasion } from './occasion.ts'
import { overdue } from './overdue.ts'
import { satisfaction } from './satisfaction.ts'
import { standard } from './standard.ts'
import type { Tactic } from './tactic.ts'
import { thankYou } from './thank-you.ts'
import { winBack } from './win-back.ts'

/** What the night may propose; nothing else knows them by name. */
export const tactics: readonly Tactic[] = [
  ...[winBack, overdue, thankYou, coffee, occasion, satisfaction, cadence, standard],
]
