import type { exposureKinds, exposures } from '../../src/database/tables/competitors.ts'
import { type ExposureOrdering, exposureList } from '../../src/domain/exposures/list.ts'
import { recordExposure } from '../../src/domain/exposures/record-exposure.ts'
import { updateExposure } from '../../src/domain/exposures/update-exposure.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { Customer, type CustomerRow } from '../customers/customer.ts'
import { StaffMember, type StaffRow } from '../house/staff.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { changed, mutation } from '../kernel/mutation.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage, resolvePage } from '../kernel/select.ts'
import { Campaign, type CampaignRow } from './campaign.ts'

export type ExposureRow = typeof exposures.$inferSelect & {
  campaign?: CampaignRow
  customer?: CustomerRow
  recorder?: StaffRow | null
}

registerNode('exposure', { typeName: 'Exposure', scope: 'exposures:read', source: exposureList })

const ExposureKind = builder.enumType('ExposureKind', {
  description: 'How a campaign reached a customer.',
  values: {
    BOUGHT_FROM_COMPETITOR: { description: 'The customer bought from the competitor.' },
    APPROACHED: { description: 'The competitor approached the customer.' },
    REPORTED: { description: 'Somebody said so.' },
    INFERRED: { description: 'Concluded from other facts.' },
  } satisfies Record<(typeof exposureKinds)[number], { description: string }>,
})

export const Exposure = builder.objectRef<ExposureRow>('Exposure').implement({
  description: 'Evidence that one campaign of a competitor reached one customer.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: exposure => encodeId('exposure', exposure.id) }),
    kind: t.expose('kind', {
      type: ExposureKind,
      description: 'How the campaign reached the customer.',
    }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'The campaign. Needs `campaigns:read`.',
      needs: { relation: 'campaign' },
      authScopes: { scope: 'campaigns:read' },
      resolve: exposure => exposure.campaign ?? null,
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'The customer. Needs `customers:read`.',
      needs: { relation: 'customer' },
      authScopes: { scope: 'customers:read' },
      resolve: exposure => exposure.customer ?? null,
    }),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'What shows it, in words. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    confidence: t.exposeInt('confidence', {
      description: 'How sure the recorder is, 0 to 100.',
    }),
    recordedBy: t.field({
      type: StaffMember,
      nullable: true,
      description: 'Who recorded it; null where no person did.',
      needs: { relation: 'recorder' },
      authScopes: { scope: 'staff:read' },
      resolve: exposure => exposure.recorder ?? null,
    }),
    synthetic: t.exposeBoolean('synthetic', {
      description: 'True where it was made up for a demonstration.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was recorded.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last changed.',
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
    }),
  }),
})

export const ExposureConnection = connectionType('Exposure', Exposure)

const ExposureFilter = builder.inputType('ExposureFilter', {
  description: 'Narrows the list of exposures; every part must hold.',
  fields: t => ({
    campaign: t.id({ description: 'To this campaign. Needs `campaigns:read`.' }),
    customer: t.id({ description: 'Of this customer. Needs `customers:read`.' }),
    kind: t.field({ type: [ExposureKind], description: 'Of one of these kinds.' }),
  }),
})

const ExposureOrder = orderInput<ExposureOrdering>('Exposure', { CREATED_AT: 'By the instant of recording.' })

const listArgs = builder.args(t => ({
  filter: t.field({ type: ExposureFilter, description: 'Which ones.' }),
  orderBy: t.field({ type: ExposureOrder, description: 'By the instant of recording when not said.' }),
}))

builder.queryFields(t => ({
  exposure: t.field({
    type: Exposure,
    nullable: true,
    description: 'One exposure by id; null when there is none within your reach.',
    authScopes: { scope: 'exposures:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of an exposure.' }) },
    resolve: (_root, { id }, context, info) => readById(context, info, exposureList, parseId('exposure', id)),
  }),
  exposures: t.field({
    type: ExposureConnection,
    description: 'Exposures of the customers within your reach.',
    authScopes: { scope: 'exposures:read' },
    args: { ...pageArgs, ...listArgs },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<ExposureRow>(context, info, exposureList, args),
  }),
}))

builder.objectField(Campaign, 'exposures', t =>
  t.field({
    type: ExposureConnection,
    nullable: true,
    description: 'Whom it reached, of the customers within your reach.',
    needs: { page: { relation: 'exposures', source: exposureList } },
    authScopes: { scope: 'exposures:read' },
    args: { ...pageArgs, ...listArgs },
    complexity: pageComplexity,
    resolve: (campaign, args, context, info) =>
      resolvePage<ExposureRow>('campaigns', campaign, args, context, info),
  }),
)

builder.objectField(Customer, 'exposures', t =>
  t.field({
    type: ExposureConnection,
    nullable: true,
    description: 'Which campaigns of competitors reached the customer.',
    needs: { page: { relation: 'exposures', source: exposureList } },
    authScopes: { scope: 'exposures:read' },
    args: { ...pageArgs, ...listArgs },
    complexity: pageComplexity,
    resolve: (customer, args, context, info) =>
      resolvePage<ExposureRow>('customers', customer, args, context, info),
  }),
)

const further = (t: InputFields) => ({
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
    ...further(t),
  }),
})

const ExposurePatch = builder.inputType('ExposurePatch', {
  description: 'What to change: absent leaves a value, null clears it. Campaign and customer stay.',
  fields: t => ({
    kind: t.field({ type: ExposureKind, description: 'How it reached the customer; cannot be cleared.' }),
    confidence: t.int({ description: 'How sure you are, 0 to 100; cannot be cleared.' }),
    ...further(t),
  }),
})

const ExposureUpdateInput = builder.inputType('ExposureUpdateInput', {
  description: 'Which exposure, and what to change.',
  fields: t => ({
    id: t.id({ required: true, description: 'The exposure.' }),
    expectedVersion: t.int({ description: 'Refuse when the exposure is not at this version any more.' }),
    patch: t.field({ type: ExposurePatch, required: true, description: 'The change.' }),
  }),
})

const changedExposure = {
  type: Exposure,
  scope: 'exposures:read' as const,
  source: exposureList,
  id: (result: { exposureId: number }) => result.exposureId,
}

mutation('exposureRecord', {
  description:
    'Records that a campaign reached a customer, on behalf of your staff member if you act for one.',
  scope: 'exposures:write',
  input: ExposureRecordInput,
  verb: recordExposure,
  payload: t => ({ exposure: changed(t, changedExposure) }),
})

mutation('exposureUpdate', {
  description: 'Changes what is known of an exposure.',
  scope: 'exposures:write',
  input: ExposureUpdateInput,
  verb: updateExposure,
  payload: t => ({ exposure: changed(t, changedExposure) }),
})
