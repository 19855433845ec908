import { asc, sql } from 'drizzle-orm'
import { followUps } from '../../../src/database/tables/care/follow-ups.ts'
import { campaigns, competitors } from '../../../src/database/tables/competition/competitors.ts'
import {
  type VulnerabilityTally,
  vulnerabilityMembers,
  vulnerabilitySnapshots,
} from '../../../src/database/tables/competition/vulnerability.ts'
import type { Channel } from '../../../src/database/tables/customers/channels.ts'
import { consents, customers } from '../../../src/database/tables/customers/customers.ts'
import { interactions } from '../../../src/database/tables/customers/interactions.ts'
import { staffMembers } from '../../../src/database/tables/house/staff.ts'
import { newCustomerRow } from '../../../src/domain/customers/new-customer.ts'
import type { InteractionFacts } from '../../../src/domain/interactions/input.ts'
import { newInteractionRow } from '../../../src/domain/interactions/new-interaction.ts'
import { startOfDay } from '../../../src/lib/days.ts'
import { fresh, type TestService } from '../../support/service.ts'

const someChange = sql`INSERT INTO changes (token, at, actor, action, entity, request_id)
  VALUES (${'world'}, 0, 'test', 'world', 'test', 'test') ON CONFLICT DO NOTHING`

/** From now on nobody is left alone by lot: who should be queued is. */
export const nobodyHeldOut = async (service: TestService): Promise<void> =>
  void (await service.database.session().write([
    sql`UPDATE policies SET body = (
        SELECT json_group_object(key, iif(type = 'object' AND value ->> '$.holdOutPercent' IS NOT NULL,
          json_set(value, '$.holdOutPercent', 0), iif(type = 'object', json(value), value)))
        FROM json_each(policies.body))
      WHERE kind = 'FOLLOW_UP'`,
  ]))

/** The same, and in a day there is time for 1,440 items: ids decide nothing, neither by lot nor by whose turn it is. */
export async function everybodyQueued(service: TestService): Promise<void> {
  await nobodyHeldOut(service)
  await service.database.session().write([
    sql`UPDATE policies SET body = json_set((
        SELECT json_group_object(key, iif(type = 'object' AND value ->> '$.minutes' IS NOT NULL,
          json_set(value, '$.minutes', 1), iif(type = 'object', json(value), value)))
        FROM json_each(policies.body)), '$.ownerMinutes', 1440, '$.unownedMinutes', 1440)
      WHERE kind = 'FOLLOW_UP'`,
  ])
}

type Customer = typeof customers.$inferSelect

/** A customer who consented to care, long ago. */
export async function addCustomer(service: TestService, columns: Partial<Customer> = {}): Promise<number> {
  const id = await addSilentCustomer(service, columns)
  await addConsent(service, id, true, 0)
  return id
}

/** One whom nobody asked for consent. */
export async function addSilentCustomer(
  service: TestService,
  columns: Partial<Customer> = {},
): Promise<number> {
  const id = service.newId()
  const row = { ...newCustomerRow(service, id, {}), ...columns }
  await service.database.session().write([someChange, service.db.orm.insert(customers).values(row)])
  return id
}

export async function addStaff(service: TestService, name = 'Lan'): Promise<number> {
  const id = service.newId()
  const row = { id, name, sortName: name, active: true, createdAt: 0, updatedAt: 0, version: 1, changeId: 1 }
  await service.database.session().write([someChange, service.db.orm.insert(staffMembers).values(row)])
  return id
}

/** An interaction at nine in the morning of a day. */
export async function addInteraction(
  service: TestService,
  customerId: number,
  on: number,
  facts: Partial<InteractionFacts> & Pick<InteractionFacts, 'kind'>,
): Promise<number> {
  const id = service.newId()
  const occurredAt = startOfDay(on, service.workspace.timeZone) + 9 * 3_600_000
  const blank = {
    ...{ channel: null, subchannel: null, direction: null, stage: null, amount: null, cost: null },
    ...{
      cancelled: false,
      subject: null,
      body: null,
      outcome: null,
      score: null,
      lines: null,
      source: null,
      sourceGiven: null,
      externalId: null,
      externalIdGiven: null,
    },
  }
  const row = newInteractionRow(
    service,
    { id, customerId, staffId: null },
    { ...blank, occurredAt, day: on, ...facts },
  )
  await service.database.session().write([someChange, service.db.orm.insert(interactions).values(row)])
  return id
}

/** A purchase, and what the night's metrics would then say of first and last purchase day. */
export async function addPurchase(
  service: TestService,
  customerId: number,
  on: number,
  amount: number,
): Promise<number> {
  const id = await addInteraction(service, customerId, on, { kind: 'PURCHASE', amount })
  await service.database.session().write([
    sql`UPDATE customers SET first_purchase_on = min(ifnull(first_purchase_on, ${on}), ${on}),
      last_purchase_on = max(ifnull(last_purchase_on, ${on}), ${on}) WHERE id = ${customerId}`,
  ])
  return id
}

export async function addConsent(
  service: TestService,
  customerId: number,
  given: boolean,
  at: number,
  channel: Channel | null = null,
) {
  const row = {
    id: service.newId(),
    ...{ customerId, channel },
    purpose: 'CARE' as const,
    given,
    at,
    actor: 'test',
    changeId: 1,
  }
  await service.database.session().write([someChange, service.db.orm.insert(consents).values(row)])
}

export async function addCampaign(
  service: TestService,
  firstDay: number,
  lastDay: number | null,
): Promise<number> {
  const stamps = { createdAt: 0, updatedAt: 0, version: 1, changeId: 1 }
  const [competitorId, id] = [service.newId(), service.newId()]
  const name = `Rival ${competitorId}`
  await service.database.session().write([
    someChange,
    service.db.orm
      .insert(competitors)
      .values({ id: competitorId, name, sortName: name, aliases: [], products: [], ...stamps }),
    service.db.orm.insert(campaigns).values({
      ...{ id, competitorId, name: 'Offer', kind: 'OFFER', products: [], sources: [], firstDay, lastDay },
      ...stamps,
    }),
  ])
  return id
}

const tally: VulnerabilityTally = {
  ...{ members: 1, os: 1, vs: 1, literal: { os: 1, vs: 1 } },
  excluded: {
    RESTRICTED: 0,
    OBJECTED: 0,
    NEW: 0,
    NO_BASELINE: 0,
    THIN_BASELINE: 0,
    NON_POSITIVE_BASELINE: 0,
    LAPSED_BEFORE: 0,
    NOT_DUE: 0,
  },
  grades: { LAPSED: 0, SHARP: 0, MODERATE: 1 },
}

interface Verdict {
  customerId: number
  verdict: 'VULNERABLE' | 'RESISTANT' | 'EXCLUDED'
  grade?: 'LAPSED' | 'SHARP' | 'MODERATE'
  spendBaseline?: bigint
  spendWindow?: bigint
}

/** A sealed snapshot of a campaign whose window has 30 days and whose baseline has 91. */
export async function addSnapshot(
  service: TestService,
  campaignId: number,
  asOf: number,
  verdicts: readonly Verdict[],
  sealed = true,
): Promise<number> {
  const id = service.newId()
  const { orm } = service.db
  await service.database.session().write([
    orm.insert(vulnerabilitySnapshots).values({
      ...{ id, campaignId, scope: 'CAMPAIGN', scopeId: campaignId, method: 'VI-1', policyVersion: 1, asOf },
      ...{ state: 'PROVISIONAL', firstDay: asOf - 30, windowEnd: asOf, windowDays: 30, baselineDays: 91 },
      ...{ treated: tally, control: null, controlKind: 'NONE', flags: [], watermark: 1 },
      sealedAt: sealed ? 1 : null,
    }),
    orm.insert(vulnerabilityMembers).values(
      verdicts.map(one => ({
        ...{ snapshotId: id, exposed: false, purchaseDaysBaseline: 3, purchaseDaysWindow: 1 },
        ...{ spendBaseline: 910n, spendWindow: 150n, grade: one.verdict === 'VULNERABLE' ? 'SHARP' : null },
        ...one,
      })) as (typeof vulnerabilityMembers.$inferInsert)[],
    ),
  ])
  return id
}

export const allItems = (service: TestService) =>
  fresh(service).db.orm.select().from(followUps).orderBy(asc(followUps.id))
