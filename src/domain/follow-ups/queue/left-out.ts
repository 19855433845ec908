import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, longList } from '../../../database/checked-rows.ts'
import { leftOutReasons, nightTactics } from '../../../database/tables/care/follow-ups.ts'
import type { Service } from '../../service/service.ts'
import { jsonTexts } from '../../writes/json-texts.ts'
import { type Proposal, propose } from './propose.ts'
import type { Night, Tactic, Whom } from './tactics/tactic.ts'

/** Many at once, so without names. */
const stored = z.tuple([
  z.int(),
  z.enum(nightTactics),
  z.enum(leftOutReasons),
  z.int(),
  z.string(),
  z.int(),
  z.int(),
  z.int().nullable(),
  z.string().nullable(),
])

const storedRows = z.object({ rows: z.string() })

type Stored = z.infer<typeof stored>

interface LeftOut {
  customerId: number
  tactic: Stored[1]
  reason: Stored[2]
  since: number
  occasion: string
  dueOn: number
  minutes: number
  ownerId: number | null
  /** Digits. */
  expectedGain: string | null
}

async function readStored(service: Service, whom: Whom): Promise<LeftOut[]> {
  const [read] = await checkedRows(
    service.db.orm,
    storedRows,
    sql`SELECT json_group_array(json_array(customer_id, tactic, reason, since, occasion, due_on, minutes, owner_id,
        CAST(expected_gain AS TEXT))) AS rows
      FROM follow_ups_left_out WHERE ${whom(sql`customer_id`)}`,
  )
  return longList(stored, read?.rows ?? '[]').map(
    ([customerId, tactic, reason, since, occasion, dueOn, minutes, ownerId, expectedGain]) => ({
      ...{ customerId, tactic, reason, since, occasion, dueOn, minutes, ownerId, expectedGain },
    }),
  )
}

/** Keeps what was left out of customers. */
export async function keepLeftOut(service: Service, night: Night, whom: Whom): Promise<void> {
  const writes = await leftOutWrites(service, night, whom)
  if (writes.length > 0) await service.db.write(writes)
}

/**
 * What has to be written so that what was left out of customers is kept, by what all tactics propose for them: what differs
 * alone. A gain that moved by less than a fifth is no difference: it moves a little every day.
 * @param whomOf as `propose` takes it
 */
export async function leftOutWrites(
  service: Service,
  night: Night,
  whom: Whom,
  whomOf?: (tactic: Tactic) => Whom | null,
): Promise<SQL[]> {
  const [stored, proposals] = await Promise.all([
    readStored(service, whom),
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
  return [
    ...(gone.length > 0
      ? [
          sql`DELETE FROM follow_ups_left_out WHERE (customer_id, tactic, occasion) IN (
            SELECT value ->> 0, value ->> 1, value ->> 2
            FROM json_each(${JSON.stringify(gone.map(one => [one.customerId, one.tactic, one.occasion]))}))`,
        ]
      : []),
    ...jsonTexts(changed.map(one => ({ ...one, id: service.newId() }))).map(insert),
  ]
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

const insert = (rows: string): SQL => sql`
  INSERT INTO follow_ups_left_out
    (id, customer_id, tactic, reason, since, occasion, due_on, minutes, owner_id, expected_gain)
  SELECT value ->> 'id', value ->> 'customerId', value ->> 'tactic', value ->> 'reason', value ->> 'since', value ->> 'occasion',
    value ->> 'dueOn', value ->> 'minutes', value ->> 'ownerId', CAST(value ->> 'expectedGain' AS INTEGER)
  FROM json_each(${rows}) WHERE 1
  ON CONFLICT (customer_id, tactic, occasion) DO UPDATE SET reason = excluded.reason, since = excluded.since,
    due_on = excluded.due_on, minutes = excluded.minutes, owner_id = excluded.owner_id,
    expected_gain = excluded.expected_gain`
