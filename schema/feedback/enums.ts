import type {
  feedbackKinds,
  feedbackOutcomes,
  feedbackStates,
} from '../../src/database/tables/care/feedback.ts'
import { builder, described } from '../kernel/builder.ts'

export const Kind = builder.enumType('FeedbackKind', {
  description: 'What must not be left without an answer, when it comes from the customer.',
  values: described<(typeof feedbackKinds)[number]>({
    COMPLAINT: 'A complaint.',
    FEEDBACK: 'An opinion, a wish, praise.',
    SURVEY_RESPONSE: 'A score of a survey, 6 or lower.',
  }),
})

export const State = builder.enumType('FeedbackState', {
  description: 'How far feedback is.',
  values: described<(typeof feedbackStates)[number]>({
    OPEN: 'Waits for an answer.',
    ANSWERED: 'Answered, and not closed yet.',
    CLOSED: 'Closed with an outcome.',
  }),
})

export const Outcome = builder.enumType('FeedbackOutcome', {
  description: 'What came of feedback.',
  values: described<(typeof feedbackOutcomes)[number]>({
    RESOLVED: 'What was wrong is right now.',
    COMPENSATED: 'The customer got something for it.',
    EXPLAINED: 'It was explained, or taken note of.',
    DECLINED: 'Nothing was done, and the customer was told so.',
    UNREACHABLE: 'The customer could not be reached.',
    DUPLICATE: 'The same was said before, and is answered there.',
    OTHER: 'Something else, which the note says.',
    AS_RECORDED:
      'The interaction itself says its outcome. Nobody chooses this: it follows the interaction, and goes when that has no outcome any more.',
    WITHDRAWN:
      'The interaction was corrected and asks for no answer any more. Nobody chooses this: it goes when the interaction asks again.',
    IMPORTED:
      'It was overdue when an import brought it, and nobody here knows what came of it. Nobody chooses this; `feedbackReopen` opens what still waits.',
  }),
})
