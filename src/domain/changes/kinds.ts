import type { Action, ChangeTypes } from './change.ts'
import {
  apiKeyFields,
  campaignFields,
  competitorFields,
  consentFields,
  customerFields,
  exposureFields,
  followUpFields,
  interactionFields,
  overrideFields,
  type Privacy,
  policyFields,
  regionFields,
  segmentFields,
  staffFields,
} from './fields.ts'

export type Entity =
  | 'api-key'
  | 'campaign'
  | 'competitor'
  | 'consent'
  | 'customer'
  | 'exposure'
  | 'follow-up'
  | 'interaction'
  | 'night'
  | 'policy'
  | 'region'
  | 'segment'
  | 'staffMember'

interface Kind<Fields> {
  /** What `entityId` is the id of. */
  entity: Entity
  /** For people: what somebody did. */
  description: string
  fields: Readonly<Record<keyof Fields, Privacy>>
  /** The action's name in the trail, where one name stands for changes of several entities. */
  storedAs?: string
}

/** Every kind of change that the trail knows: a write that is none of them does not compile. */
export const changeKinds = {
  'api-key.issue': {
    entity: 'api-key',
    description: 'An API key was issued.',
    fields: apiKeyFields,
  },
  'api-key.revoke': {
    entity: 'api-key',
    description: 'An API key was revoked, alone or with all keys that were issued with it.',
    fields: apiKeyFields,
  },
  'campaign.create': {
    entity: 'campaign',
    description: "A competitor's campaign was recorded.",
    fields: campaignFields,
  },
  'campaign.update': {
    entity: 'campaign',
    description: "A competitor's campaign was changed.",
    fields: campaignFields,
  },
  'competitor.create': {
    entity: 'competitor',
    description: 'A competitor was recorded.',
    fields: competitorFields,
  },
  'competitor.update': {
    entity: 'competitor',
    description: 'A competitor was changed.',
    fields: competitorFields,
  },
  'consent.record': {
    entity: 'consent',
    description: 'A customer gave, refused or withdrew consent.',
    fields: consentFields,
  },
  'customer.create': { entity: 'customer', description: 'A customer was created.', fields: customerFields },
  'customer.update': { entity: 'customer', description: 'A customer was changed.', fields: customerFields },
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
  'exposure.record': {
    entity: 'exposure',
    description: 'A campaign was seen to reach a customer.',
    fields: exposureFields,
  },
  'exposure.update': {
    entity: 'exposure',
    description: 'The evidence that a campaign reached a customer was changed.',
    fields: exposureFields,
  },
  'follow-up.claim': {
    entity: 'follow-up',
    description: 'Somebody took a follow-up.',
    fields: followUpFields,
  },
  'follow-up.complete': {
    entity: 'follow-up',
    description: 'A follow-up was done, and the contact recorded as an interaction.',
    fields: followUpFields,
  },
  'follow-up.create': {
    entity: 'follow-up',
    description: 'Somebody promised a customer a follow-up.',
    fields: followUpFields,
  },
  'follow-up.dismiss': {
    entity: 'follow-up',
    description: 'A follow-up was closed undone.',
    fields: { ...followUpFields, reason: 'PERSONAL' },
  },
  'follow-up.expire': {
    entity: 'follow-up',
    description: 'The night closed follow-ups that nobody did in time. One change tells of many of them.',
    fields: {},
  },
  'follow-up.fill': {
    entity: 'follow-up',
    description: 'The night made follow-ups. One change tells how many of each tactic.',
    fields: {},
  },
  'follow-up.snooze': {
    entity: 'follow-up',
    description: 'A follow-up was put off until a day.',
    fields: followUpFields,
  },
  'follow-up.update': {
    entity: 'follow-up',
    description: 'A follow-up got another owner, due day or note.',
    fields: followUpFields,
  },
  'interaction.correct': {
    entity: 'interaction',
    description: 'What was recorded of an interaction was corrected.',
    fields: { ...interactionFields, reason: 'PERSONAL' },
  },
  'interaction.import': {
    entity: 'interaction',
    description:
      'Rows of a file of interactions were stored. One change tells of all of them, without their values.',
    fields: {},
    storedAs: 'import',
  },
  'interaction.record': {
    entity: 'interaction',
    description: 'An interaction was recorded; its customer became a prospect where nobody knew it.',
    fields: interactionFields,
  },
  'night.run': {
    entity: 'night',
    description: 'A run of the night began. What it computes is told by the run, not by the trail.',
    fields: {},
  },
  'policy.create': {
    entity: 'policy',
    description: 'A version of a policy was made.',
    fields: policyFields,
  },
  'region.create': { entity: 'region', description: 'A region was created.', fields: regionFields },
  'region.update': { entity: 'region', description: 'A region was changed or moved.', fields: regionFields },
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
  'segment.create': { entity: 'segment', description: 'A segment was created.', fields: segmentFields },
  'segment.update': { entity: 'segment', description: 'A segment was changed.', fields: segmentFields },
  'staffMember.create': {
    entity: 'staffMember',
    description: 'A staff member was recorded.',
    fields: staffFields,
  },
  'staffMember.update': {
    entity: 'staffMember',
    description: 'A staff member was changed.',
    fields: staffFields,
  },
} as const satisfies { [A in Action]: Kind<ChangeTypes[A]['fields']> }
