import { and, count, eq } from 'drizzle-orm'
import * as z from 'zod'
import { customerUpdateJobs } from '../../../database/tables/customers/customer-update-jobs.ts'
import { isSame } from '../../../lib/canonical.ts'
import { customerTable } from '../../fields/tables.ts'
import { parse } from '../../input/fields.ts'
import { type Counted, countRows } from '../../lists/count.ts'
import { ownedBy } from '../../owners/owned-by.ts'
import { requireScope } from '../../service/actor.ts'
import { exceeded, UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit } from '../../writes/commit.ts'
import { firstVersion } from '../../writes/versions.ts'
import { customerList } from '../list.ts'
import { behind, conditionOf, nextPart, type Part, type Refusal, storePart } from './part.ts'

const schema = z.strictObject({
  filter: z.unknown(),
  /** Of what only one can have there is none: `updateCustomer` reads the rest. */
  patch: z.strictObject({
    owner: z.unknown().optional(),
    region: z.unknown().optional(),
    regionSince: z.unknown().optional(),
    acquisitionSource: z.unknown().optional(),
    attributesMerge: z.unknown().optional(),
    tagsAdd: z.unknown().optional(),
    tagsRemove: z.unknown().optional(),
  }),
  dryRun: z.boolean().nullish(),
})

/** Of one caller that go on behind their answers. */
export const mostRunning = 10

/** How a job begins, or would. */
export interface Matching extends Pick<Part, 'changed' | 'unchanged'> {
  /** Null of a dry run. */
  jobId: number | null
  /** How many fit in all. */
  matching: Counted
  /** Of the first part, as the rest. */
  refused: Refusal[]
}

/**
 * Changes all customers within reach for whom a condition holds, each by a change of its own. The first 250 are changed
 * at once, together; of more a job goes on with the caller's rights of each moment. A dry run says the same of the first
 * 250 and writes nothing.
 * @throws UserError `INVALID_INPUT` for a filter that asks nothing, and what all of the first 250 are refused for alike;
 * `LIMIT_EXCEEDED` where too many of the caller's jobs are under way
 */
export async function updateMatchingCustomers(service: Service, input: unknown): Promise<Matching> {
  const { filter, patch, dryRun } = parse(schema, input)
  const condition = conditionOf(service, filter)
  if (dryRun) requireTelling(service, patch)
  const owner = dryRun ? null : ownedBy(service.actor)
  const [part, matching, [running]] = await Promise.all([
    nextPart(service, { condition, patch, place: 0 }),
    countRows(service, customerList, condition),
    service.db.orm
      .select({ jobs: count() })
      .from(customerUpdateJobs)
      .where(
        and(eq(customerUpdateJobs.state, 'RUNNING'), eq(customerUpdateJobs.owner, service.actor.caller)),
      ),
  ])
  refuseAlike(part)
  const { changed, unchanged, refused, gathering } = part
  const result = { jobId: null, matching, changed, unchanged, refused }
  if (!owner) return result
  if (part.more && (running?.jobs ?? 0) >= mostRunning)
    throw exceeded([], say('mostJobs', { max: mostRunning }))
  const row = {
    id: service.newId(),
    ...{ filter, patch, ...owner, failure: null },
    state: part.more ? ('RUNNING' as const) : ('COMPLETED' as const),
    ...{ matching: matching.rows, matchingExact: matching.exact },
    ...behind({ place: 0, changed: 0, unchanged: 0, refused: 0, refusals: [] }, part),
    progressAt: service.now,
    ...firstVersion(service),
  }
  await commit(
    { ...service, gathering },
    { action: 'customer-update-job.start', entityId: row.id, after: row },
    [service.db.orm.insert(customerUpdateJobs).values(row)],
    null,
  )
  const begun = await storePart(service, gathering, { ...result, jobId: row.id })
  if (part.more) service.goOn?.('CUSTOMER_UPDATES')
  return begun
}

/**
 * Without writing anything a dry run tells how many customers have a value already: that takes what asking for it takes.
 * @throws AuthorizationError
 */
function requireTelling({ actor }: Service, patch: object): void {
  const { owner, region } = customerTable.fields
  const asked = {
    ...('owner' in patch && { owner }),
    ...(('region' in patch || 'regionSince' in patch) && { region }),
  }
  for (const field of Object.values(asked))
    for (const scope of field?.scopes ?? []) requireScope(actor, scope)
}

/** What is wrong with the patch itself is the answer. */
function refuseAlike({ changed, unchanged, refused }: Part): void {
  const [first] = refused
  if (!first || changed + unchanged > 0 || !refused.every(({ error }) => isSame(error, first.error))) return
  const { code, saying, issues, conflict } = first.error
  throw new UserError(code, saying, issues, conflict)
}
