/**
 * What became of a batch that failed:
 * - `not-applied`: the server refused it before running it; sending it again is safe.
 * - `rolled-back`: it ran and was undone whole (a constraint, a guard); what was read before may be stale.
 * - `ambiguous`: no answer arrived, or one that does not say; it may or may not have been applied.
 * - `permanent`: sending it again cannot help.
 */
export type DatabaseErrorKind = 'not-applied' | 'rolled-back' | 'ambiguous' | 'permanent'

/** The only error the database layer throws. `constraint` names the broken rule, e.g. `customers.id`. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  constructor(
    readonly kind: DatabaseErrorKind,
    message: string,
    readonly constraint: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const constraintPattern = /(?:UNIQUE|CHECK|FOREIGN KEY|NOT NULL) constraint failed(?:: (.+))?/

/** Whether a rule between rows was broken, which somebody else's write can make true; a row by itself breaks the others. */
export const isBetweenRows = (error: DatabaseError) =>
  /(?:UNIQUE|FOREIGN KEY) constraint failed/.test(error.message)

/** Out of space, memory or files: it passes, and what a commit came to that met it is not known. */
const exhaustedPattern = /SQLITE_(?:FULL|IOERR|NOMEM|CANTOPEN|INTERRUPT)/

/** What the client says of an answer that is none, and the server of a connection that it gave up. */
const unclearPattern = /^(?:HRANA|SERVER|STREAM|TRANSACTION|INTERNAL|UNKNOWN|PROTOCOL)/

const busyPattern = /SQLITE_BUSY|database is locked/

/** Whether somebody else was writing: it passes by itself, within a second or two while a night is at work. */
export const isBusy = (error: DatabaseError) => busyPattern.test(error.message)

/** Classifies whatever the client threw. Errors of our own transport pass through unchanged. */
export function toDatabaseError(cause: unknown): DatabaseError {
  if (cause instanceof DatabaseError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const constraint = constraintPattern.exec(message)
  if (constraint) return new DatabaseError('rolled-back', message, constraint[1] ?? 'foreign key', { cause })
  if (busyPattern.test(message)) return new DatabaseError('not-applied', message, null, { cause })
  const unclear = exhaustedPattern.test(message) || unclearPattern.test(codeOf(cause))
  return new DatabaseError(unclear ? 'ambiguous' : 'permanent', message, null, { cause })
}

/** The client's own errors have one. */
const codeOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''

/** The database's error behind another one: the query builder wraps what a statement of its own came to. */
export function databaseErrorIn(error: unknown): DatabaseError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof DatabaseError) return at
  return null
}
