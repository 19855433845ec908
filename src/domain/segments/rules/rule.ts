import * as z from 'zod'
import { customerTable } from '../../fields/tables.ts'
import { requireScopesOf } from '../../filters/apply.ts'
import { type Condition, partsOf } from '../../filters/condition.ts'
import { readCondition } from '../../filters/read.ts'
import { requireScope } from '../../service/actor.ts'
import { type Issue, invalid, UserError } from '../../service/errors.ts'
import type { Service, Workspace } from '../../service/service.ts'
import { say } from '../../wording/say.ts'

/** @throws UserError `INVALID_INPUT` under `path` */
function readRule(raw: unknown, workspace: Workspace, path: Issue['path']): Condition {
  const condition = readCondition(customerTable, raw, workspace, path)
  if (!condition) throw invalid(path, say('conditionOfAll'))
  return condition
}

/** A rule that stands at `at` of an input: as it was given, and the condition that it says. */
export const ruleIn = (workspace: Workspace, at: Issue['path'] = ['rule']) =>
  z.unknown().transform((given, context): { given: unknown; condition: Condition } => {
    try {
      const condition = readRule(given, workspace, at)
      // What a document says literally has no prototype, which no column of JSON takes.
      return { given: structuredClone(given), condition }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      for (const { path, saying } of error.issues)
        context.addIssue({ code: 'custom', path: path.slice(at.length), message: saying })
      return z.NEVER
    }
  })

/** Of a segment whose members are chosen by hand alone. */
export const ruleOfNobody: Condition = { kind: 'ANY', of: [] }

/** The condition of a stored rule: only what could be read was ever stored. Without a rule nobody is in by it. */
export const storedRule = (raw: unknown, workspace: Workspace): Condition =>
  raw === null ? ruleOfNobody : readRule(raw, workspace, ['rule'])

/**
 * A rule of one's own answers questions about customers, one bound after the other.
 * @throws AuthorizationError when the actor may not read something that the rule reads
 */
export function requireRuleScopes(service: Service, rule: Condition): void {
  requireScope(service.actor, 'customers:read')
  requireScopesOf(service, rule)
}

/**
 * Checks that the rule can be told of a past day, as whom a campaign observed must be.
 * @param at what asks for it, where the rule is no part of the input
 * @throws UserError `INVALID_INPUT` with an issue for each part that cannot
 */
export function requireDated(rule: Condition, at?: Issue['path']): void {
  const undated = [...partsOf(rule)].filter(part => part.kind !== 'FIELD' || !part.dated)
  if (undated.length === 0) return
  throw new UserError(
    'INVALID_INPUT',
    say('inputNotValid'),
    at
      ? [{ path: at, saying: say('undatedRule') }]
      : undated.map(({ path }) => ({ path, saying: say('undated') })),
  )
}
