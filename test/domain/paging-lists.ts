import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { apiKeys } from '../../src/database/tables/api-keys.ts'
import { campaigns, competitors, exposures } from '../../src/database/tables/competitors.ts'
import { customers } from '../../src/database/tables/customers.ts'
import { followUps } from '../../src/database/tables/follow-ups.ts'
import { interactions } from '../../src/database/tables/interactions.ts'
import { nights } from '../../src/database/tables/nights.ts'
import { regions } from '../../src/database/tables/regions.ts'
import { segmentMembers, segments } from '../../src/database/tables/segments.ts'
import { staffMembers } from '../../src/database/tables/staff.ts'
import { vulnerabilityMembers, vulnerabilitySnapshots } from '../../src/database/tables/vulnerability.ts'
import { apiKeyList } from '../../src/domain/api-keys/list.ts'
import { campaignList } from '../../src/domain/campaigns/list.ts'
import { competitorList } from '../../src/domain/competitors/list.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { exposureList } from '../../src/domain/exposures/list.ts'
import { followUpList, followUpQueue, myFollowUpQueue } from '../../src/domain/follow-ups/queue.ts'
import { interactionList } from '../../src/domain/interactions/list.ts'
import type { PageSource } from '../../src/domain/lists/page.ts'
import { nightList } from '../../src/domain/nights/list.ts'
import { regionList } from '../../src/domain/regions/list.ts'
import { segmentList, segmentMemberList } from '../../src/domain/segments/list.ts'
import { staffList } from '../../src/domain/staff/list.ts'
import { memberList, snapshotList, trendList } from '../../src/domain/vulnerability/snapshots/list.ts'
import type { IdKind } from '../../src/lib/ids.ts'
import {
  campaign,
  competitor,
  customer,
  isDraft,
  member,
  type Row,
  region,
  segment,
  snapshot,
  staffMember,
  stamp,
} from './paging-rows.ts'

/** What is stored in a table and how a list shows it. */
interface Stored {
  source: PageSource<unknown>
  table: SQLiteTable
  /** The columns that orderings use: few values, so that there are ties, and NULL where it may be. */
  varying: Record<string, fc.Arbitrary<unknown>>
  /** The columns that must be there; `id` counts from 1. */
  fixed: (id: number) => Row
  /** Which rows the list shows; all when not said. */
  shown?: (row: Row) => boolean
}

export interface List extends Stored {
  /** Type and name of the field that answers the list. */
  field: `${string}.${string}`
  /** Whose list it is, in place of the root. */
  parent?: { kind: IdKind; id: number }
  /** Rows of the same table that stand beside the generated ones. */
  beside?: Row[]
  /** Where a node has the id that tells the rows apart, and the column with its number. */
  identity?: { selection: string; column: string }
}

/** The staff member for whom the caller stands, and the day of the walk. */
export const me = 1
export const today = 10

const word = fc.constantFrom('', 'A', 'a', 'B\t1', 'Ω', 'Z')
const small = fc.integer({ min: 1, max: 4 })
const oneOfTwo = fc.constantFrom(1, 2)
/** Sums that differ only past 2^53, where a JSON number would make them equal. */
const sum = fc.constantFrom(-5n, 0n, 2n ** 60n, 2n ** 60n + 1n, -(2n ** 60n) - 1n, -(2n ** 60n))
/** Rows of two parents, of which the list shows those of the first. */
const ofFirst = (column: string, { shown, ...stored }: Stored): Omit<List, 'field'> => ({
  ...stored,
  varying: { ...stored.varying, [column]: oneOfTwo },
  shown: row => row[column] === 1 && (shown?.(row) ?? true),
})

const campaignRows: Stored = {
  source: campaignList,
  table: campaigns,
  varying: { firstDay: small },
  fixed: campaign,
}

const exposureRows: Stored = {
  source: exposureList,
  table: exposures,
  varying: { createdAt: small },
  fixed: id => ({ id, ...stamp, campaignId: 1, customerId: 1, kind: 'REPORTED', confidence: 50 }),
}

const interactionRows: Stored = {
  source: interactionList,
  table: interactions,
  varying: { occurredAt: small, customerId: oneOfTwo },
  fixed: id => ({ id, day: 1, kind: 'NOTE', cancelled: false, ...stamp }),
}

const regionRows: Stored = {
  source: regionList,
  table: regions,
  varying: { sortName: word },
  fixed: region,
}

const segmentRows: Stored = {
  source: segmentList,
  table: segments,
  varying: { sortName: word, createdAt: small },
  fixed: segment,
}

const snapshotRows: Stored = {
  source: snapshotList,
  table: vulnerabilitySnapshots,
  varying: { asOf: small, sealedAt: fc.constantFrom(1, 1, null) },
  fixed: snapshot,
  shown: row => row.sealedAt !== null,
}

const followUpRows: Stored = {
  source: followUpList,
  table: followUps,
  varying: {
    dueOn: small,
    netSpendYear: sum,
    createdAt: small,
    state: fc.constantFrom('OPEN', 'OPEN', 'CLAIMED', 'CLAIMED', 'DONE', 'EXPIRED'),
    snoozedUntil: fc.constantFrom(null, null, today, today + 1),
    ownerId: fc.constantFrom(1, 1, 2, null),
    claimedBy: fc.constantFrom(null, null, 1, 2),
  },
  fixed: id => ({
    id,
    customerId: 1,
    tactic: 'MANUAL',
    period: `${id}`,
    reasons: [],
    createdOn: 1,
    ...stamp,
  }),
}

const waits = (row: Row) =>
  (row.state === 'OPEN' || row.state === 'CLAIMED') && Number(row.snoozedUntil ?? 0) <= today

const isMine = (row: Row) => row.claimedBy === me || (row.ownerId === me && row.claimedBy === null)

/** Every list of the schema. */
export const lists: List[] = [
  {
    field: 'Query.customers',
    source: customerList,
    table: customers,
    varying: {
      createdAt: small,
      updatedAt: small,
      sortName: word,
      lastPurchaseOn: fc.option(small),
      netSpend: sum,
    },
    fixed: customer,
  },
  {
    field: 'Query.staffMembers',
    source: staffList,
    table: staffMembers,
    varying: { sortName: word },
    fixed: staffMember,
  },
  { field: 'Query.regions', ...regionRows },
  {
    field: 'Region.children',
    ...regionRows,
    parent: { kind: 'region', id: 101 },
    beside: [region(101), region(102)],
    varying: { ...regionRows.varying, parentId: fc.constantFrom(101, 102, null) },
    shown: row => row.parentId === 101,
  },
  {
    field: 'Query.competitors',
    source: competitorList,
    table: competitors,
    varying: { sortName: word },
    fixed: competitor,
  },
  { field: 'Query.campaigns', ...campaignRows },
  {
    field: 'Competitor.campaigns',
    parent: { kind: 'competitor', id: 1 },
    ...ofFirst('competitorId', campaignRows),
  },
  { field: 'Query.exposures', ...exposureRows },
  {
    field: 'Campaign.exposures',
    parent: { kind: 'campaign', id: 1 },
    ...ofFirst('campaignId', exposureRows),
  },
  {
    field: 'Customer.exposures',
    parent: { kind: 'customer', id: 1 },
    ...ofFirst('customerId', exposureRows),
  },
  { field: 'Query.interactions', ...interactionRows },
  {
    field: 'Customer.interactions',
    parent: { kind: 'customer', id: 1 },
    ...ofFirst('customerId', interactionRows),
  },
  { field: 'Query.segments', ...segmentRows },
  {
    field: 'Segment.members',
    parent: { kind: 'segment', id: 1 },
    identity: { selection: 'id', column: 'customerId' },
    ...ofFirst('segmentId', {
      source: segmentMemberList,
      table: segmentMembers,
      varying: {},
      fixed: id => ({ customerId: id, joinedAt: 1 }),
    }),
  },
  {
    field: 'Customer.segments',
    parent: { kind: 'customer', id: 1 },
    identity: { selection: 'id', column: 'segmentId' },
    ...ofFirst('customerId', {
      source: segmentMemberList,
      table: segmentMembers,
      varying: {},
      fixed: id => ({ segmentId: id, joinedAt: 1 }),
    }),
  },
  { field: 'Query.vulnerabilitySnapshots', ...snapshotRows },
  {
    field: 'Query.vulnerabilityTrend',
    ...snapshotRows,
    source: trendList,
    varying: { firstDay: small, sealedAt: fc.constantFrom(1, 1, null) },
  },
  {
    field: 'Campaign.snapshots',
    parent: { kind: 'campaign', id: 1 },
    ...ofFirst('campaignId', snapshotRows),
  },
  {
    field: 'VulnerabilitySnapshot.members',
    parent: { kind: 'vulnerabilitySnapshot', id: 1 },
    identity: { selection: 'customer { id }', column: 'customerId' },
    ...ofFirst('snapshotId', {
      source: memberList,
      table: vulnerabilityMembers,
      varying: {},
      fixed: id => ({ customerId: id, ...member }),
    }),
  },
  {
    field: 'Customer.vulnerability',
    parent: { kind: 'customer', id: 1 },
    identity: { selection: 'snapshot { id }', column: 'snapshotId' },
    ...ofFirst('customerId', {
      source: memberList,
      table: vulnerabilityMembers,
      varying: {},
      fixed: id => ({ snapshotId: id, ...member }),
      shown: row => !isDraft(row.snapshotId),
    }),
  },
  { field: 'Query.followUps', ...followUpRows, source: followUpQueue, shown: waits },
  {
    field: 'Query.myFollowUps',
    ...followUpRows,
    source: myFollowUpQueue,
    shown: row => waits(row) && isMine(row),
  },
  {
    field: 'Customer.followUps',
    parent: { kind: 'customer', id: 1 },
    ...ofFirst('customerId', followUpRows),
  },
  {
    field: 'Query.nights',
    source: nightList,
    table: nights,
    varying: { day: small },
    // Attempts differ within a day, and run otherwise than the ids.
    fixed: id => ({
      id,
      attempt: (id * 7) % 23,
      state: 'COMPLETED',
      current: true,
      watermark: 0,
      stages: [],
      startedAt: 1,
      progressAt: 1,
    }),
  },
  {
    field: 'Query.apiKeys',
    source: apiKeyList,
    table: apiKeys,
    varying: { createdAt: small, revokedAt: fc.option(small) },
    fixed: id => ({
      id,
      name: 'K',
      hint: 'k',
      hash: `${id}`,
      scopes: [],
      reach: 'WORKSPACE',
      issuedBy: 'operator',
      changeId: 0,
    }),
  },
]
