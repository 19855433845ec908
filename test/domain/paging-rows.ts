import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { campaigns, competitors } from '../../src/database/tables/competitors.ts'
import { customers } from '../../src/database/tables/customers.ts'
import { segments } from '../../src/database/tables/segments.ts'
import { staffMembers } from '../../src/database/tables/staff.ts'
import { vulnerabilitySnapshots } from '../../src/database/tables/vulnerability.ts'

export type Row = Record<string, unknown>

export const mostRows = 20

const numbers = Array.from({ length: mostRows }, (_, at) => at + 1)
export const stamp = { createdAt: 1, updatedAt: 1, version: 1, changeId: 0 }

export const customer = (id: number) => ({
  id,
  kind: 'PERSON',
  sortName: '',
  foldedName: '',
  preferredChannels: [],
  forbiddenChannels: [],
  attributes: {},
  lifecycle: 'PROSPECT',
  purchaseDays: 0,
  netSpend: 0n,
  netSpendYear: 0n,
  ...stamp,
})

export const staffMember = (id: number) => ({ id, name: 'S', sortName: '', active: true, ...stamp })

export const competitor = (id: number) => ({
  id,
  name: `C${id}`,
  sortName: '',
  aliases: [],
  products: [],
  ...stamp,
})

export const campaign = (id: number) => ({
  id,
  competitorId: 1,
  name: `K${id}`,
  kind: 'OFFER',
  products: [],
  sources: [],
  firstDay: 1,
  ...stamp,
})

export const region = (id: number) => ({ id, code: `R${id % 7}-${id}`, name: 'R', sortName: '', ...stamp })

export const segment = (id: number) => ({
  id,
  name: `S${id}`,
  sortName: '',
  rule: {},
  memberCount: 0,
  unknownCount: 0,
  computedAt: 1,
  ...stamp,
})

export const snapshot = (id: number) => ({
  id,
  campaignId: 1,
  scope: 'CAMPAIGN',
  scopeId: id,
  method: 'VI-1',
  policyVersion: 1,
  asOf: 1,
  state: 'FINAL',
  firstDay: 1,
  windowEnd: 1,
  windowDays: 1,
  baselineDays: 84,
  treated: {},
  controlKind: 'NONE',
  flags: [],
  watermark: 0,
  sealedAt: isDraft(id) ? null : 1,
})

export const isDraft = (snapshotId: unknown) => Number(snapshotId) % 5 === 0

export const member = {
  verdict: 'RESISTANT',
  exposed: false,
  spendBaseline: 1n,
  spendWindow: 1n,
  purchaseDaysBaseline: 1,
  purchaseDaysWindow: 1,
}

/** What the rows of the lists stand on: each table refers only to those before it. */
export const given: [SQLiteTable, Row[]][] = [
  [staffMembers, [staffMember(1), staffMember(2)]],
  [competitors, [competitor(1), competitor(2)]],
  [campaigns, [campaign(1), campaign(2)]],
  [customers, numbers.map(customer)],
  [segments, numbers.map(segment)],
  [vulnerabilitySnapshots, numbers.map(snapshot)],
]
