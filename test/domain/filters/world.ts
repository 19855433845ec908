import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { feedback, feedbackKinds, feedbackOutcomes } from '../../../src/database/tables/care/feedback.ts'
import {
  type FollowUpReason,
  followUpOutcomes,
  followUpStates,
  followUps,
  followUpTactics,
} from '../../../src/database/tables/care/follow-ups.ts'
import { cadences, ownCampaignKinds, ownCampaigns } from '../../../src/database/tables/care/own-campaigns.ts'
import {
  segmentSnapshotMembers,
  segmentSnapshots,
} from '../../../src/database/tables/care/segment-snapshots.ts'
import { segmentMembers, segments } from '../../../src/database/tables/care/segments.ts'
import { surveyKinds, surveys } from '../../../src/database/tables/care/surveys.ts'
import { bounces, touches, touchReasons } from '../../../src/database/tables/care/touches.ts'
import {
  campaignKinds,
  campaignRegions,
  campaigns,
  competitors,
  exposureKinds,
  exposures,
} from '../../../src/database/tables/competition/competitors.ts'
import {
  exclusionReasons,
  memberVerdicts,
  vulnerabilityFlags,
  vulnerabilityGrades,
  vulnerabilityMembers,
  vulnerabilitySnapshots,
} from '../../../src/database/tables/competition/vulnerability.ts'
import { channels } from '../../../src/database/tables/customers/channels.ts'
import { contactPoints } from '../../../src/database/tables/customers/contact-points.ts'
import {
  consentPurposes,
  consents,
  customerExternalIds,
  customerKinds,
  customers,
  genders,
  lifecycleStages,
} from '../../../src/database/tables/customers/customers.ts'
import { interactionKinds, interactions } from '../../../src/database/tables/customers/interactions.ts'
import {
  personRequestKinds,
  personRequestOutcomes,
  personRequests,
  privacyRegimes,
} from '../../../src/database/tables/customers/person-requests.ts'
import { postalAddresses } from '../../../src/database/tables/customers/postal-addresses.ts'
import {
  calendars,
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  kinships,
  notes,
  occasionKinds,
  occasions,
  preferences,
  reachabilityReasons,
} from '../../../src/database/tables/customers/profile.ts'
import { regions } from '../../../src/database/tables/customers/regions.ts'
import { policies } from '../../../src/database/tables/house/policies.ts'
import { staffMembers } from '../../../src/database/tables/house/staff.ts'
import { modelFits, rfmScales } from '../../../src/database/tables/value/models.ts'
import { dayOf } from '../../support/days.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import type { TestService } from '../../support/service.ts'

export const asOf = dayOf('2026-03-02')
const dayMs = 86_400_000
/** Of the workspace: seven hours before Greenwich, all the year. */
export const startOf = (day: number) => day * dayMs - 7 * 3_600_000

const pick = <Value>(values: readonly Value[]) => fc.constantFrom(...values)
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 })
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, value)
const upTo = (most: number) => fc.integer({ min: 1, max: most })

/** How many rows of a kind there are to refer to. */
export const counts = {
  ...{ staffMember: 2, competitor: 2, campaign: 4, segment: 3, segmentSnapshot: 3, customer: 12 },
  ...{
    interaction: 30,
    feedback: 30,
    survey: 15,
    ownCampaign: 3,
    touch: 12,
    personRequest: 15,
    exposure: 12,
    followUp: 15,
    consent: 15,
    contactPoint: 12,
    postalAddress: 12,
    ...{ occasion: 12, preference: 12, note: 12, fileReference: 12, careTeamMember: 12 },
    ...{ channelReachability: 12, employment: 12, vulnerabilitySnapshot: 6 },
  },
}

/** Two countries with a province or two, of a ward or two: ids say where a region lies (12 in 1, 121 in 12). */
export const regionIds = [1, 11, 111, 112, 12, 2, 21]

/** The cut points and cells by which the customers are scored. */
export const scale = {
  recency: [asOf - 3, asOf - 1, asOf, null],
  frequency: [1, 2, null, 4],
  monetary: ['-1', '0', '3', null],
  cells: [
    { name: 'an', recency: [1, 3], frequency: [2, 3], monetary: [2, 4] },
    { name: 'An', recency: [2, 5], frequency: [1, 5], monetary: [1, 3] },
  ],
} as const

/** By which it is told who is still there: after a day without a purchase hardly anybody. */
export const fit = { r: 1, alpha: 0.2, a: 2, b: 1 }

/** Few values, so that questions meet rows: those of the rows, and those asked about. */
export const values = {
  day: fc.integer({ min: asOf - 4, max: asOf + 2 }),
  instant: fc
    .tuple(fc.integer({ min: asOf - 3, max: asOf + 2 }), pick([-1, 0, 1, 43_200_000]))
    .map(([day, after]) => startOf(day) + after),
  count: fc.integer({ min: 0, max: 4 }),
  amount: fc.integer({ min: -2, max: 5 }),
  label: pick(['an', 'An', 'an nam', 'ân', 'b\u{1F600}', 'b\u{10FFFF}']),
  word: pick(['an', 'an nam', 'nam an', 'o neil', 'binh']),
  email: pick(['an@example.com', 'an.nam@example.com', 'b@example.com']),
  phone: pick(['+84901234567', '+84901234568', '+842838221234']),
}

/** As Drizzle takes them. */
const plainObjects = { noNullPrototype: true } as const
const none = <Value>() => fc.constant<Value[]>([])

const stamp = fc.record({
  ...{ createdAt: values.instant, updatedAt: values.instant },
  ...{ version: fc.constant(1), changeId: fc.constant(0) },
})
const record = <Value extends object>(shape: { [Name in keyof Value]: fc.Arbitrary<Value[Name]> }) =>
  fc.tuple(fc.record(shape), stamp, fc.boolean()).map(([row, stamps, synthetic]) => ({
    ...row,
    ...stamps,
    synthetic,
  }))

const attribute = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  values.count,
  pick([0.5, 1.5]),
  values.label,
  fc.constant([1]),
)

const customer = record({
  kind: pick(customerKinds),
  called: fc.oneof(
    { weight: 4, arbitrary: values.word.map(word => ({ name: word, foldedName: word })) },
    // Nobody said a name, or one without words.
    pick([null, '\u2014']).map(name => ({ name, foldedName: '' })),
  ),
  sortName: values.label,
  email: maybe(values.email),
  phone: maybe(values.phone),
  gender: maybe(pick(genders)),
  birthDate: maybe(values.day),
  acquisitionSource: maybe(values.label),
  ownerId: maybe(upTo(counts.staffMember)),
  regionId: maybe(pick(regionIds)),
  preferredChannels: fc.subarray(channels.slice(0, 3)),
  forbiddenChannels: fc.subarray(channels.slice(0, 3)),
  tags: fc.uniqueArray(values.word, { maxLength: 3 }),
  attributes: fc.record(
    { a: attribute, 'b c': fc.record({ a: attribute }, { requiredKeys: [], ...plainObjects }) },
    { requiredKeys: [], ...plainObjects },
  ),
  lifecycle: pick(lifecycleStages),
  lifecycleSince: maybe(values.day),
  erasedAt: maybe(values.instant),
  restrictedAt: seldom(values.instant),
  scoringObjectedAt: seldom(values.instant),
  firstPurchaseOn: maybe(values.day),
  lastPurchaseOn: maybe(values.day),
  purchaseDays: values.count,
  metricsOn: maybe(values.day),
  netSpend: values.amount.map(BigInt),
  netSpendYear: values.amount.map(BigInt),
  cycleDoubled: maybe(fc.integer({ min: 0, max: 8 })),
  relationshipLevel: upTo(5),
}).map(({ called, firstPurchaseOn: one, lastPurchaseOn: other, ...row }) => ({
  ...row,
  ...called,
  // Nobody bought last before they bought first.
  firstPurchaseOn: one !== null && other !== null ? Math.min(one, other) : one,
  lastPurchaseOn: one !== null && other !== null ? Math.max(one, other) : other,
}))

const { direction, stage } = interactions

const interaction = record({
  customerId: upTo(counts.customer),
  occurredAt: values.instant,
  day: values.day,
  kind: pick(['PURCHASE', 'PURCHASE', 'REFUND', ...interactionKinds] as const),
  channel: maybe(pick(channels.slice(0, 3))),
  subchannel: maybe(values.label),
  direction: maybe(pick(direction.enumValues)),
  stage: maybe(pick(stage.enumValues)),
  staffId: maybe(upTo(counts.staffMember)),
  amount: maybe(fc.nat(5)),
  cost: maybe(fc.nat(5)),
  score: maybe(values.count),
  cancelled: fc.boolean(),
  source: maybe(values.label),
})

const exposure = record({
  campaignId: upTo(counts.campaign),
  customerId: upTo(counts.customer),
  kind: pick(exposureKinds),
  confidence: values.count,
  recordedBy: maybe(upTo(counts.staffMember)),
})

const followUp = record({
  customerId: upTo(counts.customer),
  tactic: pick(followUpTactics),
  state: pick(followUpStates),
  dueOn: values.day,
  expiresOn: maybe(values.day),
  snoozedUntil: maybe(values.day),
  ownerId: maybe(upTo(counts.staffMember)),
  claimedBy: maybe(upTo(counts.staffMember)),
  claimedAt: maybe(values.instant),
  claimedUntil: maybe(values.instant),
  closedAt: maybe(values.instant),
  outcome: maybe(pick(followUpOutcomes)),
  reasons: none<FollowUpReason>(),
  netSpendYear: values.amount.map(BigInt),
  expectedGain: maybe(values.amount.map(BigInt)),
  minutes: values.count,
  channel: maybe(pick(channels.slice(0, 3))),
  escalatedAt: maybe(values.instant),
  createdOn: values.day,
}).map(({ synthetic: _, ...row }) => row)

const consent = record({
  customerId: upTo(counts.customer),
  purpose: pick(consentPurposes),
  channel: maybe(pick(channels.slice(0, 2))),
  given: fc.boolean(),
  textVersion: maybe(values.label),
  at: values.instant,
  actor: fc.constant('key:test'),
})

const contactPoint = record({
  customerId: upTo(counts.customer),
  of: fc.oneof(
    values.email.map(value => ({ kind: 'EMAIL' as const, value })),
    values.phone.map(value => ({ kind: 'PHONE' as const, value })),
  ),
  label: maybe(values.label),
  verifiedOn: maybe(values.day),
}).map(({ of, ...row }) => ({ ...row, ...of }))

const postalAddress = record({
  customerId: upTo(counts.customer),
  label: maybe(values.label),
  lines: none<string>(),
  postalCode: maybe(values.label),
  locality: maybe(values.label),
  region: maybe(values.label),
  country: pick(['VN', 'FR']),
  validFrom: maybe(values.day),
  validUntil: maybe(values.day),
  chosenAt: values.instant,
})

const occasion = record({
  customerId: upTo(counts.customer),
  kind: pick(occasionKinds),
  label: maybe(values.label),
  person: maybe(values.label),
  kinship: maybe(pick(kinships)),
  calendar: pick(calendars),
  month: upTo(3),
  day: upTo(3),
  leapMonth: fc.boolean(),
  nextOn: maybe(values.day),
})

const preference = record({
  customerId: upTo(counts.customer),
  topic: values.label,
  value: values.label,
  known: fc.oneof(
    fc.constant({ source: 'SAID' as const, confidence: null }),
    fc.constant({ source: 'INFERRED' as const, confidence: 0.5 }),
  ),
  observedOn: values.day,
  expiresOn: maybe(values.day),
}).map(({ known, ...row }) => ({ ...row, ...known }))

const note = record({
  customerId: upTo(counts.customer),
  text: values.label,
  pinned: fc.boolean(),
  author: fc.constant('key:test'),
})

const fileReference = record({
  customerId: upTo(counts.customer),
  name: values.label,
  mediaType: pick(['image/png', 'application/pdf']),
  url: fc.constant('https://files.example.com/1'),
})

const careTeamMember = record({
  customerId: upTo(counts.customer),
  staffId: upTo(counts.staffMember),
  role: maybe(values.label),
})

const employment = record({
  customerId: upTo(counts.customer),
  organisationId: upTo(counts.customer),
  title: maybe(values.label),
  from: maybe(values.day),
  until: maybe(values.day),
  chosenAt: values.instant,
})

const reachable = record({
  customerId: upTo(counts.customer),
  channel: pick(channels.slice(0, 2)),
  subchannel: values.label,
  reachable: fc.boolean(),
  reason: maybe(pick(reachabilityReasons)),
  expiresAt: maybe(values.instant),
})

const feedbackItem = record({
  id: upTo(counts.interaction),
  customerId: upTo(counts.customer),
  kind: pick(feedbackKinds),
  askedAt: values.instant,
  dueAt: values.instant,
  ownerId: maybe(upTo(counts.staffMember)),
  closedAt: maybe(values.instant),
  escalatedAt: maybe(values.instant),
  escalatedTo: maybe(upTo(counts.staffMember)),
  stands: fc.oneof(
    maybe(values.instant).map(answeredAt => ({ state: 'OPEN' as const, outcome: null, answeredAt })),
    values.instant.map(answeredAt => ({ state: 'ANSWERED' as const, outcome: null, answeredAt })),
    pick(feedbackOutcomes).map(outcome => ({ state: 'CLOSED' as const, outcome, answeredAt: null })),
  ),
}).map(({ stands, synthetic: _, ...row }) => ({ ...row, ...stands }))

const ownCampaign = record({
  sortName: values.label,
  said: fc.oneof(
    fc.record({ kind: pick(ownCampaignKinds), cadence: fc.constant(cadences[0]) }),
    fc.constant({ kind: 'PLAN' as const, cadence: cadences[1] }),
  ),
  segmentId: maybe(upTo(counts.segment)),
  channels: none<(typeof channels)[number]>(),
  purpose: pick(consentPurposes),
  firstDay: values.day,
  lastDay: maybe(values.day),
  cost: maybe(values.amount),
}).map(({ said, ...row }) => ({ ...row, ...said }))

const touch = record({
  customerId: upTo(counts.customer),
  ownCampaignId: upTo(counts.ownCampaign),
  slot: pick(['', 'an']),
  channel: pick(channels.slice(0, 2)),
  plannedFor: maybe(values.day),
  stands: fc.oneof(
    pick(touchReasons).map(leftOut => ({
      ...{ state: 'LEFT_OUT' as const, leftOut, touchedOn: null, respondedOn: null },
    })),
    values.day.map(touchedOn => ({ state: 'SENT' as const, leftOut: null, touchedOn, respondedOn: null })),
    fc.tuple(values.day, pick(bounces)).map(([touchedOn, bounce]) => ({
      ...{ state: 'BOUNCED' as const, leftOut: null, bounce, touchedOn, respondedOn: null },
    })),
    fc.tuple(values.day, values.day).map(([touchedOn, respondedOn]) => ({
      ...{ state: 'CAME' as const, leftOut: null, touchedOn, respondedOn },
    })),
  ),
}).map(({ stands, ...row }) => ({ ...row, ...stands }))
const personRequest = record({
  customerId: upTo(counts.customer),
  kind: pick(personRequestKinds.slice(0, 3)),
  regime: pick(privacyRegimes),
  receivedOn: values.day,
  channel: maybe(pick(channels.slice(0, 2))),
  thirdParty: fc.boolean(),
  ownerId: maybe(upTo(counts.staffMember)),
  policyVersion: fc.constant(1),
  acknowledgeBy: values.day,
  dueOn: values.day,
  acknowledgedOn: maybe(values.day),
  extendedOn: maybe(values.day),
  closed: fc.oneof(
    fc.constant({ closedOn: null, outcome: null }),
    fc.record({ closedOn: values.day, outcome: pick(personRequestOutcomes) }),
  ),
}).map(({ closed, ...row }) => ({ ...row, ...closed }))

const survey = record({
  customerId: upTo(counts.customer),
  kind: pick(surveyKinds),
  channel: maybe(pick(channels.slice(0, 2))),
  about: fc.oneof(
    fc.constant({ occasion: 'OTHER' as const, aboutId: null }),
    fc.record({
      occasion: pick(['DELIVERY', 'COMPLAINT_CLOSED'] as const),
      aboutId: upTo(counts.interaction),
    }),
  ),
  staffId: maybe(upTo(counts.staffMember)),
  askedAt: values.instant,
  expiresOn: values.day,
  stands: fc.oneof(
    fc.constant({ state: 'OPEN' as const, answerId: null, closedAt: null }),
    fc.record({
      state: fc.constant('DECLINED' as const),
      answerId: fc.constant(null),
      closedAt: values.instant,
    }),
    fc.record({
      ...{ state: fc.constant('ANSWERED' as const), answerId: upTo(counts.interaction) },
      closedAt: values.instant,
    }),
  ),
}).map(({ about, stands, ...row }) => ({ ...row, ...about, ...stands }))

const campaign = record({
  competitorId: upTo(counts.competitor),
  kind: pick(campaignKinds),
  products: none<string>(),
  sources: none<string>(),
  firstDay: values.day,
  lastDay: maybe(values.day),
})

const competitor = record({ sortName: values.label, aliases: none<string>(), products: none<string>() })

const { scope, state, method } = vulnerabilitySnapshots

const snapshot = fc.record({
  campaignId: upTo(counts.campaign),
  scope: pick(scope.enumValues),
  scopeId: upTo(2),
  method: pick(method.enumValues),
  policyVersion: fc.constant(1),
  asOf: values.day,
  state: pick(state.enumValues),
  firstDay: values.day,
  flags: fc.subarray([...vulnerabilityFlags]),
  sealedAt: maybe(values.instant),
})

const member = fc.record(
  {
    snapshotId: upTo(counts.vulnerabilitySnapshot),
    customerId: upTo(counts.customer),
    verdict: pick(memberVerdicts),
    exclusion: maybe(pick(exclusionReasons)),
    grade: maybe(pick(vulnerabilityGrades)),
    exposed: fc.boolean(),
    spendBaseline: values.amount.map(BigInt),
    spendWindow: values.amount.map(BigInt),
    purchaseDaysBaseline: values.count,
    purchaseDaysWindow: values.count,
    lastPurchaseOn: maybe(values.day),
  },
  plainObjects,
)

const some = <Value extends object>(one: fc.Arbitrary<Value>, maxLength: number, minLength = 0) =>
  fc.array(one, { minLength, maxLength }).map(all => all.map((row, at) => ({ id: at + 1, ...row })))

const all = <Value extends object>(one: fc.Arbitrary<Value>, length: number) => some(one, length, length)

export const world = fc
  .record({
    customers: all(customer, counts.customer),
    externalIds: fc.uniqueArray(
      fc.record(
        { customerId: upTo(counts.customer), source: values.label, externalId: values.label },
        plainObjects,
      ),
      { maxLength: 12, selector: ({ source, externalId }) => `${source}\t${externalId}` },
    ),
    interactions: some(interaction, counts.interaction),
    exposures: some(exposure, counts.exposure),
    followUps: some(followUp, counts.followUp),
    consents: some(consent, counts.consent),
    postalAddresses: some(postalAddress, 12),
    occasions: some(occasion, 12),
    preferences: some(preference, 12),
    notes: some(note, 12),
    fileReferences: some(fileReference, 12),
    careTeam: fc
      .uniqueArray(careTeamMember, {
        maxLength: 12,
        selector: row => `${row.customerId} ${row.staffId}`,
      })
      .map(all => all.map((row, at) => ({ id: at + 1, ...row }))),
    reachability: fc
      .uniqueArray(reachable, {
        maxLength: 12,
        selector: row => `${row.customerId} ${row.channel} ${row.subchannel}`,
      })
      .map(all => all.map((row, at) => ({ id: at + 1, ...row }))),
    employments: some(employment, 12),
    surveys: some(survey, 15),
    ownCampaigns: all(ownCampaign, counts.ownCampaign),
    touches: fc
      .uniqueArray(touch, {
        maxLength: 12,
        selector: row => `${row.customerId} ${row.ownCampaignId} ${row.slot}`,
      })
      .map(all => all.map((row, at) => ({ id: at + 1, ...row }))),
    personRequests: some(personRequest, 15),
    feedback: fc.uniqueArray(feedbackItem, { maxLength: 15, selector: ({ id }) => id }),
    contactPoints: fc
      .uniqueArray(contactPoint, {
        maxLength: 12,
        selector: ({ customerId, value }) => `${customerId}\t${value}`,
      })
      .map(all => all.map((row, at) => ({ id: at + 1, ...row }))),
    memberships: fc.uniqueArray(
      fc.record(
        {
          segmentId: upTo(counts.segment),
          customerId: upTo(counts.customer),
          joinedAt: values.instant,
        },
        plainObjects,
      ),
      { maxLength: 15, selector: ({ segmentId, customerId }) => `${segmentId}\t${customerId}` },
    ),
    frozenMembers: fc.uniqueArray(
      fc.record(
        { segmentSnapshotId: upTo(counts.segmentSnapshot), customerId: upTo(counts.customer) },
        plainObjects,
      ),
      { maxLength: 15, selector: row => `${row.segmentSnapshotId}\t${row.customerId}` },
    ),
    competitors: all(competitor, counts.competitor),
    campaigns: all(campaign, counts.campaign),
    campaignRegions: fc.uniqueArray(
      fc.record(
        {
          campaignId: upTo(counts.campaign),
          role: pick(['TARGET', 'TARGET', 'CONTROL'] as const),
          regionId: pick(regionIds),
        },
        plainObjects,
      ),
      { maxLength: 8, selector: row => JSON.stringify(Object.values(row)) },
    ),
    snapshots: all(snapshot, counts.vulnerabilitySnapshot),
    members: fc.uniqueArray(member, {
      maxLength: 20,
      selector: ({ snapshotId, customerId }) => `${snapshotId}\t${customerId}`,
    }),
  })
  .map(drawn => ({
    ...drawn,
    // Feedback is of the customer of its interaction.
    feedback: drawn.feedback.flatMap(row => {
      const of = drawn.interactions.find(({ id }) => id === row.id)
      return of ? [{ ...row, customerId: of.customerId }] : []
    }),
    surveys: drawn.surveys.filter(({ aboutId, answerId }) =>
      [aboutId, answerId].every(named => named === null || drawn.interactions.some(({ id }) => id === named)),
    ),
    // What must differ, or a name that only competitors and campaigns of this world have.
    competitors: drawn.competitors.map(row => ({ ...row, name: `an ${row.id}` })),
    campaigns: drawn.campaigns.map(row => ({ ...row, name: `an ${row.id}` })),
    ownCampaigns: drawn.ownCampaigns.map(row => ({ ...row, name: `an ${row.id}` })),
    followUps: drawn.followUps.map(row => ({ ...row, period: `${row.id}` })),
    snapshots: drawn.snapshots.filter(
      (row, at, rows) => rows.findIndex(one => identityOf(one) === identityOf(row)) === at,
    ),
  }))
  .map(drawn => ({
    ...drawn,
    members: drawn.members
      .filter(({ snapshotId }) => drawn.snapshots.some(({ id }) => id === snapshotId))
      .toSorted((a, b) => a.snapshotId - b.snapshotId || a.customerId - b.customerId),
  }))

const identityOf = (row: object) =>
  JSON.stringify({ ...row, id: 0, state: 0, firstDay: 0, flags: 0, sealedAt: 0 })

export type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never

const written = { createdAt: 1, updatedAt: 2, version: 1, changeId: 0 }

/** What no question of these tests is about. */
export async function prepare(service: TestService): Promise<void> {
  const { db } = service
  const { orm } = db
  await nightOver(service, runOf(asOf))
  await db.write([
    orm
      .insert(staffMembers)
      .values([1, 2].map(id => ({ id, name: `${id}`, sortName: `${id}`, active: true, ...written }))),
    orm.insert(regions).values(
      regionIds.map(id => ({
        ...{ id, code: `${id}`, name: `${id}`, sortName: `${id}`, ...written },
        parentId: id < 10 ? null : Math.floor(id / 10),
      })),
    ),
    orm.insert(segments).values(
      [1, 2, 3].map(id => ({
        ...{ id, name: `${id}`, sortName: `${id}`, rule: {}, ...written },
        ...{ memberCount: 0, unknownCount: 0, computedAt: 0 },
      })),
    ),
    orm.insert(segmentSnapshots).values(
      [1, 2, 3].map(id => ({
        ...{ id, segmentId: id, name: `${id}`, rule: {}, memberCount: 0, unknownCount: 0, ...written },
      })),
    ),
    orm.insert(rfmScales).values({
      ...{ day: asOf, customers: 12, watermark: 0, recency: [...scale.recency] },
      ...{ frequency: [...scale.frequency], monetary: [...scale.monetary] },
    }),
    orm.insert(modelFits).values({
      ...{
        model: 'MBG_NBD',
        day: asOf,
        policyVersion: 1,
        state: 'FITTED',
        parameters: fit,
        logLikelihood: -1,
      },
      ...{ customers: 12, repeaters: 12, observations: 12, binDays: 1, watermark: 0, createdAt: 0 },
    }),
    orm
      .insert(policies)
      .values({ kind: 'RFM', version: 99, body: { cells: scale.cells }, createdAt: 0, changeId: 0 }),
  ])
}

/** Puts a world in the place of the one before. */
export async function store({ db }: TestService, world: World): Promise<void> {
  const { orm } = db
  const into = <Table extends SQLiteTable>(table: Table, rows: Table['$inferInsert'][]) =>
    rows.length > 0 ? [orm.insert(table).values(rows)] : []
  await db.write(
    [
      ...[
        vulnerabilityMembers,
        vulnerabilitySnapshots,
        segmentMembers,
        segmentSnapshotMembers,
        followUps,
        exposures,
      ],
      ...[touches, ownCampaigns, personRequests, surveys, feedback, interactions],
      ...[
        ...[occasions, preferences, notes, fileReferences, careTeamMembers, channelReachability],
        employments,
        postalAddresses,
        contactPoints,
        consents,
        customerExternalIds,
        customers,
        campaignRegions,
        campaigns,
        competitors,
      ],
    ].map(table => orm.delete(table)),
  )
  await db.write([
    ...into(competitors, world.competitors),
    ...into(campaigns, world.campaigns),
    ...into(campaignRegions, world.campaignRegions),
    ...into(customers, world.customers),
    ...into(customerExternalIds, world.externalIds),
    ...into(interactions, world.interactions),
    ...into(feedback, world.feedback),
    ...into(surveys, world.surveys),
    ...into(ownCampaigns, world.ownCampaigns),
    ...into(touches, world.touches),
    ...into(personRequests, world.personRequests),
    ...into(exposures, world.exposures),
    ...into(followUps, world.followUps),
    ...into(consents, world.consents),
    ...into(contactPoints, world.contactPoints),
    ...into(postalAddresses, world.postalAddresses),
    ...into(occasions, world.occasions),
    ...into(preferences, world.preferences),
    ...into(notes, world.notes),
    ...into(fileReferences, world.fileReferences),
    ...into(careTeamMembers, world.careTeam),
    ...into(employments, world.employments),
    ...into(channelReachability, world.reachability),
    ...into(segmentMembers, world.memberships),
    ...into(segmentSnapshotMembers, world.frozenMembers),
    ...into(
      vulnerabilitySnapshots,
      world.snapshots.map(row => ({
        ...row,
        ...{ windowEnd: 0, windowDays: 1, baselineDays: 84, controlKind: 'NONE', watermark: 0 },
        treated: {
          ...{ members: 0, os: 0, vs: 0, literal: { os: 0, vs: 0 } },
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
          grades: { LAPSED: 0, SHARP: 0, MODERATE: 0 },
        },
      })),
    ),
    ...into(vulnerabilityMembers, world.members),
  ])
}
