import { DatabaseError } from '../src/database/errors.ts'
import { UserError } from '../src/domain/service/errors.ts'
import { write } from '../src/domain/wording/say.ts'

/** Something that the operator can understand and mend, said in one sentence. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** What the operator reads about an error: one sentence where we have one, else everything. */
export function explain(error: unknown): string {
  if (error instanceof Failure) return error.message
  if (error instanceof UserError) return write(error.issues[0]?.saying ?? error.saying, 'en')
  if (error instanceof DatabaseError) return `The database failed: ${error.message}`
  const file = aboutFile(error)
  if (file) return file
  if (error instanceof Error) return error.stack ?? error.message
  return String(error)
}

/** What the system says of a file, such as `EROFS: read-only file system, open '/data/lock'`. */
function aboutFile(error: unknown): string | null {
  if (!(error instanceof Error && 'path' in error && 'syscall' in error)) return null
  const reason = /^\w+: ([^,]+), /.exec(error.message)?.[1]
  return reason === undefined ? null : `${error.path} cannot be used: ${reason}.`
}
