import { eq, sql } from 'drizzle-orm'
import { customerDuplicates } from '../../src/database/tables/customers/customer-duplicates.ts'
import { customerUpdateJobs } from '../../src/database/tables/customers/customer-update-jobs.ts'
import { interactions as interactionsTable } from '../../src/database/tables/customers/interactions.ts'
import { apiKeys } from '../../src/database/tables/house/api-keys.ts'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { createCampaign } from '../../src/domain/campaigns/create-campaign.ts'
import { createCareReview } from '../../src/domain/care-reviews/create-care-review.ts'
import { createCareStandard } from '../../src/domain/care-standards/create-care-standard.ts'
import { createCompetitor } from '../../src/domain/competitors/create-competitor.ts'
import { recordConsent } from '../../src/domain/consents/record-consent.ts'
import { addContactPoint } from '../../src/domain/contact-points/add-contact-point.ts'
import { createCustomer } from '../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../src/domain/duplicates/merge-customers.ts'
import { recordExposure } from '../../src/domain/exposures/record-exposure.ts'
import { newestCursor } from '../../src/domain/feed/read-changes.ts'
import { closeFeedback } from '../../src/domain/feedback/close-feedback.ts'
import { claimFollowUp } from '../../src/domain/follow-ups/claim-follow-up.ts'
import { createFollowUp } from '../../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../../src/domain/follow-ups/dismiss-follow-up.ts'
import { snoozeFollowUp } from '../../src/domain/follow-ups/snooze-follow-up.ts'
import { createGoal } from '../../src/domain/goals/create-goal.ts'
import { parseInteractionFacts } from '../../src/domain/interactions/input.ts'
import { newInteractionRow } from '../../src/domain/interactions/new-interaction.ts'
import { recordInteraction } from '../../src/domain/interactions/record-interaction.ts'
import { createOwnCampaign } from '../../src/domain/own-campaigns/create-own-campaign.ts'
import { reportTouch } from '../../src/domain/own-campaigns/report-touch.ts'
import { ownedBy } from '../../src/domain/owners/owned-by.ts'
import { objectToScoring } from '../../src/domain/privacy/object-to-scoring.ts'
import { closePersonRequest } from '../../src/domain/privacy/requests/close-request.ts'
import { createPersonRequest } from '../../src/domain/privacy/requests/create-request.ts'
import { restrictCustomer } from '../../src/domain/privacy/restrict-customer.ts'
import { careTeamVerbs } from '../../src/domain/profile/care-team.ts'
import { employmentVerbs } from '../../src/domain/profile/employments.ts'
import { fileReferenceVerbs } from '../../src/domain/profile/file-references.ts'
import { noteVerbs } from '../../src/domain/profile/notes.ts'
import { occasionVerbs } from '../../src/domain/profile/occasions.ts'
import type { PartVerbs } from '../../src/domain/profile/part.ts'
import { postalAddressVerbs } from '../../src/domain/profile/postal-addresses.ts'
import { preferenceVerbs } from '../../src/domain/profile/preferences.ts'
import { reachabilityVerbs } from '../../src/domain/profile/reachability.ts'
import { createRegion } from '../../src/domain/regions/create-region.ts'
import { setOverride } from '../../src/domain/relationships/set-override.ts'
import { createSegment } from '../../src/domain/segments/create-segment.ts'
import { setOverrides } from '../../src/domain/segments/overrides/set-overrides.ts'
import { freezeSegment } from '../../src/domain/segments/snapshots/freeze-segment.ts'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { offboardStaffMember } from '../../src/domain/staff/offboarding/offboard.ts'
import { answerSurvey } from '../../src/domain/surveys/answer-survey.ts'
import { askSurvey } from '../../src/domain/surveys/ask-survey.ts'
import { createTargetProfile } from '../../src/domain/target-profiles/create-target-profile.ts'
import { createWebhook } from '../../src/domain/webhooks/create-webhook.ts'
import { testWebhook } from '../../src/domain/webhooks/test-webhook.ts'
import { commit } from '../../src/domain/writes/commit.ts'
import type { Verb } from '../../src/domain/writes/mutate.ts'
import { firstVersion } from '../../src/domain/writes/versions.ts'
import { formatDay } from '../../src/lib/days.ts'
import { decodeId, encodeId } from '../../src/lib/ids.ts'
import { fresh, type TestService } from './service.ts'

/** One of each noun, by its public id; all that can be was said through the verbs. */
type ProfileKind =
  | ('occasion' | 'preference' | 'note' | 'fileReference')
  | ('careTeamMember' | 'channelReachability' | 'employment')

export interface World {
  region: string
  otherRegion: string
  staff: string
  otherStaff: string
  /** Nothing is theirs: one works here, the other was offboarded. */
  leaver: string
  formerStaff: string
  /** Owned by `staff`, with external id 1 of the shop. */
  customer: string
  /** Owned by `otherStaff`. */
  otherCustomer: string
  /** Four who are two, two after two: of the shop, with keys of their own. */
  twins: [string, string, string, string]
  /** Whom nothing else is about, owned by `otherStaff`. */
  forgotten: string
  /** Who uses rights of its own: one has not yet, one is restricted and objects to scoring. */
  subjects: [string, string]
  /** Of two more, which is done. */
  merge: string
  /** Two who may be one, of whom `otherStaff` owns one; and two of whom somebody said that they are not. */
  duplicate: string
  otherDuplicate: string
  interaction: string
  otherInteraction: string
  competitor: string
  campaign: string
  /** Of `customer`. */
  exposure: string
  otherExposure: string
  segment: string
  /** Of `segment`. */
  segmentSnapshot: string
  ownCampaign: string
  /** Of level 4, each month; its first day is the fiftieth before today. */
  careStandard: string
  /** Of `careStandard`, in the month before yesterday; nothing supersedes it. */
  careReview: string
  /** Of `segment`; its first day is the fiftieth before today. */
  goal: string
  targetProfile: string
  /** Of `customer`: it was sent. */
  touch: string
  /** Of `otherCustomer`. */
  otherTouch: string
  /** Of `customer`. */
  followUps: [string, string, string, string]
  /** Of a customer that nothing else changes. */
  change: string
  /** Of `otherCustomer`. */
  otherFollowUp: string
  /** Of `otherCustomer`: open, claimed for `otherStaff`, put off, dismissed. */
  work: Record<'claimed' | 'snoozed' | 'closed', [string, string]> & { open: [string, string, string] }
  /** Of `customer`, open. */
  feedback: [string, string, string, string, string]
  /** Of `customer`. */
  closedFeedback: string
  /** Of `otherCustomer`. */
  otherFeedback: string
  /** Of `customer`, open. */
  surveys: [string, string]
  /** Of `customer`. */
  answeredSurvey: string
  /** Of `otherCustomer`. */
  otherSurvey: string
  /** Of `customer`, open, received today. */
  personRequests: [string, string, string, string]
  /** Of `customer`. */
  closedPersonRequest: string
  /** Of `otherCustomer`. */
  otherPersonRequest: string
  otherConsent: string
  /** Of `customer`, beside the primary one. */
  contactPoints: [string, string, string]
  otherContactPoint: string
  /** Of `customer`. */
  postalAddresses: [string, string]
  otherPostalAddress: string
  /** What is known of `customer`, two of each kind. */
  profile: Record<ProfileKind, [string, string]>
  otherProfile: Record<ProfileKind, string>
  /** An organisation, owned by `staff`. */
  firm: string
  /** Who cares for nobody yet. */
  newStaff: string
  /** A key besides the one that is used. */
  apiKey: string
  webhook: string
  /** Under way: nobody goes on with it. */
  customerUpdateJob: string
  webhookDelivery: string
  /** One more, which nobody revokes. */
  otherApiKey: string
  frozenApiKey: string
  currency: string
  /** The day so many days from the world's, as a text. */
  day(ahead: number): string
}

/**
 * A small shop: eight customers who bought every tenth day until a competitor's campaign came, which half of
 * them left for. The campaign has been over for a while.
 */
export async function smallWorld(base: TestService): Promise<World> {
  const service = () => fresh(base)
  const day = (ahead: number) => formatDay(base.today + ahead)
  const daysAgo = (days: number) => day(-days)
  const region = (code: string) => createRegion(service(), { code, name: `Region ${code}` })
  const { regionId } = await region('HN')
  const { regionId: otherRegionId } = await region('SG')
  const staff = async (name: string) =>
    encodeId('staffMember', (await createStaffMember(service(), { name })).staffMemberId)
  const [an, binh] = [await staff('Nguyễn An'), await staff('Trần Bình')]
  const [chi, dung] = [await staff('Lê Chi'), await staff('Phạm Dung')]
  await offboardStaffMember(service(), { id: dung, rule: { colleagues: [an] } })
  const customers: string[] = []
  const interactions: string[] = []
  const purchases: ReturnType<typeof purchase>[] = []
  for (let at = 0; at < 8; at++) {
    const { customerId } = await createCustomer(service(), {
      name: `Khách ${at}`,
      email: `k${at}@example.com`,
      phone: `+8490000000${at}`,
      owner: at % 2 === 0 ? an : binh,
      region: at < 4 ? 'HN' : 'SG',
      externalIds: [{ source: 'shop', externalId: `${at + 1}` }],
    })
    const customer = encodeId('customer', customerId)
    customers.push(customer)
    for (let ago = 150; ago > 3; ago -= 10) {
      if (at < 2 && ago < 60) continue
      const id = base.newId()
      interactions[at] ??= encodeId('interaction', id)
      purchases.push(purchase(base, { id, customerId, staffId: null }, `${daysAgo(ago)}T10:00`))
    }
  }
  const writer = service()
  const inserts = purchases.map(row => writer.db.orm.insert(interactionsTable).values(row))
  await commit(writer, { action: 'interaction.record', detail: { customerCreated: false } }, inserts, {})
  const { competitorId } = await createCompetitor(service(), { name: 'Rival' })
  const { campaignId } = await createCampaign(service(), {
    competitor: encodeId('competitor', competitorId),
    name: 'Price war',
    kind: 'PRICE',
    regions: ['HN'],
    firstDay: daysAgo(50),
    lastDay: daysAgo(20),
  })
  const campaign = encodeId('campaign', campaignId)
  const [customer = '', otherCustomer = ''] = customers
  const exposed = async (who: string) => {
    const input = { campaign, customer: who, kind: 'REPORTED', evidence: 'Said so' }
    return encodeId('exposure', (await recordExposure(service(), input)).exposureId)
  }
  const rule = { lifecycle: { in: ['LAPSING', 'LOST'] } }
  const { segmentId } = await createSegment(service(), { name: 'Going', rule })
  const { segmentSnapshotId } = await freezeSegment(service(), {
    ...{ segment: encodeId('segment', segmentId), name: 'Before the fair' },
  })
  const { ownCampaignId } = await createOwnCampaign(service(), {
    ...{ name: 'Tea in spring', kind: 'OFFER', channels: ['EMAIL'] },
    ...{ firstDay: daysAgo(9), lastDay: daysAgo(-9) },
  })
  const { careStandardId } = await createCareStandard(service(), {
    ...{ name: 'Every month', level: 4, deed: 'CONTACT', everyDays: 30, channels: ['PHONE', 'EMAIL'] },
    ...{ firstDay: daysAgo(50), lastDay: daysAgo(-50) },
  })
  const { careReviewId } = await createCareReview(service(), {
    ...{ firstDay: daysAgo(31), lastDay: daysAgo(2), summary: 'Mostly kept', note: 'Told to all' },
    decisions: [
      { standard: encodeId('careStandard', careStandardId), decision: 'CHANGE', note: 'Less often' },
    ],
  })
  const { goalId } = await createGoal(service(), {
    ...{ name: 'More of them', metric: 'SEGMENT_MEMBERS', direction: 'AT_LEAST', target: 10 },
    ...{ segment: encodeId('segment', segmentId), firstDay: daysAgo(50), lastDay: daysAgo(-50) },
  })
  const { targetProfileId } = await createTargetProfile(service(), {
    ...{ name: 'Good neighbours', description: 'Near and new' },
    conditions: [{ label: 'New', weight: 2, condition: { lifecycle: { in: ['PROSPECT'] } } }],
  })
  await setOverrides(service(), {
    ...{ segment: encodeId('segment', segmentId), customers: [otherCustomer] },
    ...{ membership: 'OUT', reason: 'Asked for quiet' },
  })
  const contacted = async (who: string) => {
    const input = { ownCampaign: encodeId('ownCampaign', ownCampaignId), customer: who, state: 'SENT' }
    return encodeId('touch', (await reportTouch(service(), input)).touchId)
  }
  await setOverride(service(), {
    ...{ customer: otherCustomer, level: 2, reason: 'Asked for quiet', until: daysAgo(-30) },
  })
  const promise = async (of: string) =>
    encodeId('followUp', (await createFollowUp(service(), { customer: of, dueOn: daysAgo(-3) })).followUpId)
  const worked = async (verb: Verb<unknown, { followUpId: number }>, input: object) => {
    const id = await promise(otherCustomer)
    await verb(service(), { id, ...input })
    return id
  }
  const reached = async (who: string, label: string) => {
    const input = { customer: who, email: `${label}@example.com`, label }
    return encodeId('contactPoint', (await addContactPoint(service(), input)).contactPointId)
  }
  const lives = async (who: string) => {
    const input = { customer: who, lines: ['1 Lê Lợi'], label: 'home' }
    return encodeId('postalAddress', (await postalAddressVerbs.add(service(), input)).id)
  }
  const founded = async (name: string) =>
    encodeId(
      'customer',
      (await createCustomer(service(), { name, kind: 'ORGANISATION', owner: an })).customerId,
    )
  const [firm, otherFirm] = [await founded('Công ty Sen'), await founded('Công ty Mai')]
  const partsOf = async (who: string, which: 0 | 1) => ({
    occasion: await made('occasion', occasionVerbs, {
      ...{ customer: who, kind: 'BIRTHDAY', month: 2, day: 28 },
    }),
    preference: await made('preference', preferenceVerbs, {
      ...{ customer: who, topic: 'colour', value: which === 0 ? 'Đỏ' : 'Xanh', source: 'SAID' },
    }),
    note: await made('note', noteVerbs, { customer: who, text: 'Gọi sau giờ làm' }),
    fileReference: await made('fileReference', fileReferenceVerbs, {
      ...{ customer: who, name: 'Ảnh', mediaType: 'image/png', url: 'https://files.example.com/1' },
    }),
    careTeamMember: await made('careTeamMember', careTeamVerbs, {
      ...{ customer: who, staffMember: which === 0 ? an : binh },
    }),
    employment: await made('employment', employmentVerbs, {
      ...{ customer: who, organisation: which === 0 ? firm : otherFirm, title: 'Kế toán' },
    }),
    channelReachability: await made('channelReachability', reachabilityVerbs, {
      ...{ customer: who, channel: 'SOCIAL', subchannel: which === 0 ? 'Zalo' : 'Viber', reachable: true },
    }),
  })
  const made = async (kind: ProfileKind, { add }: PartVerbs, input: object) =>
    encodeId(kind, (await add(service(), input)).id)
  const [first, second] = [await partsOf(customer, 0), await partsOf(customer, 1)]
  const complaint = async (of: string) => {
    const said = {
      customer: { id: of },
      kind: 'COMPLAINT',
      occurredAt: `${daysAgo(200)}T10:00`,
      body: 'It leaks',
    }
    return encodeId('feedback', (await recordInteraction(service(), said)).interactionId)
  }
  const asked = async (of: string, about: string) => {
    const input = {
      customer: of,
      kind: 'SATISFACTION',
      question: 'Chị thấy sao?',
      occasion: 'DELIVERY',
      about,
    }
    return encodeId('survey', (await askSurvey(service(), input)).surveyId)
  }
  const rightAsked = async (of: string) => {
    const input = { customer: of, kind: 'ACCESS', regime: 'VIETNAM', note: 'Lan asks' }
    return encodeId('personRequest', (await createPersonRequest(service(), input)).personRequestId)
  }
  const closedPersonRequest = await rightAsked(customer)
  await closePersonRequest(service(), { id: closedPersonRequest, outcome: 'WITHDRAWN' })
  const bought = purchases
    .filter(row => encodeId('customer', row.customerId) === customer)
    .map(({ id }) => encodeId('interaction', id))
  const answeredSurvey = await asked(customer, bought[3] ?? '')
  await answerSurvey(service(), { id: answeredSurvey, score: 9 })
  const closed = await complaint(customer)
  await closeFeedback(service(), { id: closed, outcome: 'RESOLVED', note: 'Mended' })
  const agreed = { customer: otherCustomer, purpose: 'MARKETING', given: true }
  const { consentId } = await recordConsent(service(), agreed)
  const key = async (name: string) =>
    encodeId('apiKey', (await issueApiKey(service(), { name, scopes: ['customers:read'] })).apiKeyId)
  const twin = async (input: object) =>
    encodeId('customer', (await createCustomer(service(), input)).customerId)
  const survivor = await twin({ name: 'Lê Hai' })
  const merged = await twin({ name: 'Le Hai', externalIds: [{ source: 'web', externalId: 'twin' }] })
  const { mergeId } = await mergeCustomers(service(), { survivor, merged })
  const subjects: World['subjects'] = [await twin({ name: 'Lý Một' }), await twin({ name: 'Lý Đôi' })]
  await restrictCustomer(service(), { customer: subjects[1], reason: 'Disputes the bill' })
  await objectToScoring(service(), { customer: subjects[1], reason: 'Wants no profile' })
  const [forgotten = '', fifth = '', sixth = '', seventh = '', eighth = ''] = customers.slice(3)
  const { webhookId } = await createWebhook(service(), {
    ...{ name: 'Partner', url: 'https://partner.example.com/hook', entities: ['CUSTOMER'] },
  })
  const { deliveryId } = await testWebhook(service(), { id: webhookId })
  await updateCustomer(service(), {
    id: decodeId(customers[7] ?? '')?.id,
    patch: { acquisitionSource: 'Fair' },
  })
  const change = await newestCursor(service())
  return {
    region: encodeId('region', regionId),
    otherRegion: encodeId('region', otherRegionId),
    staff: an,
    subjects,
    otherStaff: binh,
    leaver: chi,
    formerStaff: dung,
    customer,
    otherCustomer,
    twins: [fifth, sixth, seventh, eighth],
    forgotten,
    merge: encodeId('customerMerge', mergeId ?? 0),
    ...(await pairs(service(), customer, otherCustomer, fifth)),
    interaction: interactions[0] ?? '',
    otherInteraction: interactions[1] ?? '',
    competitor: encodeId('competitor', competitorId),
    campaign,
    exposure: await exposed(customer),
    otherExposure: await exposed(otherCustomer),
    segment: encodeId('segment', segmentId),
    segmentSnapshot: encodeId('segmentSnapshot', segmentSnapshotId),
    ownCampaign: encodeId('ownCampaign', ownCampaignId),
    careStandard: encodeId('careStandard', careStandardId),
    careReview: encodeId('careReview', careReviewId),
    goal: encodeId('goal', goalId),
    targetProfile: encodeId('targetProfile', targetProfileId),
    touch: await contacted(customer),
    otherTouch: await contacted(otherCustomer),
    followUps: [
      await promise(customer),
      await promise(customer),
      await promise(customer),
      await promise(customer),
    ],
    change,
    otherFollowUp: await promise(otherCustomer),
    work: {
      open: [await promise(otherCustomer), await promise(otherCustomer), await promise(otherCustomer)],
      claimed: [await worked(claimFollowUp, { staff: binh }), await worked(claimFollowUp, { staff: binh })],
      snoozed: [
        await worked(snoozeFollowUp, { until: daysAgo(-9) }),
        await worked(snoozeFollowUp, { until: daysAgo(-9) }),
      ],
      closed: [
        await worked(dismissFollowUp, { reason: 'Moved away' }),
        await worked(dismissFollowUp, { reason: 'Moved away' }),
      ],
    },
    feedback: [
      await complaint(customer),
      await complaint(customer),
      await complaint(customer),
      await complaint(customer),
      await complaint(customer),
    ],
    closedFeedback: closed,
    otherFeedback: await complaint(otherCustomer),
    surveys: [await asked(customer, bought[1] ?? ''), await asked(customer, bought[2] ?? '')],
    answeredSurvey,
    otherSurvey: await asked(otherCustomer, interactions[1] ?? ''),
    personRequests: [
      await rightAsked(customer),
      await rightAsked(customer),
      await rightAsked(customer),
      await rightAsked(customer),
    ],
    closedPersonRequest,
    otherPersonRequest: await rightAsked(otherCustomer),
    otherConsent: encodeId('consent', consentId),
    contactPoints: [
      await reached(customer, 'home'),
      await reached(customer, 'work'),
      await reached(customer, 'school'),
    ],
    postalAddresses: [await lives(customer), await lives(customer)],
    otherPostalAddress: await lives(otherCustomer),
    profile: {
      occasion: [first.occasion, second.occasion],
      preference: [first.preference, second.preference],
      note: [first.note, second.note],
      fileReference: [first.fileReference, second.fileReference],
      careTeamMember: [first.careTeamMember, second.careTeamMember],
      employment: [first.employment, second.employment],
      channelReachability: [first.channelReachability, second.channelReachability],
    },
    otherProfile: await partsOf(otherCustomer, 0),
    firm,
    newStaff: await staff('Lê Cường'),
    otherContactPoint: await reached(otherCustomer, 'home'),
    apiKey: await key('Other'),
    otherApiKey: await key('Third'),
    frozenApiKey: await frozen(service(), await key('Frozen')),
    webhook: encodeId('webhook', webhookId),
    customerUpdateJob: await running(service()),
    webhookDelivery: encodeId('webhookDelivery', deliveryId),
    currency: base.workspace.currency,
    day,
  }
}

/** As an alarm leaves it. */
async function frozen({ db, now }: TestService, id: string): Promise<string> {
  await db.write([
    db.orm
      .update(apiKeys)
      .set({ frozenAt: now })
      .where(eq(apiKeys.id, decodeId(id)?.id ?? 0)),
  ])
  return id
}

/** As a night finds them. */
async function pairs(service: TestService, ...customers: string[]) {
  const [one = 0, other = 0, third = 0] = customers.map(id => decodeId(id)?.id ?? 0)
  const row = (firstId: number, secondId: number, state: 'OPEN' | 'DISMISSED') => ({
    id: service.newId(),
    ...{ firstId, secondId, state, grounds: ['EMAIL' as const] },
    ...(state === 'DISMISSED' ? { dismissedAt: service.now, dismissedBy: service.actor.caller } : {}),
    ...{ createdAt: service.now, updatedAt: service.now, version: 1, changeId: 0 },
  })
  const rows = [row(one, other, 'OPEN'), row(one, third, 'DISMISSED')] as const
  await service.db.write([service.db.orm.insert(customerDuplicates).values([...rows])])
  const [duplicate, otherDuplicate] = rows.map(({ id }) => encodeId('customerDuplicate', id))
  return { duplicate: duplicate ?? '', otherDuplicate: otherDuplicate ?? '' }
}

/** A job of more than one part, of whom the first is done. */
async function running(service: TestService): Promise<string> {
  const row = {
    id: service.newId(),
    ...{ filter: { purchases: { greaterThan: 0 } }, patch: { acquisitionSource: 'Street' } },
    ...{ state: 'RUNNING' as const, failure: null, ...ownedBy(service.actor) },
    ...{ matching: 300, matchingExact: true, place: 1, changed: 250, unchanged: 0, refused: 0, refusals: [] },
    ...{ progressAt: service.now, ...firstVersion(service) },
  }
  await commit(
    service,
    { action: 'customer-update-job.start', entityId: row.id, after: row },
    [service.db.orm.insert(customerUpdateJobs).values(row)],
    null,
  )
  return encodeId('customerUpdateJob', row.id)
}

function purchase(service: TestService, ids: Parameters<typeof newInteractionRow>[1], occurredAt: string) {
  const { currency } = service.workspace
  const input = { kind: 'PURCHASE', occurredAt, amount: '100000', currency } as const
  const parsed = parseInteractionFacts(service.workspace, service.now, input)
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
  return newInteractionRow(service, ids, parsed.facts)
}

/** A key without what each request of it leaves behind. */
function withoutUse({ last_used_at: _, level: __, level_at: ___, ...key }: Record<string, unknown>) {
  return key
}

/** Every row of every table but those named, by table. */
export async function contents(base: TestService, but: readonly string[] = []) {
  const { orm } = fresh(base).db
  const tables = await orm.all<{ name: string }>(
    // Not full-text tables, which triggers fill and nobody can list, nor those in which they keep their bytes.
    sql`SELECT name FROM pragma_table_list
      WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
  )
  const chosen = tables.map(table => table.name).filter(name => !but.includes(name))
  const rows = await Promise.all(
    chosen.map(name => orm.all<Record<string, unknown>>(sql.raw(`SELECT * FROM "${name}"`))),
  )
  return Object.fromEntries(
    chosen.map((name, at) => [
      name,
      name === 'api_keys' ? (rows[at] ?? []).map(withoutUse) : (rows[at] ?? []),
    ]),
  )
}
