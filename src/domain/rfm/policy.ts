import * as z from 'zod'
import { comparable } from '../../lib/text.ts'
import { text } from '../input/fields.ts'
import type { PolicyKindOf } from '../policies/read.ts'
import { say } from '../wording/say.ts'

const score = z.int().min(1).max(5)

/** From and to, both included. */
const range = z.tuple([score, score]).refine(([from, to]) => from <= to, say('beginsAboveEnd'))

export const cellsAtMost = 50

/** What a customer whom no cell takes is called. */
export const otherCell = 'Others'

const cell = z.strictObject({
  name: text(80),
  recency: range,
  frequency: range,
  monetary: range,
})

const body = z.strictObject({
  /** Tried in order: the first match names the customer. */
  cells: z
    .array(cell)
    .max(cellsAtMost)
    .refine(
      cells => new Set([otherCell, ...cells.map(({ name }) => comparable(name))]).size === cells.length + 1,
      say('cellNames', { other: otherCell }),
    ),
})

export type RfmCell = z.infer<typeof cell>

/** Named cells of RFM scores; the ten of the first version are those of R's `rfm` package up to 0.2.2. */
export type RfmPolicy = z.infer<typeof body>

export const rfmPolicy: PolicyKindOf<RfmPolicy> = { kind: 'RFM', body }
