import type {
  customerUpdateJobs,
  jobFailures,
  jobStates,
} from '../../../src/database/tables/customers/customer-update-jobs.ts'
import { cancelCustomerUpdateJob } from '../../../src/domain/customers/jobs/cancel.ts'
import { customerUpdateJobList } from '../../../src/domain/customers/jobs/list.ts'
import { type Refusal, refusalsOf, refusalsShown } from '../../../src/domain/customers/jobs/part.ts'
import { publicCaller } from '../../../src/domain/service/actor.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { builder, described } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { ExpectedError, UserError } from '../../kernel/errors.ts'
import { listInputs } from '../../kernel/filters/filter.ts'
import { mutation } from '../../kernel/mutation.ts'
import { Node } from '../../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../../kernel/noun.ts'
import { idField, versionField } from '../../kernel/record.ts'

type JobRow = typeof customerUpdateJobs.$inferSelect

const State = builder.enumType('CustomerUpdateJobState', {
  description: 'How far a job is.',
  values: described<(typeof jobStates)[number]>({
    RUNNING: 'It goes on by itself, a part at a time.',
    COMPLETED: 'All that it met were looked at.',
    CANCELLED: 'Somebody ended it. Whom it had changed stays changed.',
    FAILED: 'It could not go on: `failure` says why. Whom it had changed stays changed.',
  }),
})

const Failure = builder.enumType('CustomerUpdateJobFailure', {
  description: 'Why a job could not go on.',
  values: described<(typeof jobFailures)[number]>({
    OWNER_REVOKED: 'The key that owns it was revoked.',
    OWNER_EXPIRED: 'The key that owns it has come to its end.',
    OWNER_FROZEN: 'The key that owns it was frozen because it read unusually much.',
    OWNER_LEFT:
      'The staff member that its owner stands for does not work here any more, or signs in otherwise.',
    SCOPE_MISSING: 'Its owner may not do it any more, or not read what the filter looks at.',
    INPUT_INVALID: 'Its filter is none any more that can be asked.',
  }),
})

export const RefusalType = builder.objectRef<Refusal>('CustomerRefusal').implement({
  description: 'A customer that stays as it is, and why.',
  fields: t => ({
    customer: t.id({
      description: 'The id of the customer.',
      resolve: ({ customerId }) => encodeId('customer', customerId),
    }),
    error: t.field({
      type: UserError,
      description: 'Why.',
      resolve: ({ error }) => new ExpectedError(error),
    }),
  }),
})

const Job = builder.objectRef<JobRow>('CustomerUpdateJob')
export const customerUpdateJobNoun = noun(
  'customerUpdateJob',
  listed({ type: Job, scope: 'customers:read', source: customerUpdateJobList }),
)

Job.implement({
  description: 'One change of all customers that a filter takes, and how far it is.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'customerUpdateJob'),
    filter: t.expose('filter', {
      type: 'JSON',
      nullable: true,
      authScopes: { scope: 'customers:personal' },
      description: 'Whom it is to change, as it was given: it may ask for somebody. Personal.',
    }),
    patch: t.expose('patch', {
      type: 'JSON',
      nullable: true,
      authScopes: { scope: 'customers:personal' },
      description: 'What it changes, as it was given. Personal.',
    }),
    state: t.expose('state', { type: State, description: 'How far it is.' }),
    failure: t.expose('failure', {
      type: Failure,
      nullable: true,
      description: 'Why it could not go on; null where it did not fail.',
    }),
    owner: t.string({
      description:
        'With whose rights of each moment it goes on: the id of a key, or `token:<issuer>|<subject>`.',
      needs: { columns: ['owner'] },
      resolve: ({ owner }) => publicCaller(owner),
    }),
    matching: t.exposeInt('matching', {
      description: 'How many the filter took when it began, or at least: see `matchingExact`.',
    }),
    matchingExact: t.exposeBoolean('matchingExact', {
      description: 'False where counting came to its end before all were looked at.',
    }),
    changed: t.exposeInt('changed', { description: 'How many it has changed so far.' }),
    unchanged: t.exposeInt('unchanged', { description: 'How many said so already.' }),
    refused: t.exposeInt('refused', { description: 'How many stay as they are.' }),
    refusals: t.field({
      type: [RefusalType],
      description: `The first ${refusalsShown} of those, and why.`,
      needs: { columns: ['refusals'] },
      resolve: refusalsOf,
    }),
    startedAt: t.expose('createdAt', { type: 'DateTime', description: 'When it began.' }),
    progressAt: t.expose('progressAt', {
      type: 'DateTime',
      description: 'When its newest part was done. One under way that is silent for minutes meets an outage.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its state last changed.' }),
    version: versionField(t, 'change of its state'),
  }),
})

const { args } = listInputs(customerUpdateJobList, {
  tell: {
    id: 'Its id.',
    state: { description: 'How far it is.', values: State },
    failure: { description: 'Why it could not go on.', values: Failure },
    owner: 'Whose it is, written as in `owner` of a job.',
    startedAt: 'When it began.',
  },
  unordered: 'The newest first when not said.',
})

builder.queryFields(t => ({
  customerUpdateJob: oneById(t, customerUpdateJobNoun, {
    description: 'One change of many customers by id; null when there is none within your reach.',
    id: 'Id of a job.',
  }),
  customerUpdateJobs: listOf(t, customerUpdateJobNoun, {
    description:
      'All changes that `customersUpdateMatching` began; where you see only some customers, your own.',
    args,
  }),
}))

mutation('customerUpdateJobCancel', {
  description:
    'Ends a change of many customers before it is through. Whom it has changed stays changed. Refused where it came to another end.',
  scope: 'customers:write',
  input: builder.inputType('CustomerUpdateJobCancelInput', {
    description: 'Which job to end.',
    fields: t => ({
      id: t.id({ required: true, description: 'The job.' }),
      expectedVersion: t.int({ description: 'Refuse when the job is not at this version any more.' }),
    }),
  }),
  verb: cancelCustomerUpdateJob,
  payload: t => ({ job: changed(t, customerUpdateJobNoun, ended => ended.jobId) }),
})
