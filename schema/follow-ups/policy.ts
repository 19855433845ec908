import { createFollowUpPolicy } from '../../src/domain/follow-ups/create-policy.ts'
import {
  type FollowUpPolicy,
  followUpPolicy,
  type partOf,
  type TacticFigures,
} from '../../src/domain/follow-ups/policy.ts'
import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { Money } from '../house/money.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { builder } from '../kernel/builder.ts'

const figures = {
  dueDays:
    'From the occasion, or from the night that finds the customer, to the due day; below 0 that many days before. −60 to 90.',
  repeatDays:
    'From one item to the next of the same customer, whatever became of it; 0 where the occasion alone says.',
  minutes: 'What an item takes of a day; 1 to 480.',
  savePercent: 'Of how many that are contacted the value at risk is saved, in per cent.',
  holdOutPercent:
    'Of those who would be queued, how many are left alone, in per cent, 0 to 90: so that it shows what the tactic does.',
  fromLevel: 'The lowest relationship level that it is for.',
} satisfies Record<Exclude<keyof TacticFigures, 'cost'>, string>

const cost = 'What an item costs besides its minutes.'

const Figures = builder.objectRef<TacticFigures>('FollowUpFigures').implement({
  description: 'The figures of one tactic.',
  fields: t => ({
    dueDays: t.exposeInt('dueDays', { description: figures.dueDays }),
    repeatDays: t.exposeInt('repeatDays', { description: figures.repeatDays }),
    minutes: t.exposeInt('minutes', { description: figures.minutes }),
    savePercent: t.exposeFloat('savePercent', { description: figures.savePercent }),
    holdOutPercent: t.exposeInt('holdOutPercent', { description: figures.holdOutPercent }),
    fromLevel: t.exposeInt('fromLevel', { description: figures.fromLevel }),
    cost: t.field({ type: Money, description: cost, resolve: of => BigInt(of.cost) }),
  }),
})

const FiguresInput = builder.inputType('FollowUpFiguresInput', {
  description: 'The figures of one tactic, all of them.',
  fields: t => ({
    dueDays: t.int({ required: true, description: figures.dueDays }),
    repeatDays: t.int({ required: true, description: figures.repeatDays }),
    minutes: t.int({ required: true, description: figures.minutes }),
    savePercent: t.float({ required: true, description: figures.savePercent }),
    holdOutPercent: t.int({ required: true, description: figures.holdOutPercent }),
    fromLevel: t.int({ required: true, description: figures.fromLevel }),
    cost: t.field({ type: 'Decimal', required: true, description: cost }),
  }),
})

const limits = {
  contacts: 'At most so many contacts with one customer in any window of `contactWindowDays`.',
  contactWindowDays: 'The days of that window.',
  contactGapDays: 'Days between two contacts with one customer, at least.',
  coolDownDays: 'From the day an item was done to the next of its tactic.',
  noAnswerDays: 'The same where nobody answered.',
  attempts: 'How often one occasion is tried while nobody answers.',
  expiryDays: 'So many days after its due day the night closes an item that nobody finished.',
} satisfies Record<keyof FollowUpPolicy['limits'], string>

const Limits = builder.objectRef<FollowUpPolicy['limits']>('FollowUpLimits').implement({
  description: 'What holds follow-ups back.',
  fields: t => ({
    contacts: t.exposeInt('contacts', { description: limits.contacts }),
    contactWindowDays: t.exposeInt('contactWindowDays', { description: limits.contactWindowDays }),
    contactGapDays: t.exposeInt('contactGapDays', { description: limits.contactGapDays }),
    coolDownDays: t.exposeInt('coolDownDays', { description: limits.coolDownDays }),
    noAnswerDays: t.exposeInt('noAnswerDays', { description: limits.noAnswerDays }),
    attempts: t.exposeInt('attempts', { description: limits.attempts }),
    expiryDays: t.exposeInt('expiryDays', { description: limits.expiryDays }),
  }),
})

const LimitsInput = builder.inputType('FollowUpLimitsInput', {
  description: 'What holds follow-ups back, all of it.',
  fields: t => ({
    contacts: t.int({ required: true, description: limits.contacts }),
    contactWindowDays: t.int({ required: true, description: limits.contactWindowDays }),
    contactGapDays: t.int({ required: true, description: limits.contactGapDays }),
    coolDownDays: t.int({ required: true, description: limits.coolDownDays }),
    noAnswerDays: t.int({ required: true, description: limits.noAnswerDays }),
    attempts: t.int({ required: true, description: limits.attempts }),
    expiryDays: t.int({ required: true, description: limits.expiryDays }),
  }),
})

const parts = {
  winBack: 'Of `WIN_BACK`.',
  overdue: 'Of `OVERDUE`.',
  thankYou: 'Of `THANK_YOU`.',
  coffee: 'Of `COFFEE`.',
  occasion: 'Of `OCCASION`.',
  satisfaction: 'Of `SATISFACTION`.',
  cadence: 'Of `CADENCE`: due days and repeat are what the level owes.',
  standard: 'Of `STANDARD`: due days, repeat, minutes and whom it is for are what the care standard says.',
} satisfies Record<(typeof partOf)[keyof typeof partOf], string>

const rest = {
  limits: 'What holds follow-ups back.',
  ownerMinutes: 'Minutes that one staff member has for follow-ups in a day; 0 to 1440.',
  unownedMinutes: 'Minutes in a day for all customers who have no owner; 0 to 1440.',
  promisedMinutes: 'Minutes of work that somebody promised.',
  feedbackMinutes: 'Minutes of an answer to feedback: told, but never held against the day.',
  claimMinutes: 'So long a claim holds, unless it is claimed again before; 1 to 1440.',
  campaignDaysAfterEnd: 'A campaign counts for `WIN_BACK` while it runs and so many days after its last day.',
  largePurchasePercentile:
    "From this percentile of the customer's own purchases on an amount is a large one, which `THANK_YOU` is for.",
  recentDays:
    'Older purchases and deliveries give no occasion to `THANK_YOU`; `SATISFACTION` has as many days more.',
  coffeeTopPercent: 'Whose value at risk is among so many per cent of the highest is invited for coffee.',
} satisfies Record<Exclude<keyof FollowUpPolicy, keyof typeof parts>, string>

const Policy = builder.objectRef<PolicyVersion<FollowUpPolicy>>('FollowUpPolicy').implement({
  description: 'One version of what makes, delays and prevents follow-ups: our own figures, editable.',
  fields: t => {
    const part = (of: keyof typeof parts) =>
      t.field({ type: Figures, description: parts[of], resolve: ({ body }) => body[of] })
    const number = (of: Exclude<keyof typeof rest, 'limits' | 'coffeeTopPercent'>) =>
      t.int({ description: rest[of], resolve: ({ body }) => body[of] })
    return {
      ...versionFields(t),
      ...{ winBack: part('winBack'), overdue: part('overdue'), thankYou: part('thankYou') },
      ...{ coffee: part('coffee'), occasion: part('occasion'), satisfaction: part('satisfaction') },
      ...{ cadence: part('cadence'), standard: part('standard') },
      limits: t.field({ type: Limits, description: rest.limits, resolve: ({ body }) => body.limits }),
      ...{ ownerMinutes: number('ownerMinutes'), unownedMinutes: number('unownedMinutes') },
      ...{ promisedMinutes: number('promisedMinutes'), feedbackMinutes: number('feedbackMinutes') },
      claimMinutes: number('claimMinutes'),
      campaignDaysAfterEnd: number('campaignDaysAfterEnd'),
      largePurchasePercentile: number('largePurchasePercentile'),
      recentDays: number('recentDays'),
      coffeeTopPercent: t.float({
        description: rest.coffeeTopPercent,
        resolve: ({ body }) => body.coffeeTopPercent,
      }),
    }
  },
})

export const FollowUpPolicyPatch = builder.inputType('FollowUpPolicyPatch', {
  description: 'The parts of the policy in force to replace, each whole; what is not said stays.',
  fields: t => ({
    winBack: t.field({ type: FiguresInput, description: parts.winBack }),
    overdue: t.field({ type: FiguresInput, description: parts.overdue }),
    thankYou: t.field({ type: FiguresInput, description: parts.thankYou }),
    coffee: t.field({ type: FiguresInput, description: parts.coffee }),
    occasion: t.field({ type: FiguresInput, description: parts.occasion }),
    satisfaction: t.field({ type: FiguresInput, description: parts.satisfaction }),
    cadence: t.field({ type: FiguresInput, description: parts.cadence }),
    standard: t.field({ type: FiguresInput, description: parts.standard }),
    limits: t.field({ type: LimitsInput, description: rest.limits }),
    ownerMinutes: t.int({ description: rest.ownerMinutes }),
    unownedMinutes: t.int({ description: rest.unownedMinutes }),
    promisedMinutes: t.int({ description: rest.promisedMinutes }),
    feedbackMinutes: t.int({ description: rest.feedbackMinutes }),
    claimMinutes: t.int({ description: rest.claimMinutes }),
    campaignDaysAfterEnd: t.int({ description: rest.campaignDaysAfterEnd }),
    largePurchasePercentile: t.int({ description: rest.largePurchasePercentile }),
    recentDays: t.int({ description: rest.recentDays }),
    coffeeTopPercent: t.float({ description: rest.coffeeTopPercent }),
  }),
})

policyVersions('followUpPolicies', {
  type: Policy,
  description: 'The versions of the policy of follow-ups, the one in force first; the newest 200.',
  read: service => readPolicies(service, followUpPolicy),
})

policyCreate('followUpPolicyCreate', {
  description:
    'Makes the next version of the policy of follow-ups. The next night follows it; items that wait stay as they are.',
  patch: FollowUpPolicyPatch,
  verb: createFollowUpPolicy,
})
