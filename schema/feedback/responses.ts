import { overdueResponses, type Response, readResponses } from '../../src/domain/feedback/responses.ts'
import { Interaction, interactionInputs, interactionNoun } from '../customers/interaction.ts'
import { builder } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { listOf } from '../kernel/noun.ts'

const ResponseType = builder.objectRef<Response>('InteractionResponse').implement({
  description: 'How long the customer waited, or waits, for an answer.',
  fields: t => ({
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      description:
        'By when an answer is due: the hours of the feedback policy in force after the interaction.',
    }),
    respondedAt: t.expose('respondedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the customer was next contacted; null while nobody did.',
    }),
    minutes: t.exposeInt('minutes', {
      nullable: true,
      description: 'From the interaction to that contact, full minutes; null while there is none.',
    }),
  }),
})

builder.objectField(Interaction, 'response', t =>
  t.field({
    type: ResponseType,
    nullable: true,
    description:
      'The response clock of what waits for an answer: an inbound complaint, feedback, inquiry, e-mail, message, or survey score up to 6 that was not cancelled; null of anything else. It stops with the first outbound call, e-mail, message, meeting, visit, thank-you, gift or greeting to the same customer at the same instant or later, whatever it was about: that is what records tell. A newsletter does not count. Whether feedback was answered in substance is said by `feedback`.',
    complexity: 3,
    resolve: (row, _args, context) => perId(context, readResponses, row.id),
  }),
)

builder.queryField('overdueResponses', t =>
  listOf(
    t,
    { ...interactionNoun, source: overdueResponses },
    {
      description:
        'Interactions that waited longer for an answer than the feedback policy in force allows, and wait still: `response.dueAt` is over and `response.respondedAt` is null.',
      args: interactionInputs.args,
    },
  ),
)
