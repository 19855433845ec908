import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { cadences } from '../../../database/tables/care/own-campaigns.ts'
import { touchReasons } from '../../../database/tables/care/touches.ts'
import { channels } from '../../../database/tables/customers/channels.ts'
import { consentPurposes } from '../../../database/tables/customers/customers.ts'
import { whole } from '../../../database/whole.ts'
import { formatDay } from '../../../lib/days.ts'
import type { Service } from '../../service/service.ts'
import { paced, share, startingPace } from '../../sweeps/pace.ts'
import { addCounts, type Run, type Sweep, type SweepStep } from '../../sweeps/sweep.ts'
import { commit, thisChange } from '../../writes/commit.ts'
import { barriers, inTheWay, neverPlanned, reachableBy, slotOf } from './planning-sql.ts'

/** The campaign whose customers are looked at, and the last one of them; 0 before the first. */
const progressSchema = z.object({ campaign: z.int(), after: z.int(), pace: z.number() })

type Progress = z.infer<typeof progressSchema>

const campaignRow = z.object({
  id: z.int(),
  segmentId: z.int().nullable(),
  channels: json(z.array(z.enum(channels))),
  purpose: z.enum(consentPurposes),
  cadence: z.enum(cadences),
})

type Planned = z.infer<typeof campaignRow>

const boundsRow = z.object({ upto: z.int().nullable(), customers: z.int() })

const candidateRow = z.object({
  customerId: z.int(),
  channel: z.enum(channels).nullable(),
  barrier: z.enum(barriers).nullable(),
  leftOut: z.enum(touchReasons).nullable(),
})

type Candidate = z.infer<typeof candidateRow>

/**
 * The stage of the night that plans whom campaigns of the house contact on the day behind the run's: of a monthly plan the
 * customers whose slot that is, of one that comes once the members of its segment whom it has not contacted yet. Runs
 * behind the queue, because a monthly touch yields to what staff are to do. Counts the customers looked at, the touches
 * `planned` and those `leftOut` by reason. Who has a touch of the slot is passed by, so a rerun writes nothing.
 * @param chunkSize customers per step, at full pace
 */
export const touchSweep = (chunkSize: number): Sweep<Progress> => ({
  name: 'touches',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor ?? { campaign: 0, after: 0, pace: startingPace }
    const campaign = await runningFrom(service, run, progress.campaign)
    if (!campaign) return { next: null, counts: {} }
    const after = campaign.id === progress.campaign ? progress.after : 0
    const [step, pace] = await paced(service.db.counters, progress.pace, () =>
      planChunk(service, run, campaign, { after, size: share(chunkSize, progress.pace) }),
    )
    const next =
      step.next === null
        ? { campaign: campaign.id + 1, after: 0 }
        : { campaign: campaign.id, after: step.next }
    return { next: { ...next, pace }, counts: step.counts }
  },
})

export const planTouches = touchSweep(5_000)

/** The first campaign from an id on that contacts somebody on the day behind the run's. */
async function runningFrom({ db }: Service, { day }: Run, from: number): Promise<Planned | undefined> {
  const [campaign] = await checkedRows(
    db.orm,
    campaignRow,
    sql`
    SELECT id, segment_id AS segmentId, channels, purpose, cadence FROM own_campaigns
    WHERE id >= ${whole(from)} AND first_day <= ${whole(day + 1)} AND (last_day IS NULL OR last_day > ${whole(day)})
      AND (cadence = 'MONTHLY' OR segment_id IS NOT NULL) AND json_array_length(channels) > 0
    ORDER BY id LIMIT 1`,
  )
  return campaign
}

async function planChunk(
  service: Service,
  run: Run,
  campaign: Planned,
  { after, size }: { after: number; size: number },
): Promise<SweepStep<number>> {
  const day = run.day + 1
  const [bounds] = await checkedRows(
    service.db.orm,
    boundsRow,
    sql`SELECT max(id) AS upto, count(*) AS customers FROM (${addressed(campaign, after)} LIMIT ${whole(size)})`,
  )
  if (!bounds || bounds.upto === null) return { next: null, counts: {} }
  const slot = campaign.cadence === 'MONTHLY' ? formatDay(day).slice(0, 7) : ''
  const rows = await checkedRows(
    service.db.orm,
    candidateRow,
    candidates(service, campaign, { day, slot, after, upto: bounds.upto }),
  )
  // A monthly touch that yields is not made this month; one that comes once waits for a night on which nothing is in its way.
  const isKept = ({ barrier, leftOut }: Candidate) =>
    barrier === null && (leftOut === null || campaign.cadence === 'MONTHLY')
  const kept = rows.filter(isKept)
  if (kept.length > 0)
    await commit(
      service,
      { action: 'touch.plan', detail: { day, ...counted(kept) } },
      [insertTouches(service, campaign, { day, slot }, kept)],
      null,
    )
  return {
    next: bounds.customers === size ? bounds.upto : null,
    counts: { customers: bounds.customers, ...counted(rows) },
  }
}

/** The ids of whom a campaign is for, behind one, in order. */
const addressed = ({ segmentId }: Planned, after: number): SQL =>
  segmentId === null
    ? sql`SELECT id FROM customers WHERE id > ${whole(after)} ORDER BY id`
    : sql`SELECT customer_id AS id FROM segment_members
        WHERE segment_id = ${whole(segmentId)} AND customer_id > ${whole(after)} ORDER BY customer_id`

interface Chunk {
  day: number
  slot: string
  after: number
  upto: number
}

const candidates = (service: Service, campaign: Planned, { day, slot, after, upto }: Chunk): SQL => sql`
  SELECT c.id AS customerId, ${reachableBy(service, campaign)} AS channel,
    ${neverPlanned(service, campaign)} AS barrier, ${inTheWay(service, day)} AS leftOut
  FROM (${addressed(campaign, after)}) AS a CROSS JOIN customers AS c ON c.id = a.id
  WHERE a.id <= ${whole(upto)}
    ${campaign.cadence === 'MONTHLY' ? sql`AND ${slotOf(campaign.id)} = ${Number(formatDay(day).slice(8))}` : sql``}
    AND NOT EXISTS (SELECT 1 FROM touches AS t
      WHERE t.own_campaign_id = ${whole(campaign.id)} AND t.customer_id = c.id AND t.slot = ${slot})
  ORDER BY c.id`

const insertTouches = (
  service: Service,
  campaign: Planned,
  { day, slot }: Pick<Chunk, 'day' | 'slot'>,
  rows: readonly Candidate[],
): SQL => {
  const told = rows.map(row => ({ ...row, id: service.newId() }))
  return sql`
    INSERT INTO touches (id, own_campaign_id, customer_id, slot, channel, state, left_out, planned_for,
      created_at, updated_at, version, change_id)
    SELECT value ->> 'id', ${campaign.id}, value ->> 'customerId', ${slot}, value ->> 'channel',
      iif(value ->> 'leftOut' IS NULL, 'PLANNED', 'LEFT_OUT'), value ->> 'leftOut', ${day},
      ${service.now}, ${service.now}, 1, ${thisChange}
    FROM json_each(${JSON.stringify(told)}) WHERE true
    ON CONFLICT DO NOTHING`
}

function counted(rows: readonly Candidate[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { barrier, leftOut } of rows) {
    const reason = barrier ?? leftOut
    addCounts(counts, { [reason === null ? 'planned' : `leftOut.${reason}`]: 1 })
  }
  return counts
}
