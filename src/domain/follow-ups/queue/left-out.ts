import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { leftOutReasons, nightTactics } from '../../../database/tables/care/follow-ups.ts'
import type { Service } from '../../service/service.ts'
import { type Proposal, propose } from './propose.ts'
import type { Night, Tactic, Whom } from './tactics/tactic.ts'

const row = z.object({
  customerId: z.int(),
  tactic: z.enum(nightTactics),
  reason: z.enum(leftOutReasons),
  since: z.int(),
  occasion: z.string(),
  dueOn: z.int(),
  minutes: z.int(),
  ownerId: z.int().nullable(),
  /** Digits. */
  expectedGain: z.string().nullable(),
})

type LeftOut = z.infer<typeof row>

/**
 * Keeps what was left out of customers, by what all tactics propose for them; writes what differs alone. A gain that moved
 * by less than a fifth is no difference: it moves a little every day.
 * @param whomOf as `propose` takes it
 */
export async function keepLeftOut(
  service: Service,
  night: Night,
  whom: Whom,
  whomOf?: (tactic: Tactic) => Whom | null,
): Promise<void> {
  const [stored, proposals] = await Promise.all([
    checkedRows(
      service.db.orm,
      row,
      sql`SELECT customer_id AS customerId, tactic, reason, since, occasion, due_on AS dueOn, minutes, owner_id AS ownerId,
          CAST(expected_gain AS TEXT) AS expectedGain
        FROM follow_ups_left_out WHERE ${whom(sql`customer_id`)}`,
    ),
    propose(service, night, whom, whomOf),
  ])
  const before = new Map(stored.map(one => [keyOf(one), one]))
  const found = proposals.map(proposal => rowOf(proposal, night.day))
  const now = new Set(found.map(keyOf))
  const gone = stored.filter(one => !now.has(keyOf(one)))
  const changed = found.flatMap(one => {
    const old = before.get(keyOf(one))
    if (!old) return [one]
    const same = old.reason === one.reason
    if (same && old.ownerId === one.ownerId && old.minutes === one.minutes && !moved(old, one)) return []
    return [{ ...one, ...(same && { since: old.since, dueOn: old.dueOn }) }]
  })
  const writes: SQL[] = [
    ...(gone.length > 0
      ? [
          sql`DELETE FROM follow_ups_left_out WHERE (customer_id, tactic, occasion) IN (
            SELECT value ->> 0, value ->> 1, value ->> 2
            FROM json_each(${JSON.stringify(gone.map(one => [one.customerId, one.tactic, one.occasion]))}))`,
        ]
      : []),
    ...(changed.length > 0 ? [insert(changed.map(one => ({ ...one, id: service.newId() })))] : []),
  ]
  if (writes.length > 0) await service.db.write(writes)
}

const keyOf = ({ customerId, tactic, occasion }: LeftOut) => `${customerId} ${tactic} ${occasion}`

const rowOf = ({ tactic, row, dueOn, minutes, gain, leftOut }: Proposal, day: number): LeftOut => ({
  ...{ customerId: row.customerId, tactic: tactic.tactic, reason: leftOut ?? 'CAPACITY', since: day },
  ...{ occasion: row.occasion, dueOn, minutes, ownerId: row.ownerId },
  expectedGain: gain === null ? null : `${gain}`,
})

function moved(before: LeftOut, now: LeftOut): boolean {
  if (before.expectedGain === null || now.expectedGain === null)
    return before.expectedGain !== now.expectedGain
  const [old, next] = [BigInt(before.expectedGain), BigInt(now.expectedGain)]
  const difference = old > next ? old - next : next - old
  return 5n * difference > (old < 0n ? -old : old)
}

const insert = (rows: readonly (LeftOut & { id: number })[]): SQL => sql`
  INSERT INTO follow_ups_left_out
    (id, customer_id, tactic, reason, since, occasion, due_on, minutes, owner_id, expected_gain)
  SELECT value ->> 'id', value ->> 'customerId', value ->> 'tactic', value ->> 'reason', value ->> 'since', value ->> 'occasion',
    value ->> 'dueOn', value ->> 'minutes', value ->> 'ownerId', CAST(value ->> 'expectedGain' AS INTEGER)
  FROM json_each(${JSON.stringify(rows)}) WHERE 1
  ON CONFLICT (customer_id, tactic, occasion) DO UPDATE SET reason = excluded.reason, since = excluded.since,
    due_on = excluded.due_on, minutes = excluded.minutes, owner_id = excluded.owner_id,
    expected_gain = excluded.expected_gain`
