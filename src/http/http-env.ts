import type { Context } from 'hono'
import type { Followers } from '../auth/authenticate.ts'
import type { Log, Service } from '../domain/service/service.ts'
import type { Language } from '../domain/wording/language.ts'
import type { Bindings } from '../env.ts'

/** More than a caller may, at once or of its points, and the seconds after which it may ask again. */
export interface TooMuch {
  code: 'TOO_MANY_REQUESTS' | 'BUDGET_SPENT'
  seconds: number
}

export interface HttpEnv {
  Bindings: Bindings
  Variables: {
    requestId: string
    log: Log
    service: Service
    /** Who is answered, where the credential is good. */
    caller: string | null
    /** Why the caller is told to come back later, where it is. */
    tooMuch: TooMuch | null
    /** Who follows what the request changes. */
    followers: Followers
    /** Of texts for people. */
    language: Language
    /**
     * What the request's line in the log says of it: the operation, whether it ran by a plan, and the codes of what went
     * wrong.
     */
    outcome: { operation: string | null; planned: boolean | null; codes: string[] }
  }
}

export type HttpContext = Context<HttpEnv>
