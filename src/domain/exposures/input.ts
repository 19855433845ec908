import * as z from 'zod'
import { exposureKinds } from '../../database/tables/competition/competitors.ts'
import { idOf, text } from '../input/fields.ts'
import { say } from '../wording/say.ts'

/** What a caller may say of an exposure: absent leaves a stored value, null clears it. */
export const exposureFields = z.strictObject({
  kind: z.enum(exposureKinds).optional(),
  /** The interaction that shows it: one with the same customer. */
  interaction: idOf('interaction').nullish(),
  evidence: text(5_000).nullish(),
  /** How sure the recorder is, 0..100. */
  confidence: z
    .number()
    .int()
    .min(0, say('below', { min: 0 }))
    .max(100, say('above', { max: 100 }))
    .optional(),
})

export const newExposureFields = exposureFields
  .extend({ campaign: idOf('campaign'), customer: idOf('customer') })
  .required({ kind: true })
