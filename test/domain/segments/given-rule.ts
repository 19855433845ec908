import type { LifecycleStage } from '../../../src/domain/metrics/lifecycle.ts'

/** Which days of purchases count. */
export interface GivenWindow {
  lastDays?: number
  from?: string
  until?: string
}

/** The rules that tests draw, in the form in which they are given and stored: all parts of an object must hold. */
export interface GivenRule {
  all?: GivenRule[]
  any?: GivenRule[]
  not?: GivenRule
  region?: { in?: string[]; exactly?: string[]; empty?: boolean }
  lifecycle?: { in: LifecycleStage[] }
  spend?: GivenWindow & { atLeast?: string; atMost?: string }
  purchases?: GivenWindow & { atLeast?: number; atMost?: number }
  lastPurchase?: { withinDays?: number; atLeastDaysAgo?: number }
  vulnerability?: {
    verdict: 'VULNERABLE' | 'RESISTANT' | 'EXCLUDED'
    grade?: 'LAPSED' | 'SHARP'
    campaign?: string
  }
}
