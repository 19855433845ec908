import * as z from 'zod'
import { importStates, keptReasons } from '../../database/tables/house/imports.ts'
import { conflictReasons } from '../../domain/service/errors.ts'
import { type IssueCode, issueCodes } from '../../domain/wording/codes.ts'

// What the routes answer. The Worker takes the types alone; what is checked and told of them is made of the rest.

const isIssueCode = (text: string): text is IssueCode => Object.hasOwn(issueCodes, text)
export const issueCode = z.enum(Object.keys(issueCodes).filter(isIssueCode))

const id = z.string()

/** What every refusal says, of every route: errors in the form that GraphQL gives them. */
export const refusal = z.object({
  errors: z
    .array(
      z.object({
        message: z.string().describe('For people, in the language that Accept-Language likes best.'),
        extensions: z.object({
          code: z.string().describe('For programs.'),
          requestId: z.string().optional().describe('Under which the log has the cause.'),
          line: z.int().optional().describe('Of the file, from 1.'),
          field: z.string().nullish().describe('Of the row.'),
          issue: issueCode.optional().describe('What is wrong there.'),
          issues: z
            .array(z.object({ path: z.array(z.string()), code: issueCode, message: z.string() }))
            .optional()
            .describe('What is wrong with an input, and where.'),
          reason: z.enum(Object.keys(conflictReasons)).optional().describe('Of a conflict: what to do.'),
          other: id.optional().describe('The row that it clashes with, where you may see it.'),
        }),
      }),
    )
    .min(1),
})

const tally = {
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
}

/** What became of the rows of a file. */
export const importAnswer = z.strictObject({
  import: id.nullable().describe('The import, which `import(id)` tells of; null for a dry run.'),
  ...tally,
  errors: z
    .array(
      z.strictObject({
        line: z.int().describe('Of the file, from 1.'),
        field: z.string().nullable(),
        code: issueCode,
        reason: z.string().describe('For people.'),
      }),
    )
    .describe('The first hundred rows that were left out.'),
})

/** Why a file cannot be read to its end, the rows that were left out before, and what went in before. */
export const importRefusal = refusal.and(
  z.object({
    import: id.nullish().describe('The import, where rows went in before.'),
    ...z.object(tally).partial().shape,
  }),
)

/** How far an undo came. */
export const undoAnswer = z.strictObject({
  import: id,
  state: z.enum(importStates).describe('While it is `UNDOING`, ask again.'),
  removed: z.int(),
  restored: z.int(),
  kept: z.int(),
  records: z
    .array(z.strictObject({ id, reason: z.enum(keptReasons) }))
    .describe('The first hundred of those that stay as they are.'),
})

/** What was recorded, now or before. */
export const interactionAnswer = z.strictObject({
  interaction: id,
  customer: id,
  customerCreated: z.boolean().describe('Nobody knew the customer before.'),
})

export const healthAnswer = z.strictObject({
  status: z.enum(['ok', 'migrations missing', 'database is newer than this version', 'database unreachable']),
  migrations: z
    .strictObject({ applied: z.int(), expected: z.int() })
    .optional()
    .describe('Left out where the database does not answer.'),
  lastNight: z
    .strictObject({ day: z.iso.date(), ageSeconds: z.int().describe('Since it ended well.') })
    .nullish()
    .describe('The newest that ended well.'),
})
