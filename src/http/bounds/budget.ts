import type { Use } from '../../auth/authenticate.ts'
import { type Bucket, levelNow, type Spending } from '../../domain/service/points.ts'
import type { Config } from '../../env.ts'
import { boundedCache } from '../../lib/bounded-cache.ts'

interface Account extends Use {
  /** Points that the database does not know yet. */
  unwritten: number
  /** Those of them that are on their way. */
  underWay: number
  writtenAt: number
  /** For so long whoever asks is refused again, whatever it asks, and is told to come back then. */
  shutUntil: number
  retryAt: number
}

const hour = 3_600_000
/** After a refusal of a bucket that is as good as full: for so long nobody looks at what is asked. */
const shutFor = 1_000
const accountBytes = 500

/**
 * A leaky bucket of cost points for each caller: what a request may cost goes in, and leaks out evenly. How full it is
 * stands in the database and arrives with the look-up of the credential; an isolate adds what it has let in since, and
 * writes that back once it is a tenth of the bucket, or a hundredth after 5 seconds. So several isolates together let
 * in at most a tenth more each.
 */
export function budgets({ capacity, perSecond }: Bucket) {
  const accounts = boundedCache<Account>(2_000_000)

  function accountOf(caller: string, now: number): Account {
    const known = accounts.get(caller)
    if (known) return known
    const use: Use = { level: 0, levelAt: now, lastUsedAt: now }
    const account = { ...use, unwritten: 0, underWay: 0, writtenAt: now, shutUntil: 0, retryAt: 0 }
    accounts.set(caller, account, accountBytes + 2 * caller.length)
    return account
  }

  const levelOf = ({ level, levelAt, unwritten }: Account, now: number) =>
    levelNow(level, levelAt, now, perSecond) + unwritten

  return {
    /** What the database says. */
    learn(caller: string, use: Use, now: number): void {
      Object.assign(accountOf(caller, now), use)
    },
    /** @returns null where it is let in, else the seconds after which it will be */
    spend(caller: string, cost: number, now: number): number | null {
      const account = accountOf(caller, now)
      const left = capacity - levelOf(account, now)
      if (cost <= left) {
        account.unwritten += cost
        return null
      }
      const wait = Math.ceil((cost - left) / perSecond)
      // With more left, something else may fit.
      if (left < perSecond) Object.assign(account, { shutUntil: now + shutFor, retryAt: now + 1_000 * wait })
      return wait
    },
    /** @returns the seconds that remain of what it was told, where it was refused a moment ago and nothing else fits */
    stillSpent(caller: string, now: number): number | null {
      const { shutUntil, retryAt } = accountOf(caller, now)
      return now < shutUntil ? Math.ceil((retryAt - now) / 1_000) : null
    },
    /** Points that are left, and the seconds until the bucket is empty. */
    state(caller: string, now: number): { left: number; emptyIn: number } {
      const level = levelOf(accountOf(caller, now), now)
      return { left: Math.max(0, Math.floor(capacity - level)), emptyIn: Math.ceil(level / perSecond) }
    },
    /** What is to be written now, if anything: `settled` must follow. */
    due(caller: string, now: number): Spending | null {
      const account = accountOf(caller, now)
      const { unwritten, underWay, writtenAt, lastUsedAt } = account
      if (underWay > 0) return null
      const much = unwritten >= capacity / 10 || (unwritten >= capacity / 100 && now - writtenAt >= 5_000)
      const unseen = lastUsedAt === null || lastUsedAt <= now - hour
      if (!much && !unseen) return null
      account.underWay = unwritten
      account.writtenAt = now
      account.lastUsedAt = Math.max(now, lastUsedAt ?? now)
      return { spent: unwritten, now, perSecond }
    },
    /** @param use what the database says since; null where it was not written, and is to be tried again */
    settled(caller: string, use: Use | null, now: number): void {
      const account = accountOf(caller, now)
      if (use) Object.assign(account, use, { unwritten: Math.max(0, account.unwritten - account.underWay) })
      account.underWay = 0
    },
  }
}

const made = new WeakMap<Config, ReturnType<typeof budgets>>()

/** Of each caller. */
export const bucketOf = ({ pointsPerMinute: capacity }: Config): Bucket => ({
  capacity,
  perSecond: capacity / 60,
})

/** The buckets of this isolate. */
export function budgetsOf(config: Config): ReturnType<typeof budgets> {
  const known = made.get(config) ?? budgets(bucketOf(config))
  made.set(config, known)
  return known
}

/** The headers of the IETF's draft, in which a quota is refilled within a window. */
export function budgetHeaders(config: Config, caller: string, now: number): Record<string, string> {
  const { left, emptyIn } = budgetsOf(config).state(caller, now)
  return {
    'ratelimit-policy': `"points";q=${config.pointsPerMinute};w=60`,
    ratelimit: `"points";r=${left};t=${emptyIn}`,
  }
}
