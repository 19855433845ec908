import { type CareCosts, careCostDays, readCareCosts } from '../../src/domain/reports/served/care-costs.ts'
import {
  readServedCustomers,
  type ServedCustomer,
  type ServedCustomers,
  servedLimits,
  type servedSides,
} from '../../src/domain/reports/served/served-customers.ts'
import {
  readUnthankedCustomers,
  type UnthankedCustomer,
  unthankedLimits,
} from '../../src/domain/reports/served/unthanked-customers.ts'
import { Customer, customerNoun } from '../customers/customer.ts'
import { Money } from '../house/money.ts'
import { builder, described } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { referenced } from '../kernel/noun.ts'

const minutesTold =
  'What they took: of each the minutes of the follow-up that it came of, else those of promised work; nothing of touches of campaigns.'

const Costs = builder.objectRef<CareCosts>('CareCosts').implement({
  description: 'What care for a customer cost in some days, beside what the customer brought.',
  fields: t => ({
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    until: t.expose('until', { type: 'Date', description: 'The last day, itself included.' }),
    contacts: t.exposeInt('contacts', { description: 'Contacts that went out.' }),
    minutes: t.exposeInt('minutes', { description: minutesTold }),
    gifts: t.expose('gifts', { type: Money, description: 'What gifts cost.' }),
    touches: t.expose('touches', { type: Money, description: 'What touches of your own campaigns cost.' }),
    work: t.expose('work', { type: Money, description: 'What the minutes cost, by `hourCost`.' }),
    cost: t.field({
      type: Money,
      description: 'Gifts, touches and work together.',
      resolve: ({ gifts, touches, work }) => gifts + touches + work,
    }),
    netSpend: t.expose('netSpend', { type: Money, description: 'What the customer bought, less refunds.' }),
  }),
})

builder.objectField(Customer, 'careCosts', t =>
  t.field({
    type: Costs,
    nullable: true,
    description:
      'What gifts, touches of your own campaigns and work cost in some days, beside what the customer brought in them. Needs `interactions:read` too.',
    authScopes: { scope: 'reports:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      until: t.arg({
        type: 'Date',
        required: true,
        description: `The last day, at most ${careCostDays} days with the first.`,
      }),
      hourCost: t.arg({
        type: 'Decimal',
        description: 'What an hour of work costs; minutes cost nothing when not said.',
      }),
    },
    needs: { columns: ['id'] },
    complexity: 20,
    resolve: ({ id }, args, context) => perId(context, readCareCosts, id, args),
  }),
)

const ServedSide = builder.enumType('ServedSide', {
  description: 'On which side of what the relationship level owes a customer is served.',
  values: described<(typeof servedSides)[number]>({
    UNDER: 'The observed level is below the level: the customer gets less than is owed.',
    OVER: 'The observed level is above the level: the customer gets more than is owed.',
  }),
})

const Row = builder.objectRef<ServedCustomer>('ServedCustomer').implement({
  description: 'A customer who gets less, or more, than the relationship level owes.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ customerId }) => customerId, 'Who.'),
    level: t.exposeInt('level', { description: 'The level of the newest night.' }),
    observed: t.exposeInt('observed', { description: 'The level that the contacts of 90 days show.' }),
    gap: t.exposeInt('gap', { description: 'Level less observed level: above 0 too little, below 0 more.' }),
    contacts: t.exposeInt('contacts', { description: 'Contacts of 90 days.' }),
    minutes: t.exposeInt('minutes', { description: minutesTold }),
    cost: t.field({
      type: Money,
      description: 'What these 90 days cost: gifts, touches of campaigns, and the minutes by `hourCost`.',
      resolve: ({ cost }) => cost,
    }),
  }),
})

const Served = builder.objectRef<ServedCustomers>('ServedCustomers').implement({
  description: 'Customers who get less, or more, than their relationship levels owe.',
  fields: t => ({
    customers: t.exposeInt('customers', { description: 'Customers looked at.' }),
    truncated: t.exposeBoolean('truncated', { description: 'There are more than were looked at.' }),
    found: t.exposeInt('found', { description: 'How many of them are on the side that was asked for.' }),
    rows: t.expose('rows', {
      type: [Row],
      description: 'The widest gap first.',
      complexity: { field: 1, multiplier: servedLimits.told },
    }),
  }),
})

const Unthanked = builder.objectRef<UnthankedCustomer>('UnthankedCustomer').implement({
  description: 'A loyal customer whom nobody thanked in twelve months.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ customerId }) => customerId, 'Who.'),
    purchaseDays: t.exposeInt('purchaseDays', { description: 'Days with a purchase, of all time.' }),
    netSpendYear: t.field({
      type: Money,
      description: 'Net spend of 365 days.',
      resolve: ({ netSpendYear }) => netSpendYear,
    }),
  }),
})

builder.queryFields(t => ({
  servedCustomers: t.field({
    type: Served,
    nullable: true,
    description: `Who gets less contact than the relationship level owes, or more, with what it cost. Looked at are, for UNDER, the ${servedLimits.customers.toLocaleString('en')} of levels 3 to 5 who spent most in 365 days; for OVER, as many whom you contacted most in 90 days. Needs \`relationships:read\` too.`,
    authScopes: { scope: 'reports:read' },
    args: {
      side: t.arg({ type: ServedSide, required: true, description: 'On which side.' }),
      hourCost: t.arg({
        type: 'Decimal',
        description: 'What an hour of work costs; minutes cost nothing when not said.',
      }),
      first: t.arg.int({ description: `How many: 1 to ${servedLimits.told}; 20 when not said.` }),
    },
    complexity: 1_000,
    resolve: (_root, args, { service }) => readServedCustomers(service, args),
  }),
  unthankedCustomers: t.field({
    type: [Unthanked],
    nullable: true,
    description: `Loyal customers whom nobody sent a thank-you or a gift in ${unthankedLimits.days} days, and who may be contacted: those whom the newest night finds \`LOYAL\`. Who spent most in 365 days comes first.`,
    authScopes: { scope: 'reports:read' },
    args: { first: t.arg.int({ description: `How many: 1 to ${unthankedLimits.told}; 20 when not said.` }) },
    complexity: ({ first }) => ({ field: 800, multiplier: first ?? 20 }),
    resolve: (_root, args, { service }) => readUnthankedCustomers(service, args),
  }),
}))
