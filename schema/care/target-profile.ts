import type {
  StoredProfileCondition,
  targetProfiles,
} from '../../src/database/tables/care/target-profiles.ts'
import {
  type DefinitionVersion,
  mostVersions,
  pastRule,
  readConditionVersions,
  usualVersions,
} from '../../src/domain/segments/explained/definition-versions.ts'
import { paraphraseRule } from '../../src/domain/segments/explained/paraphrase-rule.ts'
import { profileLimits, storedConditions } from '../../src/domain/target-profiles/conditions.ts'
import { createTargetProfile } from '../../src/domain/target-profiles/create-target-profile.ts'
import { targetProfileList } from '../../src/domain/target-profiles/list.ts'
import { updateTargetProfile } from '../../src/domain/target-profiles/update-target-profile.ts'
import { customerInputs } from '../customers/customer-filter.ts'
import { Text } from '../follow-ups/reason.ts'
import { versionFields } from '../history/version-fields.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { perId } from '../kernel/loaders.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { namesIn } from '../segments/segment.ts'

export type TargetProfileRow = typeof targetProfiles.$inferSelect

export const tell = {
  name: 'What you call it.',
  description: 'What it is for.',
  archived:
    'Put away: lists can leave it out by `filter`, and search does not find it any more; it can still be read, asked and brought back.',
  conditions: `What it asks of a customer: 1 to ${profileLimits.conditions} conditions, of at most ${profileLimits.cost.toLocaleString('en')} points together, as \`targetProfilePreview\` counts them.`,
  label: 'What you call the condition.',
  weight: `What it counts for beside the others: 1 to ${profileLimits.weight}.`,
}

const Condition = builder.objectRef<StoredProfileCondition>('TargetProfileCondition').implement({
  description: 'A condition of a target profile.',
  fields: t => ({
    label: t.exposeString('label', { description: tell.label }),
    weight: t.exposeInt('weight', { description: tell.weight }),
    condition: t.expose('condition', {
      type: 'JSON',
      description: 'What is asked, in the shape of `CustomerFilter`, as it was given.',
    }),
    text: t.field({
      type: Text,
      nullable: true,
      description:
        'The same in words, with the names of today, as far as you may read them. Null for one that could not be asked any more.',
      complexity: 5,
      resolve: async ({ condition }, _args, context) => {
        const rule = pastRule(condition, context.service.workspace)
        return rule && paraphraseRule(context.service, rule, await namesIn(context, rule))
      },
    }),
  }),
})

export const TargetProfile = builder.objectRef<TargetProfileRow>('TargetProfile')
export const targetProfileNoun = noun(
  'targetProfile',
  listed({ type: TargetProfile, scope: 'segments:read', source: targetProfileList }),
)

TargetProfile.implement({
  description:
    'Whom you want as customers: conditions that count more or less. `Customer.fit` says how well one fits.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'targetProfile'),
    name: t.exposeString('name', { description: tell.name }),
    description: t.exposeString('description', { nullable: true, description: tell.description }),
    archived: t.exposeBoolean('archived', { description: tell.archived }),
    conditions: t.expose('conditions', {
      type: [Condition],
      description: tell.conditions,
      complexity: { field: 1, multiplier: 5 },
    }),
  }),
})

const Version = builder.objectRef<DefinitionVersion>('TargetProfileVersion').implement({
  description: 'What a target profile asks, or asked.',
  fields: t => ({
    ...versionFields(t, 'Counts them: 1 is what it asked when it was created.'),
    conditions: t.field({
      type: [Condition],
      description: tell.conditions,
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ definition }) => storedConditions.parse(definition),
    }),
  }),
})

builder.objectField(TargetProfile, 'versions', t =>
  t.field({
    type: [Version],
    nullable: true,
    description: 'What it asks and asked, the newest, which is in force, first: as its history keeps it.',
    authScopes: { scope: 'segments:read' },
    needs: { columns: ['id'] },
    args: {
      first: t.arg.int({ description: `How many: 1 to ${mostVersions}; ${usualVersions} when not said.` }),
      before: t.arg.int({ description: 'Goes on below this version.' }),
    },
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? usualVersions }),
    resolve: ({ id }, page, context) => perId(context, readConditionVersions, id, page),
  }),
)

const targetProfileInputs = listInputs(targetProfileList, {
  tell: {
    id: 'Its id.',
    name: 'Its name.',
    archived: 'Put away, or not.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was made.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'The first made first when not said.',
})

builder.queryFields(t => ({
  targetProfile: oneById(t, targetProfileNoun, {
    description: 'One target profile; null when there is none.',
    id: 'Id of a target profile.',
  }),
  targetProfiles: listOf(t, targetProfileNoun, {
    description: 'Whom you want as customers.',
    args: targetProfileInputs.args,
  }),
}))

export const ConditionInput = builder.inputType('TargetProfileConditionInput', {
  description: 'A condition of a target profile.',
  fields: t => ({
    label: t.string({ required: true, description: `${tell.label} At most 200 characters.` }),
    weight: t.int({ required: true, description: tell.weight }),
    condition: t.field({
      type: customerInputs.filter,
      required: true,
      description: 'What is asked. Needs the scopes of what it reads.',
    }),
  }),
})

mutation('targetProfileCreate', {
  description:
    'Describes whom you want as customers. Needs `customers:read` and the scopes of the conditions too; try it first with `targetProfilePreview`.',
  scope: 'segments:write',
  input: builder.inputType('TargetProfileCreateInput', {
    description: 'A new target profile.',
    fields: t => ({
      name: t.string({ required: true, description: `${tell.name} At most 200 characters.` }),
      description: t.string({ description: `${tell.description} At most 2,000 characters.` }),
      conditions: t.field({ type: [ConditionInput], required: true, description: tell.conditions }),
    }),
  }),
  verb: createTargetProfile,
  payload: t => ({ targetProfile: changed(t, targetProfileNoun, made => made.targetProfileId) }),
})

const TargetProfilePatch = builder.inputType('TargetProfilePatch', {
  description: 'What to change: absent leaves a value, null clears it, a list is the whole list.',
  fields: t => ({
    name: t.string({ description: `${tell.name} At most 200 characters; cannot be cleared.` }),
    description: t.string({ description: `${tell.description} At most 2,000 characters.` }),
    conditions: t.field({
      type: [ConditionInput],
      description: `${tell.conditions} Cannot be cleared.`,
    }),
    archived: t.boolean({ description: `${tell.archived} Cannot be cleared.` }),
  }),
})

mutation('targetProfileUpdate', {
  description:
    'Changes a target profile. Other conditions need `customers:read` and the scopes of what they read too.',
  scope: 'segments:write',
  input: updateInput('TargetProfileUpdateInput', { of: 'target profile', patch: TargetProfilePatch }),
  verb: updateTargetProfile,
  payload: t => ({ targetProfile: changed(t, targetProfileNoun, made => made.targetProfileId) }),
})
