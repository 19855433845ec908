import {
  type FeedbackViolation,
  type FeedbackViolations,
  readFeedbackViolations,
} from '../../src/domain/feedback/violations.ts'
import { interactionNoun } from '../customers/interaction.ts'
import { builder, described } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { feedbackNoun } from './feedback-item.ts'

const Kind = builder.enumType('FeedbackViolation', {
  description: 'What must never be of feedback.',
  values: described<FeedbackViolation>({
    MISSING: 'An interaction is feedback, and nothing says what becomes of it. The next night opens it.',
    NO_OWNER: 'It is not closed, and nobody answers for it.',
    OWNER_LEFT: 'It is not closed, and who answers for it does not work here any more.',
    NOT_ESCALATED: 'It is open two days after its due time, and no night passed it on.',
    OTHER_CUSTOMER: 'It belongs to another customer than its interaction, or the one that answered it.',
    WRONGLY_CLOSED: 'It is closed by what its interaction does not say any more.',
  }),
})

const OfKind = builder.objectRef<FeedbackViolations['kinds'][number]>('FeedbackViolationCount').implement({
  description: 'How many violations there are of one kind.',
  fields: t => ({
    kind: t.expose('kind', { type: Kind, description: 'The kind.' }),
    count: t.exposeInt('count', { description: 'How many; must be 0.' }),
  }),
})

const Named = builder.objectRef<FeedbackViolations['named'][number]>('NamedFeedbackViolation').implement({
  description: 'One violation.',
  fields: t => ({
    kind: t.expose('kind', { type: Kind, description: 'What is wrong.' }),
    interaction: referenced(t, interactionNoun, ({ interactionId }) => interactionId, 'What was said.'),
    feedback: referenced(
      t,
      feedbackNoun,
      ({ interactionId }) => interactionId,
      'What becomes of it; null where it is `MISSING`.',
    ),
  }),
})

const Violations = builder.objectRef<FeedbackViolations>('FeedbackViolations').implement({
  description:
    'Where feedback might be lost: all of it has an owner who works here and a due time, is escalated when nobody answers, and is closed with an outcome only.',
  fields: t => ({
    count: t.exposeInt('count', { description: 'All together; must be 0.' }),
    kinds: t.expose('kinds', {
      type: [OfKind],
      description: 'By kind, those of which there are none too.',
      complexity: { field: 1, multiplier: 6 },
    }),
    named: t.expose('named', {
      type: [Named],
      description: 'The first 100 of them, the oldest interaction first.',
      complexity: { field: 1, multiplier: 20 },
    }),
  }),
})

builder.queryField('feedbackViolations', t =>
  t.field({
    type: Violations,
    nullable: true,
    description:
      'How often, and where, the promise that no feedback is lost is broken at this moment, of customers within your reach. The night counts the same, and mends what has one right answer.',
    authScopes: { scope: 'feedback:read' },
    complexity: 200,
    resolve: (_root, _args, { service }) => readFeedbackViolations(service),
  }),
)
