import { type DayOfMoves, mostDaysOfMoves, readMoves } from '../../src/domain/segments/read-moves.ts'
import { builder } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { Segment } from './segment.ts'

const Day = builder.objectRef<DayOfMoves>('SegmentDay').implement({
  description: 'Who joined and left a segment on one day, among the customers within your reach.',
  fields: t => ({
    day: t.expose('day', { type: 'Date', description: 'The day, in the zone of the workspace.' }),
    joined: t.exposeInt('joined', { description: 'So many joined.' }),
    left: t.exposeInt('left', { description: 'So many left.' }),
  }),
})

builder.objectField(Segment, 'days', t =>
  t.field({
    type: [Day],
    nullable: true,
    description: `How many joined and left on each day, the oldest first: at most ${mostDaysOfMoves} days. Who came back the same day joined twice. \`Customer.timeline\` tells the stays of one customer.`,
    authScopes: { scope: 'segments:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'From this day on.' }),
      until: t.arg({ type: 'Date', required: true, description: 'Up to this day, itself included.' }),
    },
    complexity: { field: 50, multiplier: mostDaysOfMoves },
    resolve: ({ id }, days, context) => perId(context, readMoves, id, days),
  }),
)
