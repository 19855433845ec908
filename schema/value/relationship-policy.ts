import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { createRelationshipPolicy } from '../../src/domain/relationships/create-policy.ts'
import {
  type MarginClass,
  type RelationshipLevel,
  type RelationshipPolicy,
  relationshipPolicy,
} from '../../src/domain/relationships/policy.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { builder } from '../kernel/builder.ts'

const LevelsOfSize = builder
  .objectRef<Record<MarginClass, RelationshipLevel>>('RelationshipLevelsOfSize')
  .implement({
    description: 'The levels of segments of one size, by margin.',
    fields: t => ({
      high: t.exposeInt('HIGH', { description: 'With a high margin.' }),
      medium: t.exposeInt('MEDIUM', { description: 'With a medium margin.' }),
      low: t.exposeInt('LOW', { description: 'With a low margin.' }),
    }),
  })

const Levels = builder.objectRef<RelationshipPolicy['levels']>('RelationshipLevels').implement({
  description: 'The matrix: which level a segment gets by its size and margin.',
  fields: t => ({
    many: t.field({
      type: LevelsOfSize,
      description: 'With many customers.',
      resolve: levels => levels.MANY,
    }),
    medium: t.field({
      type: LevelsOfSize,
      description: 'With a medium number of customers.',
      resolve: levels => levels.MEDIUM,
    }),
    few: t.field({ type: LevelsOfSize, description: 'With few customers.', resolve: levels => levels.FEW }),
  }),
})

const owedDescriptions = {
  callWithinDays: 'Level 3: a call within so many days of the first purchase and of each delivery.',
  contactEveryDays:
    "Level 4: a contact every so many days, or in each of the customer's own cycles if shorter.",
  partnerEveryDays: 'Level 5: a contact every so many days.',
  reviewEveryDays: 'Level 5: a meeting within the last so many days.',
} satisfies Record<keyof RelationshipPolicy['owed'], string>

const Owed = builder.objectRef<RelationshipPolicy['owed']>('RelationshipOwed').implement({
  description: 'What the levels owe their customers, in calendar days.',
  fields: t => ({
    callWithinDays: t.exposeInt('callWithinDays', { description: owedDescriptions.callWithinDays }),
    contactEveryDays: t.exposeInt('contactEveryDays', { description: owedDescriptions.contactEveryDays }),
    partnerEveryDays: t.exposeInt('partnerEveryDays', { description: owedDescriptions.partnerEveryDays }),
    reviewEveryDays: t.exposeInt('reviewEveryDays', { description: owedDescriptions.reviewEveryDays }),
  }),
})

const thresholds = {
  highMarginPercent: 'A margin of so many per cent or more is high; 0 to 100.',
  mediumMarginPercent: 'A margin of so many per cent or more is medium; below `highMarginPercent`.',
  fewUpTo: 'Up to so many customers are few; below `mediumUpTo`.',
  mediumUpTo: 'Up to so many customers are a medium number, more are many.',
}

const Policy = builder.objectRef<PolicyVersion<RelationshipPolicy>>('RelationshipPolicy').implement({
  description: 'One version of the relationship matrix and of what its levels owe: our own choice, editable.',
  fields: t => ({
    ...versionFields(t),
    highMarginPercent: t.int({
      description: thresholds.highMarginPercent,
      resolve: ({ body }) => body.highMarginPercent,
    }),
    mediumMarginPercent: t.int({
      description: thresholds.mediumMarginPercent,
      resolve: ({ body }) => body.mediumMarginPercent,
    }),
    fewUpTo: t.int({ description: thresholds.fewUpTo, resolve: ({ body }) => body.fewUpTo }),
    mediumUpTo: t.int({ description: thresholds.mediumUpTo, resolve: ({ body }) => body.mediumUpTo }),
    levels: t.field({ type: Levels, description: 'The nine cells.', resolve: ({ body }) => body.levels }),
    owed: t.field({ type: Owed, description: 'What the levels owe.', resolve: ({ body }) => body.owed }),
  }),
})

const LevelsOfSizeInput = builder.inputType('RelationshipLevelsOfSizeInput', {
  description: 'The levels, 1 to 5, of segments of one size.',
  fields: t => ({
    high: t.int({ required: true, description: 'With a high margin.' }),
    medium: t.int({ required: true, description: 'With a medium margin.' }),
    low: t.int({ required: true, description: 'With a low margin.' }),
  }),
})

const LevelsInput = builder.inputType('RelationshipLevelsInput', {
  description: 'All nine cells of the matrix.',
  fields: t => ({
    many: t.field({ type: LevelsOfSizeInput, required: true, description: 'With many customers.' }),
    medium: t.field({
      type: LevelsOfSizeInput,
      required: true,
      description: 'With a medium number of customers.',
    }),
    few: t.field({ type: LevelsOfSizeInput, required: true, description: 'With few customers.' }),
  }),
})

const OwedInput = builder.inputType('RelationshipOwedInput', {
  description: 'What the levels owe, all of it; 1 to 90 days, `reviewEveryDays` up to 366.',
  fields: t => ({
    callWithinDays: t.int({ required: true, description: owedDescriptions.callWithinDays }),
    contactEveryDays: t.int({ required: true, description: owedDescriptions.contactEveryDays }),
    partnerEveryDays: t.int({ required: true, description: owedDescriptions.partnerEveryDays }),
    reviewEveryDays: t.int({ required: true, description: owedDescriptions.reviewEveryDays }),
  }),
})

export const RelationshipPolicyPatch = builder.inputType('RelationshipPolicyPatch', {
  description: 'The parts of the policy in force to replace; what is not said stays.',
  fields: t => ({
    highMarginPercent: t.int({ description: thresholds.highMarginPercent }),
    mediumMarginPercent: t.int({ description: thresholds.mediumMarginPercent }),
    fewUpTo: t.int({ description: thresholds.fewUpTo }),
    mediumUpTo: t.int({ description: thresholds.mediumUpTo }),
    levels: t.field({ type: LevelsInput, description: 'The nine cells, all of them.' }),
    owed: t.field({ type: OwedInput, description: 'What the levels owe, all of it.' }),
  }),
})

policyVersions('relationshipPolicies', {
  type: Policy,
  description: 'The versions of the relationship matrix, the one in force first; the newest 200.',
  read: service => readPolicies(service, relationshipPolicy),
})

policyCreate('relationshipPolicyCreate', {
  description:
    'Makes the next version of the relationship matrix; levels follow at once. Try it first: `relationshipMatrix` takes the same patch.',
  patch: RelationshipPolicyPatch,
  verb: createRelationshipPolicy,
})
