import { findDuplicates } from '../domain/duplicates/candidates/find-candidates.ts'
import { forgetChangeRows } from '../domain/feed/kept.ts'
import { checkFeedback } from '../domain/feedback/check-feedback.ts'
import { fillQueue } from '../domain/follow-ups/queue/fill-queue.ts'
import { moveLifecycle } from '../domain/metrics/move-lifecycle.ts'
import { refreshMetrics } from '../domain/metrics/refresh-metrics.ts'
import { forgetOutcomes } from '../domain/nights/forget-outcomes.ts'
import { forgetTokenLevels } from '../domain/nights/forget-token-levels.ts'
import { planTouches } from '../domain/own-campaigns/night/plan-touches.ts'
import { eraseOver } from '../domain/privacy/retention/erase-over.ts'
import { renewOccasions } from '../domain/profile/renew-occasions.ts'
import { keepLevels } from '../domain/relationships/keep-levels.ts'
import { fitModels } from '../domain/repeat-buying/fit-models.ts'
import { refreshScale } from '../domain/rfm/refresh-scale.ts'
import { refreshMarkets, refreshSegments } from '../domain/segments/refresh-segments.ts'
import { type Stage, stageOf } from '../domain/sweeps/sweep.ts'
import { computeSnapshots } from '../domain/vulnerability/night/compute-snapshots.ts'
import { forgetDeliveries } from '../domain/webhooks/delivery/forget.ts'

/** The order of the night: each stage reads what the ones before it left. */
export const stages: readonly Stage[] = [
  stageOf(refreshMetrics),
  stageOf(moveLifecycle),
  stageOf(refreshScale),
  stageOf(fitModels),
  stageOf(computeSnapshots),
  stageOf(checkFeedback),
  stageOf(refreshMarkets),
  stageOf(keepLevels),
  stageOf(refreshSegments),
  stageOf(findDuplicates),
  stageOf(fillQueue),
  stageOf(planTouches),
  stageOf(renewOccasions),
  stageOf(eraseOver),
  stageOf(forgetOutcomes),
  stageOf(forgetChangeRows),
  stageOf(forgetDeliveries),
  stageOf(forgetTokenLevels),
]
