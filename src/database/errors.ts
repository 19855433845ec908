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

/** The server's codes for a connection that it gave up. */
const unclearPattern = /^(?:HRANA|SERVER|STREAM|TRANSACTION|INTERNAL|UNKNOWN|PROTOCOL)/

const busyPattern = /SQLITE_BUSY|database is locked/

/** Whether somebody else was writing: it passes by itself, within a second or two while a night is at work. */
export const isBusy = (error: DatabaseError) => busyPattern.test(error.message)

/** Whether a statement had more levels within each other than the database reads: a caller's selection or condition makes such. */
export const isTooDeep = (error: DatabaseError) => error.message.includes('parser stack overflow')

/** The server's words for what it did not do. */
export interface Refusal {
  message: string
  code?: string | null
}

/** What became of a statement that the server refused. */
export function refused(refusal: Refusal): DatabaseError {
  const code = refusal.code ?? ''
  const message = code === '' ? refusal.message : `${code}: ${refusal.message}`
  const constraint = constraintPattern.exec(message)
  if (constraint) return new DatabaseError('rolled-back', message, constraint[1] ?? 'foreign key')
  if (busyPattern.test(message)) return new DatabaseError('not-applied', message)
  const unclear = exhaustedPattern.test(message) || unclearPattern.test(code)
  return new DatabaseError(unclear ? 'ambiguous' : 'permanent', message)
}

/** Whatever else went wrong on the way: what became of the batch is not known. */
export function toDatabaseError(cause: unknown): DatabaseError {
  if (cause instanceof DatabaseError) return cause
  return new DatabaseError('ambiguous', cause instanceof Error ? cause.message : String(cause), null, {
    cause,
  })
}

/** The database's error behind another one: the query builder wraps what a statement of its own came to. */
export function databaseErrorIn(error: unknown): DatabaseError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof DatabaseError) return at
  return null
}

/** Whether what a read found is larger than one answer may be: half of it may not be. */
export const isAnswerTooLarge = (error: unknown): boolean =>
  databaseErrorIn(error)?.message.startsWith('RESPONSE_TOO_LARGE') === true
