import { eq, getTableColumns, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { fitFailures, type Holdout, modelFits, modelNames } from '../../database/tables/value/models.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { policyInForce } from '../policies/read.ts'
import type { Service } from '../service/service.ts'
import type { Run, Sweep, SweepStep } from '../sweeps/sweep.ts'
import { type DropoutModel, dropoutModels } from './models/dropout-model.ts'
import { type Fit, fitDropout, fitSpend } from './models/fit.ts'
import { holdoutOf } from './models/holdout.ts'
import { typicalSpend } from './models/spend-model.ts'
import { type ValuePolicy, valuePolicy } from './policy.ts'
import { type ChunkSizes, chunkSizes, readHeldOut, readStored } from './read-observations.ts'
import { nameOutliers } from './spend-outliers.ts'

const fitRow = z.object({
  model: z.enum(modelNames),
  day: z.int(),
  policyVersion: z.int(),
  state: z.enum(modelFits.state.enumValues),
  failure: z.enum(fitFailures).nullable(),
  parameters: z.record(z.string(), z.number()).nullable(),
  logLikelihood: z.number().nullable(),
  customers: z.int(),
  repeaters: z.int(),
  leftOut: z.int(),
  observations: z.int(),
  binDays: z.int(),
  outliers: z
    .array(z.object({ customerId: z.int(), interactionId: z.int().nullable(), timesTypical: z.number() }))
    .nullable(),
})

type FitRow = z.infer<typeof fitRow>

/** What the fits came to, between the step that fits and the step that looks at the holdout and stores. */
const fittedSchema = z.object({ rows: z.array(fitRow) })

type Fitted = z.infer<typeof fittedSchema>

const nothing = { next: null, counts: {} }

/**
 * Fits BG/NBD, MBG/NBD and Gamma-Gamma to the stored metrics of the run's day when a fit is due: none yet, the
 * newest one `refitDays` old or of this very day, or the policy of another version. Two steps: the fits, then what
 * the dropout models expected of the last `holdoutDays` days against what came. A fit that cannot be used is stored
 * with its failure, and the customers whose spend lies far out are named with it. A rerun of the day follows the facts as they are by then, and writes nothing where they are the
 * same. There are no fits while nobody has bought.
 */
export const fitSweep = (chunks: ChunkSizes): Sweep<Fitted> => ({
  name: 'models',
  cursor: fittedSchema,
  async step(service, run, fitted) {
    if (!run.current) return nothing
    const policy = await policyInForce(service, valuePolicy)
    if (fitted !== null) return store(service, run, policy.body, fitted, chunks)
    if (!(await isDue(service, run.day, policy))) return nothing
    const rows = await fitAll(service, run, policy, chunks)
    return { next: { rows }, counts: rows.length === 0 ? {} : tally(rows) }
  },
})

export const fitModels = fitSweep(chunkSizes)

const newestFit = z.object({ day: z.int(), version: z.int() })

async function isDue(
  service: Service,
  day: number,
  policy: { version: number; body: ValuePolicy },
): Promise<boolean> {
  const [newest] = await checkedRows(
    service.db.orm,
    newestFit,
    sql`
    SELECT day, policy_version AS version FROM model_fits
    WHERE model = ${policy.body.model} ORDER BY day DESC LIMIT 1`,
  )
  if (!newest) return true
  if (newest.day >= day) return newest.day === day
  return newest.version !== policy.version || day - newest.day >= policy.body.refitDays
}

async function fitAll(
  service: Service,
  { day }: Run,
  { version, body }: { version: number; body: ValuePolicy },
  chunks: ChunkSizes,
): Promise<FitRow[]> {
  const { groups, binDays, spend, extremes, leftOut } = await readStored(service, day, chunks.stored)
  if (groups.length === 0) return []
  const customers = count(groups)
  const repeaters = count(groups.filter(group => group.repeats > 0))
  const row = (model: FitRow['model'], fit: Fit<object>): FitRow => ({
    model,
    day,
    policyVersion: version,
    state: fit.state,
    failure: fit.failure,
    parameters: fit.parameters && { ...fit.parameters },
    logLikelihood: fit.logLikelihood,
    customers,
    repeaters,
    leftOut,
    observations: groups.length,
    binDays,
    outliers: null,
  })
  const spenders = count(spend)
  const typical = typicalSpend(spend)
  const outliers = await nameOutliers(service, day, extremes.far(typical), typical)
  return [
    ...dropoutModels.map(model => row(model, fitDropout(model, groups, body.minimumRepeaters))),
    {
      ...row('GAMMA_GAMMA', fitSpend(spend, body.minimumRepeaters)),
      ...{ customers: spenders, repeaters: spenders, observations: spend.length, binDays: 1, outliers },
    },
  ]
}

async function store(
  service: Service,
  run: Run,
  policy: ValuePolicy,
  { rows }: Fitted,
  chunks: ChunkSizes,
): Promise<SweepStep<Fitted>> {
  const { orm } = service.db
  const [before, holdouts] = await Promise.all([
    orm.select(results).from(modelFits).where(eq(modelFits.day, run.day)),
    rows.length === 0 ? null : holdoutsOf(service, run.day, policy, chunks),
  ])
  const fits = rows.map(row => ({ ...row, holdout: holdouts?.get(row.model) ?? null }))
  if (content(before) === content(fits)) return { next: null, counts: { stored: 0 } }
  const { watermark } = run
  const values = fits.map(fit => ({ ...fit, watermark, createdAt: service.now }))
  await service.db.write([
    orm.delete(modelFits).where(eq(modelFits.day, run.day)),
    ...(values.length === 0 ? [] : [orm.insert(modelFits).values(values)]),
  ])
  return { next: null, counts: { stored: values.length } }
}

/** What a fit says, apart from when it was made. */
const { watermark: _, createdAt: __, ...results } = getTableColumns(modelFits)

const content = (fits: readonly (FitRow & { holdout: Holdout | null })[]): string =>
  canonicalJson(Object.fromEntries(fits.map(fit => [fit.model, fit])))

async function holdoutsOf(
  service: Service,
  day: number,
  { holdoutDays, minimumRepeaters }: ValuePolicy,
  chunks: ChunkSizes,
): Promise<Map<string, Holdout | null>> {
  const calibrationEnd = day - holdoutDays
  const { groups } = await readHeldOut(service, calibrationEnd, day, chunks.heldOut)
  const period = { calibrationEnd, holdoutDays, minimumRepeaters }
  const entry = (model: DropoutModel) => [model, holdoutOf(model, groups, period)] as const
  return new Map(dropoutModels.map(entry))
}

const count = (groups: readonly { customers: number }[]) =>
  groups.reduce((sum, group) => sum + group.customers, 0)

function tally(rows: readonly FitRow[]): Record<string, number> {
  const fitted = rows.filter(row => row.state === 'FITTED').length
  return { customers: rows[0]?.customers ?? 0, fitted, insufficient: rows.length - fitted }
}
