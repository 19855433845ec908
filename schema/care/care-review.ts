import type {
  careDecisions,
  careReviews,
  ReviewedStandard,
} from '../../src/database/tables/care/care-reviews.ts'
import { createCareReview } from '../../src/domain/care-reviews/create-care-review.ts'
import { careReviewList } from '../../src/domain/care-reviews/list.ts'
import { readStandardVersions } from '../../src/domain/care-reviews/standard-versions.ts'
import { updateCareReview } from '../../src/domain/care-reviews/update-care-review.ts'
import { complianceLimits } from '../../src/domain/reports/care-compliance.ts'
import { measured } from '../../src/domain/reports/measured.ts'
import { builder, described } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { perId } from '../kernel/loaders.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, referenced, related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { MeasuredType } from '../reports/parts.ts'
import { careStandardNoun } from './care-standard.ts'

type CareReviewRow = typeof careReviews.$inferSelect & {
  supersedes?: CareReviewRow | null
  supersededBy?: CareReviewRow | null
}

const CareDecision = builder.enumType('CareDecision', {
  description: 'What a review decided of a care standard. It changes nothing by itself.',
  values: described<(typeof careDecisions)[number]>({
    KEEP: 'It stays as it is.',
    CHANGE: 'It is to be changed: `careStandardUpdate`.',
    RETIRE: 'It is to end: `careStandardUpdate` with a last day.',
  }),
})

const tell = {
  firstDay: 'The first day that it looks at, inclusive.',
  lastDay: 'The last day that it looks at, inclusive.',
  summary: 'What was found, in words.',
  note: 'What belongs to it, or was added later.',
  decision: 'What was decided.',
  why: 'Why, in words.',
  supersedes: 'The review in whose place this one stands.',
  supersededBy: 'The review that stands in the place of this one.',
}

const Standard = builder.objectRef<ReviewedStandard>('CareReviewStandard').implement({
  description: 'How one care standard did, as it was told when the review was made, and what was decided.',
  fields: t => ({
    standard: referenced(t, careStandardNoun, ({ careStandardId }) => careStandardId, 'Which.'),
    version: t.exposeInt('version', {
      description: 'The version that was looked at: `CareStandard.versions` tells what it said.',
    }),
    duties: t.field({
      type: MeasuredType,
      description: 'Duties that were met in time, of all that were due, as they were counted then.',
      resolve: ({ met, due }) => measured(met, due),
    }),
    decision: t.expose('decision', {
      type: CareDecision,
      nullable: true,
      description: `${tell.decision} Null where nothing was.`,
    }),
    note: t.exposeString('note', { nullable: true, description: tell.why }),
    nextVersion: t.int({
      nullable: true,
      description:
        'Where a change or an end led: the version that followed. Null while none did, and where nothing was to change.',
      resolve: async ({ careStandardId, version, decision }, _args, context) => {
        if (decision === null || decision === 'KEEP') return null
        const now = await perId(context, readStandardVersions, careStandardId)
        return now !== null && now > version ? version + 1 : null
      },
    }),
  }),
})

const CareReview = builder.objectRef<CareReviewRow>('CareReview')
export const careReviewNoun = noun(
  'careReview',
  listed({ type: CareReview, scope: 'reports:read', source: careReviewList }),
)

CareReview.implement({
  description: 'How care standards did in some days, as it was told when it was made, and what was decided.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'careReview'),
    firstDay: t.expose('firstDay', { type: 'Date', description: tell.firstDay }),
    lastDay: t.expose('lastDay', { type: 'Date', description: tell.lastDay }),
    summary: t.exposeString('summary', { description: tell.summary }),
    standards: t.expose('standards', {
      type: [Standard],
      description: 'The standards that it looks at, the oldest first where none were named.',
      complexity: { field: 1, multiplier: 20 },
    }),
    truncated: t.exposeBoolean('truncated', {
      description: 'Not all was counted, as `careCompliance` says.',
    }),
    note: t.exposeString('note', { nullable: true, description: tell.note }),
    supersedes: related(t, 'supersedes', careReviewNoun, `${tell.supersedes} Null where there was none.`),
    supersededBy: related(t, 'supersededBy', careReviewNoun, `${tell.supersededBy} Null while none does.`),
  }),
})

const careReviewInputs = listInputs(careReviewList, {
  tell: {
    id: 'Its id.',
    firstDay: 'The first day that it looks at.',
    lastDay: 'The last day that it looks at.',
    standard: 'A standard that it looks at.',
    supersedes: tell.supersedes,
    superseded: 'Whether another one stands in its place.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'The newest last day first when not said.',
})

builder.queryFields(t => ({
  careReview: oneById(t, careReviewNoun, {
    description: 'One review of care standards; null when there is none.',
    id: 'Id of a review.',
  }),
  careReviews: listOf(t, careReviewNoun, {
    description: 'How care standards did, period by period, and what was decided.',
    args: careReviewInputs.args,
  }),
}))

const DecisionInput = builder.inputType('CareDecisionInput', {
  description: 'What was decided of one care standard.',
  fields: t => ({
    standard: t.id({ required: true, description: 'Id of a care standard that the review looks at.' }),
    decision: t.field({ type: CareDecision, required: true, description: tell.decision }),
    note: t.string({ description: `${tell.why} At most 5,000 characters.` }),
    nextVersion: t.int({
      description:
        'The version that followed, where it was changed before the review is recorded; else the next change is the one that follows.',
    }),
  }),
})

mutation('careReviewCreate', {
  description:
    'Keeps how care standards did in days that are over, as it is told now, and what was decided; days in which none held are refused. It is not edited afterwards, but for its note: another one supersedes it.',
  scope: 'policies:write',
  input: builder.inputType('CareReviewCreateInput', {
    description: 'A review of care standards.',
    fields: t => ({
      firstDay: t.field({ type: 'Date', required: true, description: tell.firstDay }),
      lastDay: t.field({
        type: 'Date',
        required: true,
        description: `${tell.lastDay} Before today; at most ${complianceLimits.days} days in all.`,
      }),
      standards: t.idList({
        description: `Ids of the standards that it looks at, each of which held in these days, at least one and at most ${complianceLimits.standards}; all that did when not said.`,
      }),
      summary: t.string({ required: true, description: `${tell.summary} At most 10,000 characters.` }),
      decisions: t.field({
        type: [DecisionInput],
        description: `What was decided, of each standard at most once; at most ${complianceLimits.standards}.`,
      }),
      note: t.string({ description: `${tell.note} At most 5,000 characters.` }),
      supersedes: t.id({ description: `${tell.supersedes} Each is superseded once.` }),
    }),
  }),
  verb: createCareReview,
  payload: t => ({ careReview: changed(t, careReviewNoun, made => made.careReviewId) }),
})

mutation('careReviewUpdate', {
  description: 'Changes the note of a review.',
  scope: 'policies:write',
  input: updateInput('CareReviewUpdateInput', {
    of: 'review',
    patch: builder.inputType('CareReviewPatch', {
      description: 'What to change: absent leaves a value, null clears it.',
      fields: t => ({ note: t.string({ description: `${tell.note} At most 5,000 characters.` }) }),
    }),
  }),
  verb: updateCareReview,
  payload: t => ({ careReview: changed(t, careReviewNoun, made => made.careReviewId) }),
})
