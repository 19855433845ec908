import { type RfmDistribution, readRfmDistribution } from '../../src/domain/rfm/cells.ts'
import { type Rfm, readRfmBasis, rfmOf } from '../../src/domain/rfm/read.ts'
import { Customer } from '../customers/customer.ts'
import { builder } from '../kernel/builder.ts'
import { once } from '../kernel/loaders.ts'

const RfmType = builder.objectRef<Rfm>('Rfm').implement({
  description:
    'Scores 1 to 5, the best 5, by rank among all customers who bought; equal values score alike. Derived when read.',
  fields: t => ({
    recency: t.exposeInt('recency', { description: 'By days since the last purchase.' }),
    frequency: t.exposeInt('frequency', { description: 'By purchase days.' }),
    monetary: t.exposeInt('monetary', { description: 'By net spend.' }),
    cell: t.exposeString('cell', {
      description: 'The first cell of the RFM policy that takes the scores, else "Others".',
    }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the RFM policy.' }),
    asOf: t.expose('asOf', { type: 'Date', description: 'The day of the newest night.' }),
  }),
})

builder.objectField(Customer, 'rfm', t =>
  t.field({
    type: RfmType,
    nullable: true,
    description:
      'Recency, frequency, monetary value. Null without a purchase, of who is restricted or objected to scoring, and until a night has stored the metrics of this version: while `workspace { metricsAsOf }` is null.',
    needs: { columns: ['lastPurchaseOn', 'purchaseDays', 'netSpend', 'restrictedAt', 'scoringObjectedAt'] },
    resolve: async (customer, _args, context) => {
      const basis = await once(context, readRfmBasis)
      return basis && rfmOf(basis, customer)
    },
  }),
)

const CellCount = builder.objectRef<RfmDistribution['cells'][number]>('RfmCellCount').implement({
  description: 'How many customers a cell has.',
  fields: t => ({
    name: t.exposeString('name', { description: 'The cell.' }),
    customers: t.exposeInt('customers', { description: 'How many.' }),
  }),
})

const ScoreCount = builder.objectRef<RfmDistribution['scores'][number]>('RfmScoreCount').implement({
  description: 'How many customers have one score. Ties share a score, so the five need not be even.',
  fields: t => ({
    score: t.exposeInt('score', { description: '1 to 5.' }),
    recency: t.exposeInt('recency', { description: 'Customers with this recency score.' }),
    frequency: t.exposeInt('frequency', { description: 'Customers with this frequency score.' }),
    monetary: t.exposeInt('monetary', { description: 'Customers with this monetary score.' }),
  }),
})

const GridCount = builder.objectRef<RfmDistribution['grid'][number]>('RfmGridCount').implement({
  description: 'How many customers have both of two scores.',
  fields: t => ({
    recency: t.exposeInt('recency', { description: 'The recency score, 1 to 5.' }),
    frequency: t.exposeInt('frequency', { description: 'The frequency score, 1 to 5.' }),
    customers: t.exposeInt('customers', { description: 'How many, whatever their monetary score.' }),
  }),
})

const Distribution = builder.objectRef<RfmDistribution>('RfmDistribution').implement({
  description: 'All customers with a purchase day, by cell and by score.',
  fields: t => ({
    asOf: t.expose('asOf', { type: 'Date', description: 'The day of the newest night.' }),
    scaleOn: t.expose('scaleOn', {
      type: 'Date',
      nullable: true,
      description: 'Since when the cut points are these; null while no night has found a purchase.',
    }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the RFM policy.' }),
    customers: t.exposeInt('customers', { description: 'Customers with a purchase day.' }),
    leftOut: t.exposeInt('leftOut', {
      description: 'Who bought and is not among them: restricted, or objected to scoring.',
    }),
    cells: t.expose('cells', {
      type: [CellCount],
      description: 'In the order in which they are tried, "Others" last.',
    }),
    scores: t.expose('scores', { type: [ScoreCount], description: 'For the scores 1 to 5.' }),
    grid: t.expose('grid', {
      type: [GridCount],
      description: 'For each of the 25 pairs of a recency and a frequency score.',
    }),
  }),
})

builder.queryField('rfmCells', t =>
  t.field({
    type: Distribution,
    nullable: true,
    description:
      'Counts customers by RFM cell and score. Reads every customer, about a second per million. Null before the first night.',
    authScopes: { scope: 'reports:read' },
    complexity: 1_000,
    resolve: (_root, _args, { service }) => readRfmDistribution(service),
  }),
)
