import { offboardStaffMember } from '../../src/domain/staff/offboarding/offboard.ts'
import type { Share } from '../../src/domain/staff/offboarding/report.ts'
import { keptNamed, undoOffboarding } from '../../src/domain/staff/offboarding/undo.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { mutation } from '../kernel/mutation.ts'
import { referenced } from '../kernel/noun.ts'
import { type Held, heldFields } from './kinds.ts'

const ShareType = builder.objectRef<Share>('StaffHandoverShare').implement({
  description: 'What one colleague takes over.',
  fields: t => ({
    staffMember: referenced(t, staffNoun, ({ staffId }) => staffId, 'The colleague.'),
    customers: t.exposeInt('customers', { description: 'Customers, as their owner.' }),
    followUps: t.exposeInt('followUps', { description: 'Open follow-ups, as their owner.' }),
    feedback: t.exposeInt('feedback', {
      description: 'Feedback that is not closed: to answer for, or passed on to.',
    }),
    careTeams: t.exposeInt('careTeams', { description: 'Places in care teams.' }),
    personRequests: t.exposeInt('personRequests', {
      description: 'Open requests of persons, as who answers for them.',
    }),
    goals: t.exposeInt('goals', { description: 'Goals that are not over, as who sees to them.' }),
  }),
})

const Rule = builder.inputType('StaffHandoverRule', {
  description:
    'Who takes what a leaver holds. All that is open of one customer goes to one colleague: to the customer’s owner where that is somebody else who works here.',
  fields: t => ({
    colleagues: t.idList({
      required: true,
      description: 'One, or several over whom it is spread evenly; at most 100. They work here.',
    }),
    byRegion: t.boolean({
      description:
        'True to ask the region first: a customer goes to whoever of those who work here owns the most customers of its region, and to `colleagues` only where nobody does. False when not said.',
    }),
  }),
})

mutation('staffOffboard', {
  description:
    'Ends somebody’s work here, as one change: the staff member becomes inactive; customers, open follow-ups, feedback that is not closed, persons’ open requests and goals that are not over become others’ by the rule; places in care teams go to whoever takes the customer, or to a colleague where the owner stays, and end where that one is in the team already or owns the customer; claims are released; keys are revoked, webhooks pause, jobs end. Interactions and all that is recorded stay under the name. Of somebody who is inactive it hands over what `staffOrphans` still finds. Takes `customers:write`, `follow-ups:write`, `feedback:write`, `privacy:write` and `policies:write` too.',
  scope: 'staff:write',
  input: builder.inputType('StaffOffboardInput', {
    description: 'Who leaves, and who takes over.',
    fields: t => ({
      id: t.id({ required: true, description: 'The staff member who leaves.' }),
      expectedVersion: t.int({
        description: 'Refuse when the staff member is not at this version any more.',
      }),
      rule: t.field({ type: Rule, required: true, description: 'Who takes over.' }),
      dryRun: t.boolean({
        description: 'True counts what would happen and changes nothing. False when not said.',
      }),
    }),
  }),
  cost: () => 500,
  verb: offboardStaffMember,
  payload: t => ({
    staffMember: changed(t, staffNoun, done => done.staffMemberId),
    shares: t.expose('shares', {
      type: [ShareType],
      description: 'What each colleague takes over.',
      complexity: { field: 1, multiplier: 10 },
    }),
    claims: t.exposeInt('claims', { description: 'Claims of follow-ups that are released.' }),
    careTeams: t.exposeInt('careTeams', {
      description: 'Places in care teams that end: whoever would take them is there already.',
    }),
    apiKeys: t.exposeInt('apiKeys', { description: 'Keys that are revoked.' }),
    webhooks: t.exposeInt('webhooks', {
      description: 'Webhooks that pause: whoever resumes one becomes its owner.',
    }),
    customerUpdateJobs: t.exposeInt('customerUpdateJobs', {
      description: 'Changes of many customers that end before they are through.',
    }),
  }),
})

const Kept = builder.objectRef<Held>('StaffHandoverKept').implement({
  description: 'One thing that an undo of a handover left as it is.',
  fields: heldFields,
})

mutation('staffOffboardUndo', {
  description:
    'Takes back the newest `staffOffboard` of somebody, within the days in which the feed tells of it: the staff member works here again and gets back what still lies where it was put. What somebody changed since stays and is reported, and so are keys, webhooks and jobs, which stay ended. Takes the scopes of `staffOffboard`.',
  scope: 'staff:write',
  input: builder.inputType('StaffOffboardUndoInput', {
    description: 'Whose handover to take back.',
    fields: t => ({ id: t.id({ required: true, description: 'The staff member who left.' }) }),
  }),
  cost: () => 500,
  verb: undoOffboarding,
  payload: t => ({
    staffMember: changed(t, staffNoun, done => done.staffMemberId),
    customers: t.exposeInt('customers', { description: 'Customers that went back.' }),
    followUps: t.exposeInt('followUps', { description: 'Follow-ups that went back, claims with them.' }),
    feedback: t.exposeInt('feedback', { description: 'Feedback that went back.' }),
    careTeams: t.exposeInt('careTeams', { description: 'Places in care teams that went back.' }),
    personRequests: t.exposeInt('personRequests', { description: 'Requests of persons that went back.' }),
    goals: t.exposeInt('goals', { description: 'Goals that went back.' }),
    keptCount: t.exposeInt('keptCount', { description: 'How many things stay as they are.' }),
    kept: t.expose('kept', {
      type: [Kept],
      description: `The first ${keptNamed} of those.`,
      complexity: { field: 1, multiplier: 20 },
    }),
  }),
})
