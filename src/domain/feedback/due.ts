import * as z from 'zod'
import { parseInstant } from '../../lib/days.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** Answers may be promised so many days ahead. */
const farthestDays = 366

/** An instant from now on, ISO 8601: local to the workspace where it has no offset. */
export const futureInstant = ({ now, workspace }: Service) =>
  z
    .string()
    .trim()
    .transform((given, context): number => {
      const instant = parseInstant(given, workspace.timeZone)
      if (instant === null) context.addIssue({ code: 'custom', message: say('notInstant') })
      else if (instant <= now) context.addIssue({ code: 'custom', message: say('inPast') })
      else if (instant > now + farthestDays * 86_400_000)
        context.addIssue({ code: 'custom', message: say('daysAhead', { days: farthestDays }) })
      return instant ?? z.NEVER
    })
