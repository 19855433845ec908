import * as z from 'zod'
import type { askingKinds } from '../facts/answers.ts'
import type { PolicyKindOf } from '../policies/read.ts'

/** A month at most: what may wait longer is forgotten. */
const hours = z
  .int()
  .min(1)
  .max(31 * 24)

const hoursOfKind = z.strictObject({
  COMPLAINT: hours,
  FEEDBACK: hours,
  SURVEY_RESPONSE: hours,
  INQUIRY: hours,
  EMAIL: hours,
  MESSAGE: hours,
} satisfies Record<(typeof askingKinds)[number], typeof hours>)

/** The hours as callers say them. */
export const hoursSaid = z
  .strictObject({
    complaint: hours,
    feedback: hours,
    surveyResponse: hours,
    inquiry: hours,
    email: hours,
    message: hours,
  })
  .transform(
    ({ complaint, feedback, surveyResponse, inquiry, email, message }): z.output<typeof hoursOfKind> => ({
      ...{ COMPLAINT: complaint, FEEDBACK: feedback, SURVEY_RESPONSE: surveyResponse },
      ...{ INQUIRY: inquiry, EMAIL: email, MESSAGE: message },
    }),
  )

/** How long customers may wait for an answer, and who looks after what nobody else does; see `docs/feedback.md`. */
const body = z.strictObject({
  /** From the interaction to its answer. */
  hours: hoursOfKind,
  /** Whose the feedback of customers is who have no owner, or one who left. */
  standIn: z.int().nullable(),
  /** Who is told of what nobody answered in time. */
  escalateTo: z.int().nullable(),
})

export type FeedbackPolicy = z.infer<typeof body>

export const feedbackPolicy: PolicyKindOf<FeedbackPolicy> = { kind: 'FEEDBACK', body }
