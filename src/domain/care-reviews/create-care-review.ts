import { eq, inArray, or } from 'drizzle-orm'
import * as z from 'zod'
import { careDecisions, careReviews, type ReviewedStandard } from '../../database/tables/care/care-reviews.ts'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import { holdsBetween } from '../care-standards/in-force.ts'
import { dayText, filledSet, idOf, listOf, parse, text } from '../input/fields.ts'
import { complianceLimits, countCompliance } from '../reports/care-compliance.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import type { Taken } from '../writes/taken.ts'
import { firstVersion, inOrder, requireRow } from '../writes/versions.ts'
import { type KnownStandard, readStandardsWhere } from './standard-versions.ts'

const decisionInput = z.strictObject({
  standard: idOf('careStandard'),
  decision: z.enum(careDecisions),
  note: text(5_000).nullish(),
  nextVersion: z.int().min(2).nullish(),
})

const schema = (service: Service) =>
  z
    .strictObject({
      firstDay: dayText,
      lastDay: dayText.refine(day => day < service.today, say('lastDayNotOver')),
      standards: filledSet(idOf('careStandard'), complianceLimits.standards).nullish(),
      summary: text(10_000),
      decisions: listOf(decisionInput, complianceLimits.standards).nullish(),
      note: text(5_000).nullish(),
      supersedes: idOf('careReview').nullish(),
    })
    .refine(({ firstDay, lastDay }) => firstDay <= lastDay, {
      path: ['lastDay'],
      message: say('beforeFirstDay'),
    })
    .refine(({ firstDay, lastDay }) => lastDay - firstDay < complianceLimits.days, {
      path: ['lastDay'],
      message: say('moreDays', { max: complianceLimits.days }),
    })

type Decision = z.output<typeof decisionInput>

/**
 * Keeps how care standards did in days that are over, as it is told now, and what was decided: of those named, else of
 * all that held in these days, of which there must be one. Two round trips besides the write.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`; `CONFLICT` where another review stands in the place of `supersedes` already
 */
export async function createCareReview(service: Service, input: unknown): Promise<{ careReviewId: number }> {
  requireScope(service.actor, 'policies:write')
  const { standards, decisions, supersedes, note, ...said } = parse(schema(service), input)
  const named = [...(standards ?? []), ...(decisions ?? []).map(({ standard }) => standard)]
  const held = holdsBetween(said.firstDay, said.lastDay)
  const [compliance, known] = await inOrder([
    countCompliance(service, { from: said.firstDay, until: said.lastDay, only: standards ?? undefined }),
    readStandardsWhere(service, or(inArray(careStandards.id, named), held)),
    requireRow(service, careReviews, supersedes, { what: 'careReview', path: ['supersedes'] }),
  ])
  const duties = new Map(compliance.standards.map(one => [one.standardId, one.duties]))
  const reviewed = standards ?? [...duties.keys()]
  for (const [at, id] of reviewed.entries()) requireHeld(known.get(id), said, ['standards', at])
  if (reviewed.length === 0) throw invalid(['lastDay'], say('noStandardHeld'))
  const decided = new Map<number, Decision>()
  for (const [at, decision] of (decisions ?? []).entries()) {
    requireDecidable(decision, ['decisions', at], reviewed, known)
    if (decided.has(decision.standard)) throw invalid(['decisions', at, 'standard'], say('twice'))
    decided.set(decision.standard, decision)
  }
  const row = {
    id: service.newId(),
    ...said,
    standards: reviewed.map((careStandardId): ReviewedStandard => {
      const { decision = null, note: why = null, nextVersion } = decided.get(careStandardId) ?? {}
      const { whole = 0, part = 0 } = duties.get(careStandardId) ?? {}
      const version = nextVersion ? nextVersion - 1 : (known.get(careStandardId)?.version ?? 1)
      return { careStandardId, version, due: whole, met: part, decision, note: why }
    }),
    truncated: compliance.truncated,
    note: note ?? null,
    supersedesId: supersedes ?? null,
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'care-review.create', entityId: row.id, after: row },
    [service.db.orm.insert(careReviews).values(row)],
    { careReviewId: row.id },
    { supersedes_id: supersededBefore(service, supersedes ?? 0) },
  )
}

function requireHeld(
  standard: KnownStandard | undefined,
  period: { firstDay: number; lastDay: number },
  path: (string | number)[],
): void {
  if (!standard) throw notFound(path, 'careStandard')
  const { firstDay, lastDay } = standard
  if (firstDay > period.lastDay || (lastDay !== null && lastDay < period.firstDay))
    throw invalid(path, say('notHeldThen'))
}

function requireDecidable(
  { standard, decision, nextVersion }: Decision,
  path: (string | number)[],
  reviewed: readonly number[],
  known: ReadonlyMap<number, KnownStandard>,
): void {
  const now = known.get(standard)?.version
  if (now === undefined) throw notFound([...path, 'standard'], 'careStandard')
  if (!reviewed.includes(standard)) throw invalid([...path, 'standard'], say('notReviewed'))
  if (!nextVersion) return
  if (decision === 'KEEP') throw invalid([...path, 'nextVersion'], say('keptAsItIs'))
  if (nextVersion > now) throw invalid([...path, 'nextVersion'], say('above', { max: now }))
}

const supersededBefore = ({ db }: Service, id: number): Taken => ({
  ...{ path: ['supersedes'], saying: say('supersededBefore'), kind: 'careReview', scope: 'reports:read' },
  holder: () =>
    db.orm.select({ id: careReviews.id }).from(careReviews).where(eq(careReviews.supersedesId, id)),
})
