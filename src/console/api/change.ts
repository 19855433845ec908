import { ask, Failure } from './ask.ts'
import type { Document } from './document.ts'
import type { RefusalFragment } from './types.ts'

/** The API understood the deed and did not do it: its words are for people. */
export class Rejected extends Error {
  override name = 'Rejected'
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message)
  }
}

const tries = 3
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/**
 * Carries out a mutation whose field is called `result`. What a broken line swallowed is sent again under the same
 * key, and done once.
 * @throws Rejected, Failure
 */
export async function change<Payload extends object, Variables>(
  document: Document<{ result?: Payload | RefusalFragment | null | undefined }, Variables>,
  variables: Variables,
): Promise<Payload> {
  const idempotencyKey = crypto.randomUUID()
  for (let left = tries - 1; ; left--) {
    try {
      const { data, refusals } = await ask(document, variables, { idempotencyKey })
      return payloadOf(data.result, refusals[0]?.message)
    } catch (error) {
      const again = error instanceof Failure && ['OFFLINE', 'BUSY', 'BROKEN'].includes(error.kind)
      if (!again || left === 0) throw error
      await pause((error.after ?? tries - left) * 1_000)
    }
  }
}

function payloadOf<Payload extends object>(
  result: Payload | RefusalFragment | null | undefined,
  refusal: string | undefined,
): Payload {
  if (!result) throw new Rejected(refusal ?? '', 'FORBIDDEN')
  if (isRefusal(result)) throw new Rejected(result.issues[0]?.message ?? result.message, result.code)
  return result
}

const isRefusal = (result: object): result is RefusalFragment => 'issues' in result && 'code' in result
