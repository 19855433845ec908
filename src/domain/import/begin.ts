import * as z from 'zod'
import { isAnswerTooLarge } from '../../database/errors.ts'
import { identifying } from '../../lib/text.ts'
import { idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { AuthorizationError } from '../service/errors.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { whileStale } from '../writes/retry.ts'
import { addTally, type Tally } from './rows.ts'

/** What every import is told. */
export const importSettings = {
  /** The system that the rows come from: external ids are unique within it. */
  source: text(100).transform(identifying),
  /** The import that the rows go on with, where a file comes in several requests. */
  import: idOf('import').optional(),
  /** Whether to say only what would become of the rows. */
  dryRun: z.boolean().default(false),
}

/**
 * What every import starts with.
 * @throws AuthorizationError also for an actor with reach `OWNED`, who could overwrite what it may not see
 * @throws UserError `INVALID_INPUT`
 */
export function begin<Schema extends z.ZodType>(
  service: Service,
  scope: Scope,
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  requireScope(service.actor, scope)
  if (service.actor.reach !== 'WORKSPACE') {
    throw new AuthorizationError('FORBIDDEN', say('importNeedsAll'))
  }
  return parse(schema, input)
}

/**
 * Stores a chunk; in halves where what the database holds of its rows is larger than one answer may be. The
 * parts of a chunk come to the same as the whole.
 */
export async function storeRows<Row>(
  rows: readonly Row[],
  store: (rows: readonly Row[]) => Promise<Tally>,
): Promise<Tally> {
  try {
    return await whileStale(() => store(rows))
  } catch (error) {
    if (rows.length <= 1 || !isAnswerTooLarge(error)) throw error
    const half = Math.ceil(rows.length / 2)
    const tally = await storeRows(rows.slice(0, half), store)
    addTally(tally, await storeRows(rows.slice(half), store))
    return tally
  }
}
