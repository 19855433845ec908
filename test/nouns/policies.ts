import { invalid, type Mutation, type Noun } from './noun.ts'

/** A kind of policy: versions of thresholds, of which only new ones are made. */
const policy = (kind: string, create: Mutation): Noun => ({
  type: `${kind}Policy`,
  write: 'policies:write',
  common: true,
  impersonal: [`${kind}Policy.note`],
  mutations: { [`${kind[0]?.toLowerCase()}${kind.slice(1)}PolicyCreate`]: create },
})

const owed = { callWithinDays: 5, contactEveryDays: 30, partnerEveryDays: 14, reviewEveryDays: 91 }

const levels = {
  many: { high: 3, medium: 2, low: 2 },
  medium: { high: 4, medium: 3, low: 2 },
  few: { high: 5, medium: 4, low: 3 },
}

const hours = { complaint: 12, feedback: 48, surveyResponse: 48, inquiry: 8, email: 8, message: 4 }

const limits = {
  ...{ contacts: 2, contactWindowDays: 30, contactGapDays: 7, coolDownDays: 30, noAnswerDays: 14 },
  ...{ attempts: 3, expiryDays: 14 },
}

const figures = {
  ...{ dueDays: 3, repeatDays: 60, minutes: 8, savePercent: 5, holdOutPercent: 20, fromLevel: 1 },
  cost: '0',
}

const coffeeFigures = {
  ...{ dueDays: 10, repeatDays: 90, minutes: 45, savePercent: 6, holdOutPercent: 10, fromLevel: 4 },
  cost: '150000',
}

export const policies: Noun[] = [
  policy('Feedback', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: ({ staff, otherStaff }) => ({
      patch: { hours, standIn: staff, escalateTo: otherStaff },
      note: 'Faster',
    }),
  }),
  policy('FollowUp', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: () => ({
      patch: {
        ...{ ownerMinutes: 120, limits, winBack: figures, overdue: figures, thankYou: figures },
        ...{
          coffee: coffeeFigures,
          occasion: figures,
          satisfaction: figures,
          cadence: figures,
          standard: figures,
        },
      },
      note: 'Shorter days',
    }),
    refuses: [
      invalid(
        'a cost below nothing',
        'patch.coffee',
        () => ({ ...coffeeFigures, cost: '-1' }),
        'patch.coffee.cost',
      ),
    ],
  }),
  policy('Lifecycle', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: () => ({
      patch: { activeCycles: 1.25, lapsingCycles: 2.5, loyalPurchaseDays: 6 },
      note: 'Earlier',
    }),
    refuses: [
      invalid('stages in another order', 'patch.activeCycles', () => 2.5),
      invalid('won back beyond lost', 'patch.wonBackCycles', () => 2.75),
      invalid('a cycle of no gap', 'patch.cyclePurchaseDays', () => 1),
    ],
  }),
  policy('PersonRequest', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: ({ day }) => ({
      patch: {
        ...{ acknowledgeWorkingDays: 1, stopDays: 10, stopDaysThirdParty: 15, dataDays: 7 },
        ...{ dataDaysThirdParty: 14, extensionDays: 10, holidays: [day(3), day(2)] },
      },
      note: 'Tết',
    }),
    refuses: [invalid('more days than the law gives', 'patch.stopDays', () => 16)],
  }),
  policy('PersonalRead', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: () => ({
      patch: { customersPerHour: 800, timesUsual: 4, usualFrom: 200, freezes: true },
      note: 'Closer',
    }),
    refuses: [invalid('nobody at all', 'patch.customersPerHour', () => 0)],
  }),
  policy('Relationship', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: () => ({ patch: { fewUpTo: 60, levels, owed }, note: 'A wider few' }),
  }),
  policy('Retention', {
    action: 'policy.create',
    touches: ['body', 'note'],
    alsoTakes: ['privacy:erase'],
    good: () => ({
      patch: { rules: [{ data: 'PERSONAL_READ', months: 36 }], personsPerNight: 200 },
      note: 'Three years of reads',
    }),
    refuses: [
      invalid(
        'no time at all',
        'patch.rules',
        () => [{ data: 'PROSPECT', months: 0 }],
        'patch.rules.0.months',
      ),
    ],
  }),
  policy('Rfm', {
    action: 'policy.create',
    touches: ['body'],
    good: () => ({
      patch: { cells: [{ name: 'Best', recency: [5, 5], frequency: [5, 5], monetary: [5, 5] }] },
    }),
  }),
  policy('Value', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: () => ({ patch: { model: 'BG_NBD', discountPercentPerMonth: 1.5 }, note: 'Dearer money' }),
  }),
  policy('Vulnerability', {
    action: 'policy.create',
    touches: ['body', 'note'],
    good: () => ({ note: 'Stricter', patch: { declinePercent: 30 } }),
  }),
]
