import type { Session, Statement } from '../../database/client.ts'
import type { KeyKind } from '../../lib/api-key.ts'
import { dayOfInstant } from '../../lib/days.ts'
import { idGenerator } from '../../lib/ids.ts'
import type { IssueSaying } from '../wording/say.ts'
import type { Actor } from './actor.ts'
import { instantNow } from './clock.ts'
import type { Idempotency } from './idempotency.ts'
import { PersonalReads } from './personal-reads.ts'

/** What every fact is measured in; fixed by the first fact. */
export interface Workspace {
  /** ISO 4217. */
  currency: string
  /** Digits after the decimal point of `currency`. */
  decimals: number
  /** IANA zone whose calendar days count. */
  timeZone: string
  /** ISO 3166 country that phone numbers without a prefix belong to. */
  phoneCountry: string
}

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
}

/** Inputs of one request that are prepared side by side, to be written together. */
export interface Gathering {
  /** What those prepared so far write, in the order in which they were. */
  statements: Statement[]
  /** What they take, which the database does not show yet: the row that has it, by what only one can have. */
  claimed: Map<string, number>
  /** The customers whose rows they write. */
  customers: Set<number>
  /** Those of them who are known to be erased: nothing more is prepared of these. */
  erased: ReadonlySet<number>
}

/** What is known outside of the domain about where webhooks may lead and what they may ask. */
export interface WebhookRules {
  /** Whether `http` to this very machine is taken. */
  loopback: boolean
  /** Why a query cannot be answered to the actor with each of these variables; null where it can. */
  faultOf(document: string, variables: readonly Variables[], actor: Actor): IssueSaying | null
}

/** What goes on behind an answer. */
export type Work = 'CUSTOMER_UPDATES' | 'WEBHOOKS'

/** Of a query, by name. */
export type Variables = Readonly<Record<string, string | null>>

/** Everything a verb may use: `verb(service, input)`. Clock and ids come from here, so tests fix them. */
export interface Service {
  actor: Actor
  workspace: Workspace
  db: Session
  /** The instant of this request, in milliseconds. */
  now: number
  /** The business day of `now` in the workspace's zone. */
  today: number
  newId(): number
  requestId: string
  log: Log
  /** Whose personal fields were read. */
  personal: PersonalReads
  /** What API keys are issued for here. */
  keys: KeyKind
  /** Under which marks of erased persons are made; null where the Worker has none. */
  tombstoneSecret: string | null
  /** Set while a mutation runs. */
  idempotency: Idempotency | null
  /** Set while a mutation runs: asks what its answer shows of what the verb will return. The reads go with the write. */
  readAhead: ((result: unknown) => void) | null
  /** Set where the verb is one of many: its commit writes nothing yet, it gathers. */
  gathering: Gathering | null
  /** The public id of the change that this one takes back, which the trail tells, and what the undo answers. */
  undoes: { change: string; result: object } | null
  /** Null where nobody makes any: of the night. */
  webhooks: WebhookRules | null
  /** Goes on, behind the answer, with what was begun. Null where there is none: then the clock's next tick does. */
  goOn: ((work: Work) => void) | null
  /** Creates the Workflow instance of a run; repeating it for the same run is harmless. */
  startNight(run: { id: number; day: number; attempt: number }): Promise<void>
}

/** What a request, a night and an operator's command each have of their own. */
export type ServiceParts = Pick<
  Service,
  'actor' | 'workspace' | 'db' | 'requestId' | 'log' | 'keys' | 'startNight'
> & { now?: number } & Partial<Pick<Service, 'webhooks' | 'goOn' | 'tombstoneSecret' | 'personal'>>

/** One generator per isolate, made with the first service: the clock stands still before. */
let ids: (() => number) | null = null

function newId(): number {
  ids ??= idGenerator()
  return ids()
}

/** Everything a verb may use, for one unit of work whose clock stands at `now`. */
export const makeService = ({
  now = instantNow(),
  webhooks = null,
  goOn = null,
  tombstoneSecret = null,
  personal = new PersonalReads(),
  ...parts
}: ServiceParts): Service => ({
  ...parts,
  webhooks,
  goOn,
  tombstoneSecret,
  personal,
  now,
  today: dayOfInstant(now, parts.workspace.timeZone),
  newId,
  idempotency: null,
  readAhead: null,
  gathering: null,
  undoes: null,
})
