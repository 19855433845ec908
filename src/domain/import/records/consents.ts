import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { consentPurposes, consents } from '../../../database/tables/customers/customers.ts'
import { dismissedFollowUps, needsConsent } from '../../customers/endings/follow-ups.ts'
import { calledOffTouches, touchUnwanted } from '../../customers/endings/touches.ts'
import { consentsTo } from '../../facts/consent.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { guard, thisChange } from '../../writes/commit.ts'
import { insertRows, packedRow, unpackRow } from '../bulk.ts'
import { Fault, type Imported } from '../rows.ts'
import { type ConsentEntry, type ConsentRow, consentColumns, consentRowReader } from './consent-rows.ts'
import { customerIds, customerOf, theirKeys } from './customer-keys.ts'
import { type Known, recordImport, type State } from './record-import.ts'

type StoredRow = typeof consents.$inferSelect

interface Values extends ConsentEntry {
  customerId: number
}

/** An entry says what counts for a purpose and a channel since an instant: there is one of each. */
const identity = ({ customerId, purpose, channel, at }: Values) => [customerId, purpose, channel, at]

const valuesOf = (customerId: number, entry: ConsentEntry): Values => ({
  customerId,
  purpose: entry.purpose,
  channel: entry.channel,
  given: entry.given,
  at: entry.at,
  textVersion: entry.textVersion,
  evidence: entry.evidence,
  synthetic: entry.synthetic,
})

const packed = z.object({ packed: z.string() })

async function known(
  service: Service,
  source: string,
  rows: readonly ConsentRow[],
): Promise<Known<ConsentRow, Values, StoredRow>> {
  const keys = rows.map(row => row.customer.key)
  const [customers, stored] = await Promise.all([
    customerIds(service, source, keys),
    checkedRows(
      service.db.orm,
      packed,
      sql`SELECT DISTINCT ${packedRow(consents, 'c')} AS packed
        FROM ${theirKeys(source, keys)} CROSS JOIN consents AS c ON c.customer_id = key.customer_id`,
    ),
  ])
  const states = new Map<string, State<Values, StoredRow>>()
  const oldestFirst = stored.map(row => unpackRow(consents, row.packed)).sort((a, b) => a.id - b.id)
  for (const row of oldestFirst) {
    const values = valuesOf(row.customerId, row)
    states.set(JSON.stringify(identity(values)), { id: row.id, before: row, values })
  }
  return {
    states,
    find(row) {
      const entry = valuesOf(customerOf(customers, row.customer), row.entry)
      return {
        key: JSON.stringify(identity(entry)),
        laidOver(before) {
          if (before && JSON.stringify(before) !== JSON.stringify(entry))
            throw new Fault('at', say('consentStands'))
          return entry
        },
      }
    },
  }
}

/**
 * Entries of the ledger of consent, with the instants at which they were made. An entry is never changed: a row that
 * says something else of the same instant is rejected. The customer must be known within the source.
 */
export const importedConsents: Imported = recordImport<ConsentRow, Values, StoredRow>({
  scope: 'customers:write',
  columns: consentColumns,
  required: ['customerExternalId', 'purpose', 'given', 'at'],
  ...{ recorded: 'CONSENT', action: 'consent.import', entity: 'consent' },
  reader: consentRowReader,
  known,
  statements: (service, created) => [
    noneYet(service, created),
    ...insertRows(
      consents,
      created.map(({ id, values }) => ({ id, ...values, actor: service.actor.caller })),
    ),
    ...withdrawing(service, created),
  ],
  asItStood: row => row,
})

/** Whoever imports the same file at the same time makes none twice. */
const noneYet = (service: Service, created: readonly State<Values, StoredRow>[]) =>
  guard(
    service,
    sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(created.map(({ values }) => identity(values)))}) AS news
      CROSS JOIN consents AS c ON c.customer_id = news.value ->> 0 AND c.purpose = news.value ->> 1
        AND c.channel IS news.value ->> 2 AND c.at = news.value ->> 3)`,
  )

/** What a night put into the queue for those who consent to care no more is dismissed, and touches are called off. */
function withdrawing(service: Service, created: readonly State<Values, StoredRow>[]): SQL[] {
  return consentPurposes.flatMap(purpose => {
    const who = created.flatMap(({ values }) =>
      values.purpose === purpose && !values.given ? [values.customerId] : [],
    )
    if (who.length === 0) return []
    const theirs = sql`customer_id IN (SELECT value FROM json_each(${JSON.stringify(who)}))`
    const unplanned = sql`${theirs} AND ${touchUnwanted(purpose)}`
    const ended = [
      tellsOf('touch', sql`touches WHERE ${unplanned} AND state = 'PLANNED'`),
      calledOffTouches(service, 'OPT_OUT', unplanned),
    ]
    if (purpose !== 'CARE') return ended
    const dismissed = sql`${theirs} AND ${needsConsent}
      AND NOT ${consentsTo(sql`follow_ups.customer_id`, 'CARE', null)}`
    return [
      ...ended,
      tellsOf('follow-up', sql`follow_ups WHERE ${dismissed} AND state IN ('OPEN', 'CLAIMED')`),
      dismissedFollowUps(service, dismissed),
    ]
  })
}

/** Has the change of the import tell of the rows of another kind that it moves. */
const tellsOf = (entity: 'touch' | 'follow-up', rows: SQL): SQL =>
  sql`INSERT INTO change_rows (change_id, entity, row_id, before)
    SELECT ${thisChange}, ${entity}, id, json_object('customerId', customer_id) FROM ${rows}`
