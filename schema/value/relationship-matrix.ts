import type { Margin } from '../../src/domain/facts/margin.ts'
import type { Cell, Place } from '../../src/domain/relationships/matrix.ts'
import {
  type LevelChange,
  type RelationshipMatrix,
  readMatrix,
} from '../../src/domain/relationships/read-matrix.ts'
import { type Terms, termsOf } from '../../src/domain/relationships/terms.ts'
import { mostMarketSegments } from '../../src/domain/segments/create-segment.ts'
import { builder } from '../kernel/builder.ts'
import { segmentField } from '../segments/segment-field.ts'
import { RelationshipLevelName, SegmentMarginClass, SegmentSizeClass } from './relationship-enums.ts'
import { RelationshipPolicyPatch } from './relationship-policy.ts'

export const MarginType = builder.objectRef<Margin>('Margin').implement({
  description: 'What is left of net spend after cost, over the last 365 days.',
  fields: t => ({
    percent: t.exposeFloat('percent', {
      description:
        '(spend − cost) / spend in per cent, two decimals, over purchases that carry a cost; below 0 where goods cost more, never above 100.',
    }),
    assumed: t.exposeBoolean('assumed', {
      description:
        "ASSUMED: the value policy's `defaultMarginPercent` stands in. No purchase of the last 365 days carries a cost, or what carries one came to nothing after refunds (no spend left, or costs below 0).",
    }),
  }),
})

export const PlaceType = builder.objectRef<Place>('RelationshipPlace').implement({
  description: 'Where the matrix puts one market segment.',
  fields: t => ({
    segment: segmentField(t),
    customers: t.exposeInt('customers', { description: 'Its members in the whole workspace.' }),
    sizeClass: t.expose('sizeClass', { type: SegmentSizeClass, description: 'How many that is.' }),
    margin: t.expose('margin', {
      type: MarginType,
      nullable: true,
      description: 'What they leave together. Null without the scope `reports:read`.',
      authScopes: { scope: 'reports:read' },
    }),
    marginClass: t.expose('marginClass', {
      type: SegmentMarginClass,
      description: 'How much that is, by the unrounded margin.',
    }),
    marginAssumed: t.boolean({
      description:
        "ASSUMED: their purchases tell no margin, so the class and the level rest on the value policy's `defaultMarginPercent`. Shows without `reports:read` too.",
      resolve: ({ margin }) => margin.assumed,
    }),
    level: t.exposeInt('level', { description: 'The level of that cell, 1 to 5.' }),
  }),
})

/** A list of segments has no page, so what is selected of each counts as often as there can be segments. */
const ofMarketSegments = { field: 1, multiplier: mostMarketSegments }

const CellType = builder.objectRef<Cell>('RelationshipCell').implement({
  description: 'One of the nine cells of the matrix.',
  fields: t => ({
    sizeClass: t.expose('sizeClass', { type: SegmentSizeClass, description: 'Segments of this size.' }),
    marginClass: t.expose('marginClass', { type: SegmentMarginClass, description: 'With this margin.' }),
    level: t.exposeInt('level', { description: 'The level that they get, 1 to 5.' }),
    segments: t.field({
      type: [PlaceType],
      description: 'The market segments here, by id.',
      complexity: ofMarketSegments,
      resolve: cell => cell.places,
    }),
    customers: t.exposeInt('customers', {
      description: 'Members of all its segments; who is in several of them counts in each.',
    }),
    margin: t.expose('margin', {
      type: MarginType,
      nullable: true,
      description:
        'Of its segments together whose own margin is measured; the default if there is none. `assumed` as soon as one segment is in this cell by the default. Null without a segment.',
    }),
  }),
})

const TermsType = builder.objectRef<Terms>('RelationshipTerms').implement({
  description:
    'What one level owes each of its customers. A level owes its own terms, not also those below it.',
  fields: t => ({
    level: t.exposeInt('level', { description: '1 to 5.' }),
    name: t.expose('name', { type: RelationshipLevelName, description: 'Its name.' }),
    inboundChannel: t.exposeBoolean('inboundChannel', {
      description: 'Whether it owes a channel on which the customer can come.',
    }),
    callWithinDays: t.exposeInt('callWithinDays', {
      nullable: true,
      description:
        'A call within so many days of the first purchase and of each delivery; null where not owed.',
    }),
    contactEveryDays: t.exposeInt('contactEveryDays', {
      nullable: true,
      description: 'A contact at least every so many days; null where not owed.',
    }),
    contactEachCycle: t.exposeBoolean('contactEachCycle', {
      description: "Whether the customer's own purchase cycle counts where it is shorter.",
    }),
    reviewEveryDays: t.exposeInt('reviewEveryDays', {
      nullable: true,
      description: 'A meeting of those who lead at least every so many days; null where not owed.',
    }),
  }),
})

const Change = builder.objectRef<LevelChange>('RelationshipLevelChange').implement({
  description: 'A market segment whose level the tried policy or default margin would change.',
  fields: t => ({
    segment: segmentField(t),
    customers: t.exposeInt('customers', { description: 'Its members.' }),
    from: t.exposeInt('from', { description: 'Its level under what is in force.' }),
    to: t.exposeInt('to', { description: 'Its level under what is tried.' }),
    marginAssumed: t.exposeBoolean('marginAssumed', {
      description: 'ASSUMED: its purchases tell no margin, so both levels rest on the default margin.',
    }),
  }),
})

const Matrix = builder.objectRef<RelationshipMatrix>('RelationshipMatrix').implement({
  description:
    'The market segments by size and margin, as of the newest night or change of a segment, and the level that each cell gives.',
  fields: t => ({
    policyVersion: t.exposeInt('policyVersion', {
      description: 'The version in force; a dry run starts from it.',
    }),
    valuePolicyVersion: t.exposeInt('valuePolicyVersion', {
      description:
        'The version in force of the value policy, whose default margin stands in where one is assumed, unless `defaultMarginPercent` tries another.',
    }),
    dryRun: t.boolean({
      description: 'Whether a patch or a default margin was tried: nothing was saved.',
      resolve: ({ changes }) => changes !== null,
    }),
    cells: t.field({
      type: [CellType],
      description: 'All nine: many customers first, then high margin first.',
      resolve: ({ cells }) => cells,
    }),
    segments: t.field({
      type: [PlaceType],
      description: 'Every market segment in its place, by id; at most 200.',
      complexity: ofMarketSegments,
      resolve: ({ places }) => places,
    }),
    terms: t.field({
      type: [TermsType],
      description: 'What each of the five levels owes, from 1 to 5.',
      resolve: ({ body }) => termsOf(body),
    }),
    changes: t.field({
      type: [Change],
      nullable: true,
      description: 'Of a dry run: the segments that would change their level, by id. Null otherwise.',
      complexity: ofMarketSegments,
      resolve: ({ changes }) => changes,
    }),
  }),
})

builder.queryFields(t => ({
  relationshipMatrix: t.field({
    type: Matrix,
    nullable: true,
    description:
      'Which relationship level each market segment gets. With a patch or a default margin: which it would get, without saving anything.',
    authScopes: { scope: 'reports:read' },
    args: {
      patch: t.arg({
        type: RelationshipPolicyPatch,
        description: 'Parts of the policy to try in place of its own.',
      }),
      defaultMarginPercent: t.arg.float({
        description:
          'Tries another default margin of the value policy, without saving; 0 to 100. Alone or together with `patch`.',
      }),
    },
    complexity: 20,
    resolve: (_root, args, { service }) => readMatrix(service, args),
  }),
}))
