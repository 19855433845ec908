import { segmentList } from '../../src/domain/segments/list.ts'
import type { Types } from '../kernel/builder.ts'
import { resolveById } from '../kernel/select.ts'
import { Segment, type SegmentRow } from './segment.ts'

/** The segment that a figure is about: read once for all figures of a list, null without the scope. */
export const segmentField = <Figure extends { segmentId: number }>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Figure>,
) =>
  t.field({
    type: Segment,
    nullable: true,
    description: 'The segment.',
    authScopes: { scope: 'segments:read' },
    resolve: ({ segmentId }, _args, context, info) =>
      resolveById<SegmentRow>(context, info, segmentList, segmentId),
  })
