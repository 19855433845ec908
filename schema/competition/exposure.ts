import type { exposureKinds, exposures } from '../../src/database/tables/competition/competitors.ts'
import { exposureList } from '../../src/domain/exposures/list.ts'
import { recordExposure } from '../../src/domain/exposures/record-exposure.ts'
import { updateExposure } from '../../src/domain/exposures/update-exposure.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { type CampaignRow, campaignNoun } from './campaign.ts'

export type ExposureRow = typeof exposures.$inferSelect & {
  campaign?: CampaignRow
  customer?: CustomerRow
  recorder?: StaffRow | null
}

const ExposureKind = builder.enumType('ExposureKind', {
  description: 'How a campaign reached a customer.',
  values: described<(typeof exposureKinds)[number]>({
    BOUGHT_FROM_COMPETITOR: 'The customer bought from the competitor.',
    APPROACHED: 'The competitor approached the customer.',
    REPORTED: 'Somebody said so.',
    INFERRED: 'Concluded from other facts.',
  }),
})

const Exposure = builder.objectRef<ExposureRow>('Exposure')
export const exposureNoun = noun(
  'exposure',
  listed({ type: Exposure, scope: 'exposures:read', source: exposureList }),
)

Exposure.implement({
  description: 'Evidence that one campaign of a competitor reached one customer.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'exposure', { createdAt: 'When it was recorded.' }),
    kind: t.expose('kind', { type: ExposureKind, description: 'How the campaign reached the customer.' }),
    campaign: related(t, 'campaign', campaignNoun, 'The campaign. Needs `campaigns:read`.'),
    customer: related(t, 'customer', customerNoun, 'The customer. Needs `customers:read`.'),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'What shows it, in words. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    confidence: t.exposeInt('confidence', { description: 'How sure the recorder is, 0 to 100.' }),
    recordedBy: related(t, 'recorder', staffNoun, 'Who recorded it; null where no person did.'),
  }),
})

const { args: exposureArgs } = listInputs(exposureList, {
  tell: {
    id: 'Its id.',
    kind: { description: 'What kind of evidence it is.', values: ExposureKind },
    confidence: 'How sure the recorder is, 0 to 100.',
    recordedBy: 'Who recorded it.',
    customer: 'Whom the campaign reached.',
    campaign: 'Which campaign it was.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By the instant of recording when not said.',
})

builder.queryFields(t => ({
  exposure: oneById(t, exposureNoun, {
    description: 'One exposure by id; null when there is none within your reach.',
    id: 'Id of an exposure.',
  }),
  exposures: listOf(t, exposureNoun, {
    description: 'Exposures of the customers within your reach.',
    args: exposureArgs,
  }),
}))

relationPage(campaignNoun, 'exposures', {
  of: exposureNoun,
  description: 'Whom it reached, of the customers within your reach.',
  args: exposureArgs,
})

relationPage(customerNoun, 'exposures', {
  of: exposureNoun,
  description: 'Which campaigns of competitors reached the customer.',
  args: exposureArgs,
})

const evidenceFields = (t: InputFields) => ({
  interaction: t.id({ description: 'Id of the interaction with this customer that shows it.' }),
  evidence: t.string({ description: 'What shows it, in words, at most 5,000 characters.' }),
})

const ExposureRecordInput = builder.inputType('ExposureRecordInput', {
  description: 'That a campaign reached a customer.',
  fields: t => ({
    campaign: t.id({ required: true, description: 'Id of the campaign.' }),
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    kind: t.field({ type: ExposureKind, required: true, description: 'How it reached the customer.' }),
    confidence: t.int({ description: 'How sure you are, 0 to 100; 50 when not said.' }),
    ...evidenceFields(t),
  }),
})

const ExposurePatch = builder.inputType('ExposurePatch', {
  description: 'What to change: absent leaves a value, null clears it. Campaign and customer stay.',
  fields: t => ({
    kind: t.field({ type: ExposureKind, description: 'How it reached the customer; cannot be cleared.' }),
    confidence: t.int({ description: 'How sure you are, 0 to 100; cannot be cleared.' }),
    ...evidenceFields(t),
  }),
})

mutation('exposureRecord', {
  description:
    'Records that a campaign reached a customer, on behalf of your staff member if you act for one.',
  scope: 'exposures:write',
  input: ExposureRecordInput,
  verb: recordExposure,
  payload: t => ({ exposure: changed(t, exposureNoun, made => made.exposureId) }),
})

mutation('exposureUpdate', {
  description: 'Changes what is known of an exposure.',
  scope: 'exposures:write',
  input: updateInput('ExposureUpdateInput', { of: 'exposure', patch: ExposurePatch }),
  verb: updateExposure,
  payload: t => ({ exposure: changed(t, exposureNoun, made => made.exposureId) }),
})
