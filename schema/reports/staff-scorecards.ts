import { fewest } from '../../src/domain/reports/measured.ts'
import {
  readStaffScorecards,
  type StaffScore,
  type StaffScorecards,
  scorecardLimits,
} from '../../src/domain/reports/staff-scorecards.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { MeasuredType } from './parts.ts'

const { windowDays, staff } = scorecardLimits

const Score = builder.objectRef<StaffScore>('StaffScorecard').implement({
  description: 'What one staff member did in some days, and how it went. It counts, it does not judge.',
  fields: t => ({
    staffMember: referenced(t, staffNoun, ({ staffId }) => staffId, 'Who.'),
    contacts: t.exposeInt('contacts', {
      description:
        'Calls, e-mails, messages, meetings, visits, thank-yous, gifts and greetings that went out and are recorded under the name.',
    }),
    customersContacted: t.exposeInt('customersContacted', { description: 'To how many customers.' }),
    answered: t.expose('answered', {
      type: MeasuredType,
      description:
        'What customers asked in these days and this one answered first, by the response clock (`Interaction.response`): answered in time, of all answered.',
    }),
    medianMinutes: t.exposeInt('medianMinutes', {
      nullable: true,
      description: `Of those answers, the median time in full minutes (of an even number the lower of the two); null of fewer than ${fewest}.`,
    }),
    waiting: t.exposeInt('waiting', {
      description:
        'What customers whom this one owns now asked in these days, and nobody answered though it is due.',
    }),
    followUpsInTime: t.expose('followUpsInTime', {
      type: MeasuredType,
      description:
        'Follow-ups that were due in these days, of whoever claimed them, else of their owner: done by their day, of all but the dismissed.',
    }),
    followUpsDone: t.exposeInt('followUpsDone', { description: 'Of those, done, be it late.' }),
    followUpsOverdue: t.exposeInt('followUpsOverdue', { description: 'Of those, open behind their day.' }),
    followUpsExpired: t.exposeInt('followUpsExpired', {
      description: 'Of those, closed by the night undone.',
    }),
    retention: t.expose('retention', {
      type: MeasuredType,
      description:
        'Customers whom this one owns now and who bought in as many days before: bought in these days again, of all. It says what became of them, not who brought it about.',
    }),
  }),
})

const Cards = builder.objectRef<StaffScorecards>('StaffScorecards').implement({
  description: 'What each staff member did in some days, and how it went.',
  fields: t => ({
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    until: t.expose('until', { type: 'Date', description: 'The last day.' }),
    provisional: t.exposeBoolean('provisional', {
      description: 'The last day is not over: figures still change.',
    }),
    truncated: t.exposeBoolean('truncated', { description: `There are more than ${staff} of them.` }),
    cards: t.expose('cards', {
      type: [Score],
      description: `By name: who works here, and who left and has figures; at most ${staff}.`,
      complexity: { field: 1, multiplier: 20 },
    }),
  }),
})

builder.queryField('staffScorecards', t =>
  t.field({
    type: Cards,
    nullable: true,
    description: `Per staff member: contacts, response times, follow-ups done and overdue, what became of their customers. Computed from what is recorded at this moment. At most ${windowDays} days.`,
    authScopes: { scope: 'reports:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      until: t.arg({ type: 'Date', required: true, description: 'The last day, itself included.' }),
    },
    complexity: 800,
    resolve: (_root, args, { service }) => readStaffScorecards(service, args),
  }),
)
