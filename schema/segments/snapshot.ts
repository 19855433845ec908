import type { segmentSnapshots } from '../../src/database/tables/care/segment-snapshots.ts'
import { segmentSnapshotMemberTable } from '../../src/domain/fields/tables.ts'
import { pastRule } from '../../src/domain/segments/explained/definition-versions.ts'
import { paraphraseRule } from '../../src/domain/segments/explained/paraphrase-rule.ts'
import { freezeSegment } from '../../src/domain/segments/snapshots/freeze-segment.ts'
import { segmentSnapshotList, segmentSnapshotMemberList } from '../../src/domain/segments/snapshots/list.ts'
import { readSince, type SinceSnapshot } from '../../src/domain/segments/snapshots/read-since.ts'
import { removeSnapshot } from '../../src/domain/segments/snapshots/remove-snapshot.ts'
import { customerNoun } from '../customers/customer.ts'
import { customerInputs } from '../customers/customer-filter.ts'
import { Text } from '../follow-ups/reason.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listArgs } from '../kernel/connection.ts'
import { filterInput, listInputs } from '../kernel/filters/filter.ts'
import { perId } from '../kernel/loaders.ts'
import { mutation } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { idField, syntheticField, versionField } from '../kernel/record.ts'
import { namesIn, type SegmentRow, segmentNoun } from './segment.ts'

type SnapshotRow = typeof segmentSnapshots.$inferSelect & { segment?: SegmentRow | null }

const Snapshot = builder.objectRef<SnapshotRow>('SegmentSnapshot')
export const segmentSnapshotNoun = noun(
  'segmentSnapshot',
  listed({ type: Snapshot, scope: 'segments:read', source: segmentSnapshotList }),
)

const Since = builder.objectRef<SinceSnapshot>('SegmentSince').implement({
  description: 'A snapshot against the members of today, among the customers within your reach.',
  fields: t => ({
    stayed: t.exposeInt('stayed', { description: 'Members then and now.' }),
    left: t.exposeInt('left', { description: 'Members then, and not now.' }),
    joined: t.exposeInt('joined', { description: 'Members now, and not then.' }),
  }),
})

Snapshot.implement({
  description:
    'Who was a member of a segment at an instant, and by which rule: nothing changes it any more. Who was erased since is in none; who was merged into another is that one.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'segmentSnapshot'),
    name: t.string({
      description: 'What it is called.',
      needs: { columns: ['name', 'nameGiven'] },
      resolve: ({ name, nameGiven }) => nameGiven ?? name,
    }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    segment: related(t, 'segment', segmentNoun, 'Of which segment, as it is now.'),
    frozenAt: t.expose('createdAt', { type: 'DateTime', description: 'At which instant.' }),
    rule: t.expose('rule', {
      type: 'JSON',
      nullable: true,
      description: 'The rule then, as it was given. Null where the members were chosen by hand alone.',
    }),
    paraphrase: t.field({
      type: Text,
      nullable: true,
      description:
        'The rule then in words, with the names of today, as far as you may read them. Null without a rule, and for one that could not be asked any more.',
      needs: { columns: ['rule'] },
      complexity: 5,
      resolve: async ({ rule }, _args, context) => {
        const { service } = context
        const condition = pastRule(rule, service.workspace)
        return condition && paraphraseRule(service, condition, await namesIn(context, condition))
      },
    }),
    memberCount: t.exposeInt('memberCount', {
      description:
        'Members in the whole workspace, as they were counted then: it stays, also where some of them were erased or merged since.',
    }),
    unknownCount: t.exposeInt('unknownCount', {
      description: 'Customers for whom the rule could not tell then.',
    }),
    since: t.field({
      type: Since,
      nullable: true,
      description:
        'Who stayed, left and joined since. As pages: `members` with the filter `segments: { some: { segment: … } }`, or `none`; `Segment.members` with `segmentSnapshots: { none: { snapshot: … } }`.',
      authScopes: { scope: 'segments:read' },
      needs: { columns: ['id'] },
      complexity: 250,
      resolve: ({ id }, _args, context) => perId(context, readSince, id),
    }),
    synthetic: syntheticField(t),
    version: versionField(t),
  }),
})

filterInput(segmentSnapshotMemberTable, { snapshot: 'Which snapshot.' })

const snapshotInputs = listInputs(segmentSnapshotList, {
  tell: {
    id: 'Its id.',
    segment: 'Of which segment.',
    name: 'What it is called, as it is compared.',
    memberCount: 'Members in the whole workspace, as they were counted then.',
    frozenAt: 'At which instant.',
    synthetic: 'Made up for a demonstration, or not.',
  },
  unordered: 'The newest first when not said.',
})

relationPage(segmentSnapshotNoun, 'members', {
  of: customerNoun,
  description: 'The members then, as far as they are within your reach now.',
  args: listArgs({ ...customerInputs, unordered: 'By id when not said.' }),
  by: { source: segmentSnapshotMemberList, through: 'customer' },
})

relationPage(segmentNoun, 'snapshots', {
  of: segmentSnapshotNoun,
  description: 'Who was a member before, as it was frozen.',
  args: snapshotInputs.args,
})

builder.queryFields(t => ({
  segmentSnapshot: oneById(t, segmentSnapshotNoun, {
    description: 'One frozen snapshot of a segment; null when there is none.',
    id: 'Id of a snapshot.',
  }),
  segmentSnapshots: listOf(t, segmentSnapshotNoun, {
    description: 'The frozen snapshots of all segments.',
    args: snapshotInputs.args,
  }),
}))

mutation('segmentFreeze', {
  description: 'Keeps who is a member of a segment now, for later comparison. Nothing changes it any more.',
  scope: 'segments:write',
  input: builder.inputType('SegmentFreezeInput', {
    description: 'What to keep.',
    fields: t => ({
      segment: t.id({ required: true, description: 'Id of a segment.' }),
      name: t.string({
        required: true,
        description:
          'What it shall be called, at most 200 characters; no other snapshot of the segment is called so.',
      }),
      description: t.string({ description: 'What it is for, at most 2,000 characters.' }),
    }),
  }),
  verb: freezeSegment,
  payload: t => ({
    segmentSnapshot: changed(t, segmentSnapshotNoun, made => made.segmentSnapshotId),
    segment: changed(t, segmentNoun, made => made.segmentId),
  }),
})

mutation('segmentSnapshotRemove', {
  description:
    'Removes a snapshot with its members, for good: no undo brings them back, so its name is asked. Refused while the rule of a segment, a target profile, a webhook or a running update of customers asks about it.',
  scope: 'segments:write',
  input: builder.inputType('SegmentSnapshotRemoveInput', {
    description: 'What to remove.',
    fields: t => ({
      id: t.id({ required: true, description: 'Id of a snapshot.' }),
      name: t.string({ required: true, description: 'Its name, so that it is no other.' }),
      expectedVersion: t.int({ description: 'Refused with `CONFLICT` when it is another.' }),
    }),
  }),
  verb: removeSnapshot,
  payload: t => ({ segment: changed(t, segmentNoun, made => made.segmentId) }),
})
