import { DatabaseError } from '../database/errors.ts'
import type { UserError } from './errors.ts'

/**
 * A write whose unique rules the tables themselves check, which saves a read. `rules` says what the breach of a
 * rule means to the caller, by a part of the rule's name (`staff_members.email`, the name of an index).
 */
export async function refusingTaken<Result>(
  rules: Readonly<Record<string, UserError>>,
  write: Promise<Result>,
): Promise<Result> {
  try {
    return await write
  } catch (error) {
    const constraint = error instanceof DatabaseError ? error.constraint : null
    const rule = constraint && Object.keys(rules).find(name => constraint.includes(name))
    throw (rule && rules[rule]) || error
  }
}
