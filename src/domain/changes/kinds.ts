import {
  type Entity,
  feedbackFields,
  fieldsOf,
  followUpFields,
  interactionFields,
  overrideFields,
  type Privacy,
  segmentOverrideFields,
} from './fields.ts'

interface Kind {
  /** What `entityId` is the id of. */
  entity: Entity
  /** For people: what somebody did. */
  description: string
  /** What it tells, where that is not what is told of its entity. */
  fields?: Readonly<Record<string, Privacy>>
  /** The action's name in the trail, where one name stands for changes of several entities. */
  storedAs?: string
}

/** Every kind of change that the trail knows: a write that is none of them does not compile. */
export const changeKinds = {
  'api-key.freeze': {
    entity: 'api-key',
    description:
      'An API key that read unusually much was frozen: it is refused until somebody lets it go on.',
  },
  'api-key.issue': {
    entity: 'api-key',
    description: 'An API key was issued.',
  },
  'api-key.revoke': {
    entity: 'api-key',
    description: 'An API key was revoked, alone or with all keys that were issued with it.',
  },
  'api-key.rotate': {
    entity: 'api-key',
    description: 'An API key got a successor with the same rights, and an end.',
  },
  'api-key.unfreeze': {
    entity: 'api-key',
    description: 'A frozen API key was let go on.',
  },
  'campaign.create': {
    entity: 'campaign',
    description: "A competitor's campaign was recorded.",
  },
  'campaign.update': {
    entity: 'campaign',
    description: "A competitor's campaign was changed.",
  },
  'competitor.create': {
    entity: 'competitor',
    description: 'A competitor was recorded.',
  },
  'competitor.update': {
    entity: 'competitor',
    description: 'A competitor was changed.',
  },
  'consent.import': {
    entity: 'consent',
    description:
      'Rows of a file of consents were stored. One change tells of all of them, without their values.',
    fields: {},
    storedAs: 'import',
  },
  'consent.record': {
    entity: 'consent',
    description: 'A customer gave, refused or withdrew consent.',
  },
  'contact-point.add': {
    entity: 'contact-point',
    description: 'A customer got one more e-mail or phone, or one that was primary stays beside another.',
  },
  'contact-point.update': {
    entity: 'contact-point',
    description: 'What is said of an e-mail or a phone of a customer was changed.',
  },
  'contact-point.remove': {
    entity: 'contact-point',
    description: 'An e-mail or a phone was taken away from a customer.',
  },
  'customer.create': { entity: 'customer', description: 'A customer was created.' },
  'customer.update': { entity: 'customer', description: 'A customer was changed.' },
  'customer.export': {
    entity: 'customer',
    description: 'Somebody took customers away as a file: all, or members of a segment or a snapshot.',
    fields: {},
    storedAs: 'export',
  },
  'customer.person-export': {
    entity: 'customer',
    description: 'Somebody took away all that is kept of one person.',
    fields: {},
  },
  'customer.restrict': {
    entity: 'customer',
    description: 'A customer was restricted: it is kept and not processed, or the reason is another one.',
  },
  'customer.unrestrict': { entity: 'customer', description: 'The restriction of a customer ended.' },
  'customer.object-to-scoring': {
    entity: 'customer',
    description: 'A customer objected to scoring, or the reason is another one.',
  },
  'customer.allow-scoring': {
    entity: 'customer',
    description: 'A customer withdrew its objection to scoring.',
  },
  'customer.erase': {
    entity: 'customer',
    description: 'All that was personal of a customer was erased.',
    fields: {},
  },
  'customer.readmit': {
    entity: 'customer',
    description: 'Somebody let an erased person come back: what it was known by is taken again.',
    fields: {},
  },
  'customer.external-id-move': {
    entity: 'customer',
    description: 'An external id went from one customer to another; the trails of both tell it.',
    fields: { externalIds: 'PERSONAL' },
  },
  'customer.import': {
    entity: 'customer',
    description:
      'Rows of a file of customers were stored. One change tells of all of them, without their values.',
    fields: {},
    storedAs: 'import',
  },
  'customer.import-undo': {
    entity: 'customer',
    description:
      'What an import of customers had stored was taken back. One change tells of many rows, without their values.',
    fields: {},
    storedAs: 'import.undo',
  },
  'exposure.import': {
    entity: 'exposure',
    description:
      'Rows of a file of exposures were stored. One change tells of all of them, without their values.',
    fields: {},
    storedAs: 'import',
  },
  'exposure.import-undo': {
    entity: 'exposure',
    description:
      'What an import of exposures had stored was taken back. One change tells of many rows, without their values.',
    fields: {},
    storedAs: 'import.undo',
  },
  'customer-duplicate.dismiss': {
    entity: 'customer-duplicate',
    description: 'Somebody said that two customers who looked like one are not the same.',
  },
  'customer-duplicate.reopen': {
    entity: 'customer-duplicate',
    description: 'Somebody took that back.',
  },
  'customer-update-job.start': {
    entity: 'customer-update-job',
    description: 'Somebody began to change all customers that a filter takes. Each has a change of its own.',
  },
  'customer-update-job.cancel': {
    entity: 'customer-update-job',
    description: 'A change of many customers was ended before it was through.',
  },
  'customer-update-job.complete': {
    entity: 'customer-update-job',
    description: 'A change of many customers that went on behind its answer was through.',
  },
  'customer-update-job.hand-over': {
    entity: 'customer-update-job',
    description: 'A change of many customers became the successor’s of the key that began it.',
  },
  'customer-update-job.fail': {
    entity: 'customer-update-job',
    description: 'A change of many customers could not go on.',
  },
  'customer.merge': {
    entity: 'customer',
    description: 'A customer took over what another one was, who turned out to be the same.',
  },
  'customer.merged-away': {
    entity: 'customer',
    description: 'A customer turned out to be another one, who goes on for both.',
  },
  'customer.unmerge': {
    entity: 'customer',
    description: 'A merge of two customers was undone: one of them gave back what was the other one.',
  },
  'customer.restore': {
    entity: 'customer',
    description: 'A customer who had been merged into another one stands by itself again.',
  },
  'exposure.record': {
    entity: 'exposure',
    description: 'A campaign was seen to reach a customer.',
  },
  'exposure.update': {
    entity: 'exposure',
    description: 'The evidence that a campaign reached a customer was changed.',
  },
  'feedback.answer': {
    entity: 'feedback',
    description: 'Feedback was answered, by a contact that was recorded with it or before.',
  },
  'feedback.assign': {
    entity: 'feedback',
    description: 'Feedback got another owner or due time.',
  },
  'feedback.close': {
    entity: 'feedback',
    description: 'Feedback was closed with an outcome.',
  },
  'feedback.escalate': {
    entity: 'feedback',
    description: 'Somebody passed feedback on.',
  },
  'feedback.escalate-overdue': {
    entity: 'feedback',
    description: 'The night passed on feedback that nobody answered in time. One change tells of many.',
    fields: {},
  },
  'feedback.mend': {
    entity: 'feedback',
    description:
      'The night opened feedback that was missing, or gave what nobody had to its usual owner. One change tells of many.',
    fields: {},
  },
  'feedback.reopen': {
    entity: 'feedback',
    description: 'Closed feedback was opened again.',
    fields: { ...feedbackFields, reason: 'PERSONAL' },
  },
  'feedback.open': {
    entity: 'feedback',
    description: 'An interaction came, or was corrected, that must not be left without an answer.',
    fields: {},
  },
  'feedback.export': {
    entity: 'feedback',
    description: 'Somebody took feedback away as a file.',
    fields: {},
    storedAs: 'export',
  },
  'feedback.follow': {
    entity: 'feedback',
    description: 'The interaction behind feedback was corrected, and the feedback followed it.',
    fields: {},
  },
  'follow-up.claim': {
    entity: 'follow-up',
    description: 'Somebody took a follow-up.',
  },
  'follow-up.complete': {
    entity: 'follow-up',
    description:
      'A follow-up was done, and the contact recorded as an interaction; or it ended with its feedback.',
  },
  'follow-up.create': {
    entity: 'follow-up',
    description: 'Somebody promised a customer a follow-up.',
  },
  'follow-up.dismiss': {
    entity: 'follow-up',
    description: 'A follow-up was closed undone.',
    fields: { ...followUpFields, reason: 'PERSONAL' },
  },
  'follow-up.end': {
    entity: 'follow-up',
    description:
      'The night closed follow-ups on feedback that its interaction had closed, or taken with it. One change tells of many.',
    fields: {},
  },
  'follow-up.escalate': {
    entity: 'follow-up',
    description: 'The night found follow-ups past their due day. One change tells of many of them.',
    fields: {},
  },
  'follow-up.expire': {
    entity: 'follow-up',
    description: 'The night closed follow-ups that nobody did in time. One change tells of many of them.',
    fields: {},
  },
  'follow-up.export': {
    entity: 'follow-up',
    description: 'Somebody took follow-ups away as a file.',
    fields: {},
    storedAs: 'export',
  },
  'follow-up.fill': {
    entity: 'follow-up',
    description: 'The night made follow-ups. One change tells how many of each tactic.',
    fields: {},
  },
  'follow-up.hold-out': {
    entity: 'follow-up',
    description: 'The night drew customers whom a tactic leaves alone. One change tells how many.',
    fields: {},
  },
  'follow-up.release': {
    entity: 'follow-up',
    description: 'Whoever had taken a follow-up let it go.',
  },
  'follow-up.reopen': {
    entity: 'follow-up',
    description: 'A closed follow-up waits again.',
    fields: { ...followUpFields, reason: 'PERSONAL' },
  },
  'follow-up.snooze': {
    entity: 'follow-up',
    description: 'A follow-up was put off until a day.',
  },
  'follow-up.update': {
    entity: 'follow-up',
    description: 'A follow-up got another owner, due day or note.',
  },
  'follow-up.wake': {
    entity: 'follow-up',
    description: 'A follow-up that was put off is in the queue again.',
  },
  'interaction.correct': {
    entity: 'interaction',
    description: 'What was recorded of an interaction was corrected.',
    fields: { ...interactionFields, reason: 'PERSONAL' },
  },
  'interaction.export': {
    entity: 'interaction',
    description: 'Somebody took interactions away as a file.',
    fields: {},
    storedAs: 'export',
  },
  'interaction.import': {
    entity: 'interaction',
    description:
      'Rows of a file of interactions were stored. One change tells of all of them, without their values.',
    fields: {},
    storedAs: 'import',
  },
  'interaction.import-undo': {
    entity: 'interaction',
    description:
      'What an import of interactions had stored was taken back. One change tells of many rows, without their values.',
    fields: {},
    storedAs: 'import.undo',
  },
  'interaction.record': {
    entity: 'interaction',
    description: 'An interaction was recorded; its customer became a prospect where nobody knew it.',
  },
  'night.run': {
    entity: 'night',
    description: 'A run of the night began. What it computes is told by the run, not by the trail.',
  },
  'night.complete': {
    entity: 'night',
    description: 'A run of the night came to its end. What it moved is told by the histories, by day.',
  },
  'personal-read.alarm': {
    entity: 'personal-read',
    description: 'Somebody read personal fields of more customers within an hour than is usual.',
  },
  'care-review.create': { entity: 'care-review', description: 'A review of care standards was made.' },
  'care-review.update': { entity: 'care-review', description: 'The note of a review was changed.' },
  'care-standard.create': { entity: 'care-standard', description: 'A care standard was set.' },
  'care-standard.update': { entity: 'care-standard', description: 'A care standard was changed.' },
  'goal.create': { entity: 'goal', description: 'A goal was set.' },
  'goal.update': { entity: 'goal', description: 'A goal was changed.' },
  'own-campaign.create': {
    entity: 'own-campaign',
    description: 'A campaign of the house was made.',
  },
  'own-campaign.update': {
    entity: 'own-campaign',
    description: 'A campaign of the house was changed.',
  },
  'policy.create': {
    entity: 'policy',
    description: 'A version of a policy was made.',
  },
  'postal-address.add': {
    entity: 'postal-address',
    description: 'A customer got a postal address.',
  },
  'postal-address.update': {
    entity: 'postal-address',
    description: 'A postal address of a customer was changed, or put before the others.',
  },
  'postal-address.remove': {
    entity: 'postal-address',
    description: 'A postal address was taken away from a customer.',
  },
  'occasion.add': {
    entity: 'occasion',
    description: 'A customer got a day that comes back each year.',
  },
  'occasion.update': {
    entity: 'occasion',
    description: 'A yearly day of a customer was changed.',
  },
  'occasion.remove': {
    entity: 'occasion',
    description: 'A yearly day of a customer was taken away.',
  },
  'preference.add': {
    entity: 'preference',
    description: 'What a customer likes or wants was recorded.',
  },
  'preference.update': {
    entity: 'preference',
    description: 'What is known of a preference of a customer was changed.',
  },
  'preference.remove': {
    entity: 'preference',
    description: 'A preference of a customer was taken away.',
  },
  'note.add': {
    entity: 'note',
    description: 'Somebody wrote a note of a customer.',
  },
  'note.update': {
    entity: 'note',
    description: 'A note of a customer was changed, pinned or unpinned.',
  },
  'note.remove': {
    entity: 'note',
    description: 'A note of a customer was taken away.',
  },
  'file-reference.add': {
    entity: 'file-reference',
    description: 'A customer got a reference to a file.',
  },
  'file-reference.update': {
    entity: 'file-reference',
    description: 'A reference to a file of a customer was changed.',
  },
  'file-reference.remove': {
    entity: 'file-reference',
    description: 'A reference to a file of a customer was taken away.',
  },
  'care-team-member.add': {
    entity: 'care-team-member',
    description: 'Somebody joined the care team of a customer.',
  },
  'care-team-member.update': {
    entity: 'care-team-member',
    description: 'Somebody in the care team of a customer got another role.',
  },
  'care-team-member.remove': {
    entity: 'care-team-member',
    description: 'Somebody left the care team of a customer.',
  },
  'employment.add': {
    entity: 'employment',
    description: 'A person works for an organisation.',
  },
  'employment.update': {
    entity: 'employment',
    description: 'What is known of the work of a person for an organisation was changed.',
  },
  'employment.remove': {
    entity: 'employment',
    description: 'That a person works for an organisation was taken away.',
  },
  'channel-reachability.add': {
    entity: 'channel-reachability',
    description: 'It became known whether a customer can be reached by a channel.',
  },
  'channel-reachability.update': {
    entity: 'channel-reachability',
    description: 'Whether a customer can be reached by a channel was changed.',
  },
  'channel-reachability.remove': {
    entity: 'channel-reachability',
    description: 'Whether a customer can be reached by a channel is not known any more.',
  },
  'region.create': { entity: 'region', description: 'A region was created.' },
  'region.update': { entity: 'region', description: 'A region was changed or moved.' },
  'relationship.override': {
    entity: 'customer',
    description: 'A customer got a relationship level by hand.',
    fields: overrideFields,
  },
  'relationship.override-clear': {
    entity: 'customer',
    description: 'A relationship level that was set by hand was taken away.',
    fields: overrideFields,
  },
  'segment-override.set': {
    entity: 'customer',
    description: 'A customer was put into a segment, or is kept out of it, by hand.',
    fields: segmentOverrideFields,
  },
  'segment-override.clear': {
    entity: 'customer',
    description: 'What was said of a customer and a segment by hand was taken away.',
    fields: segmentOverrideFields,
  },
  'segment.create': { entity: 'segment', description: 'A segment was created.' },
  'segment.follow': {
    entity: 'segment',
    description:
      'Customers had changed, and joined or left segments by that. One change tells of many of them.',
    fields: {},
  },
  'segment-snapshot.create': {
    entity: 'segment-snapshot',
    description: 'Who was a member of a segment was frozen.',
  },
  'segment-snapshot.remove': {
    entity: 'segment-snapshot',
    description: 'A frozen snapshot of a segment was removed, with its members.',
  },
  'segment.update': { entity: 'segment', description: 'A segment was changed.' },
  'person-request.acknowledge': {
    entity: 'person-request',
    description: 'A person was told that its request came.',
  },
  'person-request.close': {
    entity: 'person-request',
    description: 'The request of a person was closed with an outcome.',
  },
  'person-request.create': {
    entity: 'person-request',
    description: 'A person asked for a right.',
  },
  'person-request.extend': {
    entity: 'person-request',
    description: 'The house took more time for the request of a person.',
  },
  'person-request.update': {
    entity: 'person-request',
    description: 'What is known of the request of a person was corrected.',
  },
  'survey.answer': {
    entity: 'survey',
    description: 'A customer answered a survey, and the score was recorded as an interaction.',
  },
  'survey.ask': {
    entity: 'survey',
    description: 'A customer was asked for a score.',
  },
  'survey.decline': {
    entity: 'survey',
    description: 'A customer did not want to answer a survey.',
  },
  'survey.expire': {
    entity: 'survey',
    description: 'A survey ended before its last day, because its customer was restricted.',
  },
  'staffMember.create': {
    entity: 'staffMember',
    description: 'A staff member was recorded.',
  },
  'staffMember.update': {
    entity: 'staffMember',
    description: 'A staff member was changed.',
  },
  'staffMember.import': {
    entity: 'staffMember',
    description:
      'Rows of a file of staff were stored. One change tells of all of them, without their values.',
    fields: {},
    storedAs: 'import',
  },
  'staffMember.import-undo': {
    entity: 'staffMember',
    description:
      'What an import of staff had stored was taken back. One change tells of many rows, without their values.',
    fields: {},
    storedAs: 'import.undo',
  },
  'staffMember.leave': {
    entity: 'staffMember',
    description:
      'A staff member became inactive, and what it had claimed is open again. One change tells of many rows.',
  },
  'staffMember.offboard': {
    entity: 'staffMember',
    description:
      'Somebody left, and what was theirs was handed over or ended. One change tells of many rows.',
  },
  'staffMember.offboard-undo': {
    entity: 'staffMember',
    description:
      'A handover was taken back, as far as nobody changed since what it put. One change tells of many rows.',
  },
  'target-profile.create': { entity: 'target-profile', description: 'A target profile was made.' },
  'target-profile.update': { entity: 'target-profile', description: 'A target profile was changed.' },
  'touch.plan': {
    entity: 'touch',
    description:
      'The night planned whom a campaign of the house contacts on the next day, and whom it leaves out. One change tells of many touches.',
    fields: {},
  },
  'touch.call-off': {
    entity: 'touch',
    description: 'A planned touch is not to be made: the customer withdrew consent, or was restricted.',
  },
  'touch.export': {
    entity: 'touch',
    description: 'Somebody took touches of campaigns of the house away as a file.',
    fields: {},
    storedAs: 'export',
  },
  'touch.report': {
    entity: 'touch',
    description: 'A sender reported what became of a touch of a campaign of the house.',
  },
  'webhook.create': { entity: 'webhook', description: 'A webhook was made.' },
  'webhook.update': {
    entity: 'webhook',
    description: 'A webhook was changed, paused or resumed, by somebody or because it could not go on.',
  },
  'webhook.secret-rotate': { entity: 'webhook', description: 'A webhook got another secret.' },
  'webhook.test': {
    entity: 'webhook',
    description: 'Somebody had a webhook try itself.',
    fields: {},
  },
  'webhook.redeliver': {
    entity: 'webhook',
    description: 'Somebody had a delivery of a webhook sent again.',
    fields: {},
  },
} as const satisfies Record<string, Kind>

export type Action = keyof typeof changeKinds

type Kinds = typeof changeKinds

/** An action's name in the trail. */
export type StoredAction = {
  [A in Action]: Kinds[A] extends { storedAs: infer Name extends string } ? Name : A
}[Action]

/** The fields that a kind of change tells, in the order of the trail. */
export function fieldsToldBy(action: Action): Readonly<Record<string, Privacy>> {
  const { entity, fields }: Kind = changeKinds[action]
  return fields ?? fieldsOf[entity]
}
