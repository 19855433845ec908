import type { IdKind } from '../../lib/ids.ts'
import { conflict, type Issue, type UserError } from '../service/errors.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import type { IssueSaying } from '../wording/say.ts'

/** What only one row can have. */
export interface Taken {
  /** Where the input says it. */
  path: Issue['path']
  saying: IssueSaying
  /** Of the row that has it. */
  kind: IdKind
  /** Without it the caller is not told which row has it. */
  scope: Scope
  /** The row that has it, if it lies within the caller's reach. */
  holder(): PromiseLike<{ id: number }[]>
}

/** The conflict that names the other row, where the caller may see it. Reads only then. */
export async function duplicate(service: Service, taken: Taken): Promise<UserError> {
  const [other] = service.actor.scopes.has(taken.scope) ? await taken.holder() : []
  return conflict(taken.path, taken.saying, {
    reason: 'DUPLICATE',
    other: other ? { kind: taken.kind, id: other.id } : null,
  })
}
