import {
  mostNamedUses,
  readSegmentUses,
  type SegmentUse,
  segmentUseKinds,
} from '../../src/domain/segments/explained/uses.ts'
import { builder, described } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { Segment } from './segment.ts'

const UseKind = builder.enumType('SegmentUseKind', {
  description: 'What rests on a segment.',
  values: described<(typeof segmentUseKinds)[number]>({
    SEGMENT: 'Segments whose rule asks about its members.',
    OWN_CAMPAIGN: 'Campaigns of the house that are for its members, those that are over too.',
    CARE_STANDARD: 'Care standards that say what its members are owed, those that are over too.',
    TARGET_PROFILE: 'Target profiles whose conditions ask about its members.',
    GOAL: 'Goals that aim at how many members it has.',
    WEBHOOK: 'Webhooks whose filters or document name it.',
    OVERRIDE: 'Customers who are in, or kept out, by hand: `overrides` lists them.',
  }),
})

const UsingRecord = builder.objectRef<SegmentUse['records'][number]>('SegmentUsingRecord').implement({
  description: 'A record that rests on a segment.',
  fields: t => ({
    record: t.id({ description: 'Its id, for `node`.', resolve: ({ record }) => record }),
    name: t.exposeString('name', { description: 'What it is called.' }),
  }),
})

const Use = builder.objectRef<SegmentUse>('SegmentUse').implement({
  description: 'What of one kind rests on a segment.',
  fields: t => ({
    kind: t.expose('kind', { type: UseKind, description: 'Of which kind.' }),
    count: t.exposeInt('count', { description: 'How many in the whole workspace.' }),
    hidden: t.exposeInt('hidden', { description: 'How many of them you may not read.' }),
    records: t.expose('records', {
      type: [UsingRecord],
      description: `Those that you may read, the newest first: up to ${mostNamedUses}. None of what is said by hand.`,
    }),
  }),
})

builder.objectField(Segment, 'usedBy', t =>
  t.field({
    type: [Use],
    nullable: true,
    description:
      'What rests on it, by kind; a kind of which there is nothing is left out. What you may not read is counted, not named.',
    authScopes: { scope: 'segments:read' },
    complexity: { field: 10, multiplier: segmentUseKinds.length },
    resolve: ({ id }, _args, context) => perId(context, readSegmentUses, id),
  }),
)
