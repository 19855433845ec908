import type { InteractionLine } from '../../../database/tables/customers/interactions.ts'
import { formatInstant } from '../../../lib/days.ts'
import { encodeId, type IdKind } from '../../../lib/ids.ts'
import { formatAmount } from '../../../lib/money.ts'
import { updateCampaign } from '../../campaigns/update-campaign.ts'
import { updateCareReview } from '../../care-reviews/update-care-review.ts'
import { updateCareStandard } from '../../care-standards/update-care-standard.ts'
import type { Action } from '../../changes/kinds.ts'
import { updateCompetitor } from '../../competitors/update-competitor.ts'
import { addContactPoint } from '../../contact-points/add-contact-point.ts'
import { removeContactPoint } from '../../contact-points/remove-contact-point.ts'
import { updateContactPoint } from '../../contact-points/update-contact-point.ts'
import { updateCustomer } from '../../customers/update-customer.ts'
import { updateExposure } from '../../exposures/update-exposure.ts'
import { assignFeedback } from '../../feedback/assign-feedback.ts'
import { closeFeedback } from '../../feedback/close-feedback.ts'
import { reopenFeedback } from '../../feedback/reopen-feedback.ts'
import { claimFollowUp } from '../../follow-ups/claim-follow-up.ts'
import { releaseFollowUp } from '../../follow-ups/release-follow-up.ts'
import { reopenFollowUp } from '../../follow-ups/reopen-follow-up.ts'
import { snoozeFollowUp } from '../../follow-ups/snooze-follow-up.ts'
import { updateFollowUp } from '../../follow-ups/update-follow-up.ts'
import { wakeFollowUp } from '../../follow-ups/wake-follow-up.ts'
import { updateGoal } from '../../goals/update-goal.ts'
import { correctInteraction } from '../../interactions/correct-interaction.ts'
import { updateOwnCampaign } from '../../own-campaigns/update-own-campaign.ts'
import { careTeamVerbs } from '../../profile/care-team.ts'
import { employmentVerbs } from '../../profile/employments.ts'
import { fileReferenceVerbs } from '../../profile/file-references.ts'
import { noteVerbs } from '../../profile/notes.ts'
import { occasionVerbs } from '../../profile/occasions.ts'
import type { PartVerbs } from '../../profile/part.ts'
import { postalAddressVerbs } from '../../profile/postal-addresses.ts'
import { preferenceVerbs } from '../../profile/preferences.ts'
import { reachabilityVerbs } from '../../profile/reachability.ts'
import { updateRegion } from '../../regions/update-region.ts'
import { clearOverride } from '../../relationships/clear-override.ts'
import { setOverride } from '../../relationships/set-override.ts'
import { clearOverrides } from '../../segments/overrides/clear-overrides.ts'
import { setOverrides } from '../../segments/overrides/set-overrides.ts'
import { requireRuleScopes, storedRule } from '../../segments/rules/rule.ts'
import { updateSegment } from '../../segments/update-segment.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service, Workspace } from '../../service/service.ts'
import { undoOffboarding } from '../../staff/offboarding/undo.ts'
import { updateStaffMember } from '../../staff/update-staff-member.ts'
import { askedBy, requireProfileScopes, storedConditions } from '../../target-profiles/conditions.ts'
import { updateTargetProfile } from '../../target-profiles/update-target-profile.ts'

/** A change as the trail has it: each touched field with what was, and is. */
export interface Undoable {
  recordId: number
  /** Of the record now; null where it is gone. */
  version: number | null
  before: ReadonlyMap<string, unknown>
  after: ReadonlyMap<string, unknown>
  workspace: Workspace
}

/** What takes a change back, and what it is told; null where what was cannot be said to it. */
export interface Reversal {
  verb(service: Service, input: unknown): Promise<object>
  input(change: Undoable): object | null
  /**
   * What the verb takes beside the scope of its noun, by what it is told.
   * @throws AuthorizationError
   */
  requires?(service: Service, change: Undoable): void
}

type Said = (value: unknown, change: Undoable) => readonly [string, unknown] | null

const as =
  (name: string, form: (value: unknown) => unknown = value => value): Said =>
  value => [name, value === null ? null : form(value)]

const id = (kind: IdKind) => (value: unknown) => encodeId(kind, Number(value))
const ids = (kind: IdKind) => (value: unknown) => (value as number[]).map(id(kind))
const instant = (value: unknown) => formatInstant(Number(value))

/** A field that the reverse verb sets beside another. */
const along: Said = () => ['', undefined]

const same = (...names: string[]) => Object.fromEntries(names.map(name => [name, as(name)]))

/** `{ id, expectedVersion, patch }` with what was; null where a field is touched that no patch can say. */
const patchOf = (fields: Readonly<Record<string, Said>>) => (change: Undoable) => {
  const patch: Record<string, unknown> = {}
  for (const [field, value] of change.before) {
    const said = fields[field]?.(value, change)
    if (!said) return null
    if (said[1] !== undefined) patch[said[0]] = said[1]
  }
  return { ...head(change), patch }
}

const head = ({ recordId, version }: Undoable) => ({ id: recordId, expectedVersion: version })

/** The text as it was given, where that differs from what is compared. */
const given =
  (name: string): Said =>
  (value, { before }) => [name, before.get(`${name}Given`) ?? value]

const money =
  (name: string): Said =>
  (value, { workspace }) => [
    name,
    value === null ? null : formatAmount(BigInt(Number(value)), workspace.decimals),
  ]

interface Stay {
  since: number
  regionId: number
}

/** Of a move the stay that it made or wrote over; null of anything else. */
function movedStay({ before, after }: Undoable): Stay | null {
  const stays = (of: ReadonlyMap<string, unknown>) => (of.get('regions') ?? []) as Stay[]
  const known = new Set(stays(before).map(({ since, regionId }) => `${since} ${regionId}`))
  const [moved, ...others] = stays(after).filter(({ since, regionId }) => !known.has(`${since} ${regionId}`))
  return moved && others.length === 0 ? moved : null
}

/** The customer is where it was, since the day of the move: whoever was nowhere cannot be nowhere again. */
const region: Said = (value, change) =>
  value === null || !movedStay(change) ? null : ['region', id('region')(value)]

const regionSince: Said = (_value, change) => {
  const moved = movedStay(change)
  return moved && change.before.get('regionId') != null ? ['regionSince', moved.since] : null
}

const lines: Said = (value, { workspace }) => {
  const said = (value as InteractionLine[] | null)?.map(({ amount, cost, ...line }) => ({
    ...line,
    ...(amount !== undefined && { amount: formatAmount(BigInt(amount), workspace.decimals) }),
    ...(cost !== undefined && { cost: formatAmount(BigInt(cost), workspace.decimals) }),
  }))
  return ['lines', said ?? []]
}

const customer = patchOf({
  ...same('kind', 'name', 'email', 'phone', 'gender', 'birthDate', 'acquisitionSource'),
  ...same('preferredChannels', 'forbiddenChannels', 'attributes', 'tags', 'externalIds'),
  ownerId: as('owner', id('staffMember')),
  regionId: region,
  regions: regionSince,
})

const interaction = patchOf({
  ...same(
    'kind',
    'channel',
    'subchannel',
    'direction',
    'stage',
    'subject',
    'body',
    'outcome',
    'cancelled',
    'score',
  ),
  staffId: as('staff', id('staffMember')),
  occurredAt: as('occurredAt', instant),
  ...{ amount: money('amount'), cost: money('cost'), lines },
  ...{ source: given('source'), externalId: given('externalId') },
  ...{ sourceGiven: along, externalIdGiven: along, reason: along },
})

const override = ({ recordId, before }: Undoable) =>
  before.get('level') == null
    ? null
    : {
        customer: recordId,
        ...{ level: before.get('level'), reason: before.get('reason'), until: before.get('until') },
      }

/** Until when a follow-up was put off. */
const putOff = ({ before }: Undoable) =>
  before.get('snoozedUntil') == null ? {} : { until: before.get('snoozedUntil') }

/** Which customer of which segment something was said of by hand. */
const overriddenOf = (recordId: number, said: ReadonlyMap<string, unknown>) => ({
  segment: said.get('segmentId'),
  customers: [recordId],
})

/** What was removed, as what adds it takes it. */
const named = (fields: readonly string[], before: ReadonlyMap<string, unknown>) =>
  Object.fromEntries(fields.flatMap(field => (before.get(field) == null ? [] : [[field, before.get(field)]])))

const isThere = (change: Undoable): object | null => (change.version === null ? null : head(change))

/** Of what a customer has several of: the reverse of adding one, of changing it and of taking it away. */
const ofPart = (verbs: PartVerbs, fields: Readonly<Record<string, Said>>) => ({
  add: { verb: verbs.remove, input: isThere },
  update: { verb: verbs.update, input: patchOf(fields) },
  remove: {
    verb: verbs.restore,
    input: (change: Undoable) => ({
      id: change.recordId,
      ...named(['chosenAt'], change.before),
      said: {
        customer: change.before.get('customerId'),
        ...Object.fromEntries(
          Object.entries(fields).flatMap(([field, form]) => {
            const value = change.before.get(field)
            const said = value == null ? null : form(value, change)
            return said?.[1] === undefined ? [] : [said]
          }),
        ),
      },
    }),
  },
})

const postalAddress = ofPart(
  postalAddressVerbs,
  same(
    ...['label', 'recipient', 'lines', 'postalCode', 'locality', 'region', 'country'],
    ...['validFrom', 'validUntil'],
  ),
)
const occasion = ofPart(
  occasionVerbs,
  same('kind', 'label', 'person', 'kinship', 'calendar', 'month', 'day', 'leapMonth', 'year'),
)
const preference = ofPart(
  preferenceVerbs,
  same('topic', 'value', 'source', 'confidence', 'observedOn', 'expiresOn'),
)
const note = ofPart(noteVerbs, same('text', 'pinned'))
const fileReference = ofPart(fileReferenceVerbs, same('name', 'mediaType', 'url'))
const careTeamMember = ofPart(careTeamVerbs, {
  ...same('role'),
  staffId: as('staffMember', id('staffMember')),
})
const employment = ofPart(employmentVerbs, {
  ...same('title', 'from', 'until'),
  organisationId: as('organisation', id('customer')),
})
const reachability = ofPart(reachabilityVerbs, {
  ...same('channel', 'reachable'),
  // Of a channel as a whole nothing is said.
  subchannel: value => (value === '' ? null : ['subchannel', value]),
  expiresAt: as('expiresAt', instant),
  reason: along,
})

/** Every kind of change that can be taken back. What is evidence, right or secret is none of them. */
export const reversals: Readonly<Partial<Record<Action, Reversal>>> = {
  'campaign.update': {
    verb: updateCampaign,
    input: patchOf({
      ...same('kind', 'products', 'offer', 'sources', 'firstDay', 'lastDay'),
      ...{ name: given('name'), nameGiven: along, competitorId: as('competitor', id('competitor')) },
      ...{ regions: as('regions', ids('region')), controlRegions: as('controlRegions', ids('region')) },
    }),
  },
  'competitor.update': {
    verb: updateCompetitor,
    input: patchOf({
      ...same('aliases', 'products', 'notes'),
      ...{ name: given('name'), nameGiven: along, regions: as('regions', ids('region')) },
    }),
  },
  'contact-point.add': { verb: removeContactPoint, input: isThere },
  'contact-point.remove': {
    verb: addContactPoint,
    input: ({ before }) => ({
      customer: before.get('customerId'),
      [before.get('kind') === 'EMAIL' ? 'email' : 'phone']: before.get('value'),
      ...named(['label', 'verifiedOn'], before),
    }),
  },
  'contact-point.update': { verb: updateContactPoint, input: patchOf(same('label', 'verifiedOn')) },
  'customer.update': { verb: updateCustomer, input: customer },
  'exposure.update': {
    verb: updateExposure,
    input: patchOf({
      ...same('kind', 'evidence', 'confidence'),
      interactionId: as('interaction', id('interaction')),
    }),
  },
  'feedback.assign': {
    verb: assignFeedback,
    input: ({ before, ...change }) => ({
      ...head({ before, ...change }),
      ...(before.get('ownerId') != null && { owner: before.get('ownerId') }),
      ...(before.get('dueAt') != null && { dueAt: instant(before.get('dueAt')) }),
    }),
  },
  'feedback.close': { verb: reopenFeedback, input: head },
  'feedback.reopen': {
    verb: closeFeedback,
    input: change => ({
      ...head(change),
      outcome: change.before.get('outcome'),
      note: change.before.get('note'),
    }),
  },
  // A claim that was only made longer stays so.
  'follow-up.claim': {
    verb: releaseFollowUp,
    input: change => (change.before.has('claimedBy') ? head(change) : null),
  },
  'follow-up.dismiss': { verb: reopenFollowUp, input: head },
  'follow-up.release': {
    verb: claimFollowUp,
    input: change => ({ ...head(change), staff: id('staffMember')(change.before.get('claimedBy')) }),
  },
  'follow-up.snooze': {
    verb: (service, input) =>
      'until' in (input as object) ? snoozeFollowUp(service, input) : wakeFollowUp(service, input),
    input: change => ({ ...head(change), ...putOff(change) }),
  },
  'follow-up.wake': {
    verb: snoozeFollowUp,
    input: change => ({ ...head(change), ...putOff(change) }),
  },
  'follow-up.update': {
    verb: updateFollowUp,
    input: patchOf({
      ...same('dueOn', 'note'),
      ownerId: as('owner', id('staffMember')),
      ...{ expiresOn: along, snoozedUntil: (value: unknown) => (value === null ? ['', undefined] : null) },
    }),
  },
  'interaction.correct': {
    verb: correctInteraction,
    // Amounts are said in a currency; of a correction without any nothing asks for it.
    input: change => {
      const said = interaction(change)
      return said && { ...said, patch: { ...said.patch, currency: change.workspace.currency } }
    },
  },
  'care-team-member.add': careTeamMember.add,
  'care-team-member.remove': careTeamMember.remove,
  'care-team-member.update': careTeamMember.update,
  'channel-reachability.add': reachability.add,
  'channel-reachability.remove': reachability.remove,
  'channel-reachability.update': reachability.update,
  'employment.add': employment.add,
  'employment.remove': employment.remove,
  'employment.update': employment.update,
  'file-reference.add': fileReference.add,
  'file-reference.remove': fileReference.remove,
  'file-reference.update': fileReference.update,
  'note.add': note.add,
  'note.remove': note.remove,
  'note.update': note.update,
  'occasion.add': occasion.add,
  'occasion.remove': occasion.remove,
  'occasion.update': occasion.update,
  'postal-address.add': postalAddress.add,
  'postal-address.remove': postalAddress.remove,
  'postal-address.update': postalAddress.update,
  'preference.add': preference.add,
  'preference.remove': preference.remove,
  'preference.update': preference.update,
  'care-review.update': { verb: updateCareReview, input: patchOf(same('note')) },
  'care-standard.update': {
    verb: updateCareStandard,
    input: patchOf({
      ...same('name', 'level', 'deed', 'everyDays', 'trigger', 'withinDays', 'channels', 'careRole'),
      ...same('minutes', 'priority', 'firstDay', 'lastDay'),
      ...{ segmentId: as('segment', id('segment')), staffId: as('staff', id('staffMember')) },
    }),
  },
  'goal.update': {
    verb: updateGoal,
    input: patchOf({
      ...same('name', 'metric', 'direction', 'target', 'firstDay', 'lastDay', 'note'),
      ...{ segmentId: as('segment', id('segment')), campaignId: as('campaign', id('campaign')) },
      ownerId: as('owner', id('staffMember')),
    }),
  },
  'own-campaign.update': {
    verb: updateOwnCampaign,
    input: patchOf({
      ...same('theme', 'kind', 'channels', 'purpose', 'cadence', 'offer', 'firstDay', 'lastDay'),
      ...{ name: given('name'), nameGiven: along, segmentId: as('segment', id('segment')) },
      cost: money('cost'),
    }),
  },
  'region.update': {
    verb: updateRegion,
    input: patchOf({
      ...{ code: given('code'), codeGiven: along, name: as('name'), parentId: as('parent', id('region')) },
    }),
  },
  'relationship.override': {
    verb: (service, input) =>
      'level' in (input as object) ? setOverride(service, input) : clearOverride(service, input),
    input: change => override(change) ?? { customer: change.recordId },
  },
  'relationship.override-clear': { verb: setOverride, input: override },
  'segment-override.set': {
    verb: clearOverrides,
    input: ({ recordId, after }) => overriddenOf(recordId, after),
  },
  'segment-override.clear': {
    verb: setOverrides,
    input: ({ recordId, before }) => ({
      ...overriddenOf(recordId, before),
      ...{ membership: before.get('included') === true ? 'IN' : 'OUT', reason: before.get('reason') },
    }),
  },
  'segment.update': {
    verb: updateSegment,
    requires(service, { before }) {
      const rule = before.get('rule')
      if (rule != null) requireRuleScopes(service, storedRule(rule, service.workspace))
      else if (rule === null) requireScope(service.actor, 'customers:read')
    },
    input: patchOf({
      ...same('description', 'rule', 'market', 'watched'),
      name: given('name'),
      nameGiven: along,
    }),
  },
  'target-profile.update': {
    verb: updateTargetProfile,
    requires(service, { before }) {
      const conditions = before.get('conditions')
      if (conditions !== undefined)
        requireProfileScopes(service, askedBy(storedConditions.parse(conditions), service.workspace))
    },
    input: patchOf(same('name', 'description', 'conditions', 'archived')),
  },
  'staffMember.offboard': { verb: undoOffboarding, input: ({ recordId }) => ({ id: recordId }) },
  'staffMember.leave': { verb: updateStaffMember, input: patchOf(same('name', 'email', 'active')) },
  'staffMember.update': { verb: updateStaffMember, input: patchOf(same('name', 'email', 'active')) },
}
