import { clearOverride } from '../../src/domain/relationships/clear-override.ts'
import type { Evidence } from '../../src/domain/relationships/observed.ts'
import {
  type Levels,
  type Override,
  type Recommended,
  readLevels,
} from '../../src/domain/relationships/read-levels.ts'
import { type Observed, readObserved } from '../../src/domain/relationships/read-observed.ts'
import { setOverride } from '../../src/domain/relationships/set-override.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { Customer, type CustomerRow, customerNoun } from '../customers/customer.ts'
import { staffNoun } from '../house/staff.ts'
import { builder, described, type GraphQLContext } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { perId } from '../kernel/loaders.ts'
import { mutation } from '../kernel/mutation.ts'
import { referenced } from '../kernel/noun.ts'
import { versionField } from '../kernel/record.ts'
import { LevelChange, type LevelMove } from './relationship-history.ts'
import { PlaceType } from './relationship-matrix.ts'

const levelsOf = async (context: GraphQLContext, customerId: number) =>
  present(await perId(context, readLevels, customerId))

const observedOf = async (context: GraphQLContext, customerId: number) =>
  present(await perId(context, readObserved, customerId))

function present<Value>(found: Value | null): Value {
  if (found === null) throw new Error('A customer vanished while it was read.')
  return found
}

const Reason = builder.enumType('RelationshipReason', {
  description: 'Why a level is recommended.',
  values: described<Recommended['reason']>({
    NO_SEGMENT: 'The customer is in no market segment: level 1.',
    NOT_SCORED: 'The customer objected to scoring, or is restricted: level 1.',
    SEGMENT: 'The matrix gives it to a market segment of the customer.',
  }),
})

const RecommendedType = builder.objectRef<Recommended>('RecommendedRelationship').implement({
  description: 'What the matrix gives a customer.',
  fields: t => ({
    level: t.exposeInt('level', { description: '1 to 5.' }),
    reason: t.expose('reason', { type: Reason, description: 'Why.' }),
    policyVersion: t.exposeInt('policyVersion', {
      description: 'The version of the relationship policy in force, whose matrix gave it.',
    }),
    valuePolicyVersion: t.exposeInt('valuePolicyVersion', {
      description:
        'The version of the value policy in force, whose default margin stands in where one is assumed.',
    }),
    place: t.expose('place', {
      type: PlaceType,
      nullable: true,
      description:
        'The market segment that decides: of several the highest level, then the lowest id. Null without one.',
    }),
  }),
})

const OverrideType = builder.objectRef<Override>('RelationshipOverride').implement({
  description: 'A level that somebody set by hand. It ends by itself.',
  fields: t => ({
    level: t.exposeInt('level', { description: '1 to 5.' }),
    reason: t.string({
      nullable: true,
      description: 'Why, in words. Personal.',
      authScopes: { scope: 'customers:personal' },
      resolve: ({ reason, customerId }, _args, { service }) => {
        if (reason !== null) service.personal.note(['TEXT'], customerId)
        return reason
      },
    }),
    until: t.expose('until', { type: 'Date', description: 'The last day on which it holds.' }),
    author: t.string({
      description: 'Under which credential it was set: the id of a key, or the subject of a token.',
      resolve: ({ author }) => publicCaller(author),
    }),
    staff: referenced(
      t,
      staffNoun,
      ({ staffId }) => staffId,
      'The staff member that the author stood for; null for none.',
    ),
    setAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was set.' }),
    version: versionField(t),
  }),
})

const AssignedType = builder.objectRef<Levels>('AssignedRelationship').implement({
  description: 'The level that holds.',
  fields: t => ({
    level: t.exposeInt('assigned', { description: "1 to 5: the override's, else the recommended one." }),
    override: t.field({
      type: OverrideType,
      nullable: true,
      description: 'In force today; null without one, and once its last day is over.',
      resolve: ({ override }) => override,
    }),
  }),
})

const EvidenceType = builder.objectRef<Evidence>('RelationshipEvidence').implement({
  description:
    'Contact facts of the 90 days up to `asOf`. A contact is a call, e-mail, message, meeting, social meeting, visit, thank-you, gift or greeting that did not come from the customer.',
  fields: t => ({
    asOf: t.expose('asOf', {
      type: 'Date',
      description: 'The day of the newest completed night; yesterday before the first.',
    }),
    contacts: t.exposeInt('contacts', { description: 'How many.' }),
    longestGapDays: t.exposeInt('longestGapDays', {
      description: 'The longest time between two, or between one and the first or last of the 90 days.',
    }),
    cycleDays: t.float({
      nullable: true,
      description: "The customer's own purchase cycle; null without one.",
      resolve: ({ cycleDoubled }) => (cycleDoubled === null ? null : cycleDoubled / 2),
    }),
    callsOwed: t.exposeInt('callsOwed', {
      description: 'Days of a first purchase or a delivery whose call is due by `asOf`.',
    }),
    callsMade: t.exposeInt('callsMade', { description: 'Those of them that had a call in time.' }),
    inbound: t.exposeInt('inbound', { description: 'What came from the customer, of any kind.' }),
    answered: t.exposeInt('answered', {
      description: 'E-mails and messages to the customer with an outcome other than `NO_ANSWER`.',
    }),
    metOn: t.expose('metOn', {
      type: 'Date',
      nullable: true,
      description:
        'The last meeting, visit or social meeting among those days, or those of a review; null without one.',
    }),
  }),
})

const ObservedType = builder.objectRef<Observed>('ObservedRelationship').implement({
  description: 'The level that the contact facts show, whatever level is meant.',
  fields: t => ({
    level: t.exposeInt('level', {
      description: 'The highest level whose terms were kept, looked for from the top; 1 where none were.',
    }),
    policyVersion: t.exposeInt('policyVersion', {
      description: 'The version of the relationship policy in force, whose terms it was held against.',
    }),
    evidence: t.expose('evidence', { type: EvidenceType, description: 'The numbers that it rests on.' }),
  }),
})

const Relationship = builder
  .objectRef<CustomerRow & { levelHistory?: LevelMove[] }>('CustomerRelationship')
  .implement({
    description:
      'The relationship level of a customer, 1 basic to 5 partnership: what the matrix recommends, what holds, what is lived.',
    fields: t => ({
      level: t.exposeInt('relationshipLevel', {
        description:
          'The assigned level as it is kept, 1 to 5: as of the newest night, or of an override set or taken away since. Whatever else moves the assigned level (members of segments, the policy, the end of an override) arrives here with the next night.',
      }),
      levelHistory: t.field({
        type: [LevelChange],
        description: 'Every move of `level`, newest first, from the day on which it began to be kept.',
        needs: { relation: 'levelHistory', whole: true },
        resolve: customer => (customer.levelHistory ?? []).toSorted((a, b) => b.on - a.on),
      }),
      recommended: t.field({
        type: RecommendedType,
        description: 'By the matrix.',
        resolve: async ({ id }, _args, context) => (await levelsOf(context, id)).recommended,
      }),
      assigned: t.field({
        type: AssignedType,
        description: 'What holds: an override, else the recommended level.',
        resolve: ({ id }, _args, context) => levelsOf(context, id),
      }),
      observed: t.field({
        type: ObservedType,
        description: 'What contacts show.',
        resolve: ({ id }, _args, context) => observedOf(context, id),
      }),
      gap: t.int({
        description: 'Assigned less observed: above 0 the customer gets less than the level owes.',
        resolve: async ({ id }, _args, context) => {
          const [{ assigned }, { level }] = await Promise.all([
            levelsOf(context, id),
            observedOf(context, id),
          ])
          return assigned - level
        },
      }),
    }),
  })

builder.objectField(Customer, 'relationship', t =>
  t.field({
    type: Relationship,
    nullable: true,
    description:
      'The relationship level, kept and derived when read. Null without the scope `relationships:read`.',
    authScopes: { scope: 'relationships:read' },
    needs: { embedded: true },
    resolve: customer => customer,
  }),
)

mutation('relationshipOverrideSet', {
  description: 'Gives a customer a relationship level by hand until a day, in place of the one that stands.',
  scope: 'relationships:write',
  input: builder.inputType('RelationshipOverrideSetInput', {
    description: 'Whose level, and until when.',
    fields: t => ({
      customer: t.id({ required: true, description: 'The customer.' }),
      level: t.int({ required: true, description: '1 to 5.' }),
      reason: t.string({ required: true, description: 'Why; at most 500 characters.' }),
      until: t.field({
        type: 'Date',
        required: true,
        description: 'The last day on which it holds: after today, at most two years ahead.',
      }),
      expectedVersion: t.int({ description: 'Refuse when the override is not at this version any more.' }),
    }),
  }),
  verb: setOverride,
  payload: t => ({ customer: changed(t, customerNoun, made => made.customerId) }),
})

mutation('relationshipOverrideClear', {
  description: 'Takes a level given by hand away, so that the recommended one holds again.',
  scope: 'relationships:write',
  input: builder.inputType('RelationshipOverrideClearInput', {
    description: 'Whose override.',
    fields: t => ({
      customer: t.id({ required: true, description: 'The customer.' }),
      expectedVersion: t.int({ description: 'Refuse when the override is not at this version any more.' }),
    }),
  }),
  verb: clearOverride,
  payload: t => ({ customer: changed(t, customerNoun, made => made.customerId) }),
})
