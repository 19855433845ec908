import type {
  personRequestKinds,
  personRequestOutcomes,
  personRequests,
  privacyRegimes,
} from '../../../src/database/tables/customers/person-requests.ts'
import { clockOf, type PersonRequestClock } from '../../../src/domain/fields/requests/person-request.ts'
import { personRequestList } from '../../../src/domain/privacy/requests/list.ts'
import { type CustomerRow, customerNoun } from '../../customers/customer.ts'
import { Channel } from '../../customers/interaction-enums.ts'
import { type StaffRow, staffNoun } from '../../house/staff.ts'
import { builder, described } from '../../kernel/builder.ts'
import { listInputs } from '../../kernel/filters/filter.ts'
import { Node } from '../../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../../kernel/noun.ts'
import { recordFields } from '../../kernel/record.ts'

export const PersonRequestKind = builder.enumType('PersonRequestKind', {
  description: 'What a person asks for.',
  values: described<(typeof personRequestKinds)[number]>({
    ACCESS: 'To see what is kept: `personExport`.',
    CORRECTION: 'That something kept is corrected.',
    ERASURE: 'That what is kept is erased: `customerErase`.',
    RESTRICTION: 'That what is kept is not processed: `customerRestrict`.',
    OBJECTION: 'That it is not scored: `customerObjectToScoring`.',
    CONSENT_WITHDRAWAL: 'That a consent does not count any more: `consentRecord`.',
  }),
})

export const PrivacyRegime = builder.enumType('PrivacyRegime', {
  description: 'By which law a request is answered.',
  values: described<(typeof privacyRegimes)[number]>({
    VIETNAM: "Vietnam's Law 91/2025 with Decree 356/2025: in days.",
    GDPR: 'The GDPR: within a month, three where it is extended.',
  }),
})

export const PersonRequestOutcome = builder.enumType('PersonRequestOutcome', {
  description: 'What became of a request.',
  values: described<(typeof personRequestOutcomes)[number]>({
    DONE: 'What it asks for was done.',
    REFUSED: 'The house does not do it, and says why.',
    WITHDRAWN: 'The person took it back.',
  }),
})

const Clock = builder.enumType('PersonRequestClock', {
  description: 'How a request stands in time.',
  values: described<PersonRequestClock>({
    ON_TIME: 'It is open, and nothing is due soon.',
    DUE_SOON:
      'It is open; its answer is due within three days, or its acknowledgement, which it waits for, by tomorrow.',
    LATE: 'It is open; its answer is overdue, or its acknowledgement, which it still waits for.',
    MET: 'It is closed, and both days were kept.',
    MISSED: 'It is closed, and one of the days was not kept.',
  }),
})

type PersonRequestRow = typeof personRequests.$inferSelect & {
  customer?: CustomerRow
  owner?: StaffRow | null
}

const PersonRequest = builder.objectRef<PersonRequestRow>('PersonRequest')
export const personRequestNoun = noun(
  'personRequest',
  listed({ type: PersonRequest, scope: 'privacy:read', source: personRequestList }),
)

const personal = { scope: 'customers:personal' } as const

PersonRequest.implement({
  description:
    'What a person asks of the house by law, and by when it is to be answered. It stays when the person is erased, without any word about it.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'personRequest'),
    customer: related(t, 'customer', customerNoun, 'Who asks.'),
    kind: t.expose('kind', { type: PersonRequestKind, description: 'What for.' }),
    regime: t.expose('regime', { type: PrivacyRegime, description: 'By which law.' }),
    receivedOn: t.expose('receivedOn', { type: 'Date', description: 'When it came.' }),
    channel: t.expose('channel', { type: Channel, nullable: true, description: 'On which channel.' }),
    thirdParty: t.exposeBoolean('thirdParty', {
      description: 'Whether a processor or somebody else outside the house must act.',
    }),
    owner: related(t, 'owner', staffNoun, 'Who answers for it; null where nobody does.'),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What else is to be known. Personal.',
      authScopes: personal,
    }),
    clock: t.field({
      type: Clock,
      description: 'How it stands in time, as of today.',
      needs: { columns: ['acknowledgeBy', 'acknowledgedOn', 'dueOn', 'closedOn'] },
      resolve: (row, _args, { service }) => clockOf(row, service.today),
    }),
    acknowledgeBy: t.expose('acknowledgeBy', {
      type: 'Date',
      description: 'The last day to tell the person that it came.',
    }),
    acknowledgedOn: t.expose('acknowledgedOn', {
      type: 'Date',
      nullable: true,
      description: 'When the person was told; null while it waits.',
    }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'The last day to answer it, with its extension.' }),
    extendedOn: t.expose('extendedOn', {
      type: 'Date',
      nullable: true,
      description: 'When it was extended; null where it was not.',
    }),
    extensionDays: t.exposeInt('extensionDays', {
      nullable: true,
      description: 'By how many days; null where it was not, and under the GDPR, which gives two months.',
    }),
    extensionReason: t.exposeString('extensionReason', {
      nullable: true,
      description: 'Why it was extended. Personal.',
      authScopes: personal,
    }),
    closedOn: t.expose('closedOn', {
      type: 'Date',
      nullable: true,
      description: 'When it was answered; null while it is open.',
    }),
    outcome: t.expose('outcome', {
      type: PersonRequestOutcome,
      nullable: true,
      description: 'What became of it; null while it is open.',
    }),
    refusalReason: t.exposeString('refusalReason', {
      nullable: true,
      description: 'Why it was refused. Personal.',
      authScopes: personal,
    }),
    policyVersion: t.exposeInt('policyVersion', {
      description: 'The version of `personRequestPolicies` that its days follow.',
    }),
  }),
})

const inputs = listInputs(personRequestList, {
  tell: {
    id: 'Its id.',
    kind: { description: 'What it asks for.', values: PersonRequestKind },
    regime: { description: 'By which law.', values: PrivacyRegime },
    channel: { description: 'On which channel.', values: Channel },
    thirdParty: 'Whether somebody outside the house must act.',
    owner: 'Who answers for it.',
    clock: { description: 'How it stands in time, as of today.', values: Clock },
    receivedOn: { description: 'When it came.', order: 'By the day on which it came, the newest first.' },
    acknowledgeBy: 'The last day to tell the person that it came.',
    acknowledgedOn: 'When the person was told; empty while it waits.',
    dueOn: {
      description: 'The last day to answer it.',
      order: 'By the last day to answer, the first first.',
    },
    extendedOn: 'When it was extended; empty where it was not.',
    closedOn: 'When it was answered; empty while it is open.',
    outcome: { description: 'What became of it.', values: PersonRequestOutcome },
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
    customer: 'Who asks.',
  },
  unordered: 'The newest first when not said.',
})

relationPage(customerNoun, 'personRequests', {
  of: personRequestNoun,
  description: 'What the person asked for by law, whatever became of it.',
  args: inputs.args,
})

builder.queryFields(t => ({
  personRequest: oneById(t, personRequestNoun, {
    description: 'One request; null when there is none.',
    id: 'Id of a request.',
  }),
  personRequests: listOf(t, personRequestNoun, {
    description:
      'All that persons asked for by law, whatever became of it. What waits has no `closedOn`; what is late has the clock `LATE`.',
    args: inputs.args,
  }),
}))
