import type { Types } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { segmentNoun } from './segment.ts'

/** The segment that a figure is about: read once for all figures of a list, null without the scope. */
export const segmentField = <Figure extends { segmentId: number }>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Figure>,
) => referenced(t, segmentNoun, ({ segmentId }) => segmentId, 'The segment.')
