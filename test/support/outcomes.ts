import { AuthorizationError, UserError } from '../../src/domain/service/errors.ts'

/** The kind of error that a verb came to, and where in the input: `NOT_FOUND parent`. Throws if there is none. */
export async function refusal(verb: Promise<unknown>): Promise<string[]> {
  try {
    await verb
  } catch (error) {
    if (error instanceof AuthorizationError) return [error.code]
    if (error instanceof UserError) return error.issues.map(issue => `${error.code} ${issue.path.join('.')}`)
    throw error
  }
  throw new Error('Nothing was refused.')
}
