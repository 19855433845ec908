/**
 * The day from which a customer counts as being in a region when nobody said since when: 0001-01-01, before
 * every other day, so that the region holds for all of the customer's past.
 */
export const UNKNOWN_SINCE = -719_162

/** Where a customer was: region id by the day number since which it was there. */
export type RegionHistory = ReadonlyMap<number, number>

/** What the trail tells of a history. */
export const regionsTold = (history: RegionHistory) =>
  [...history].map(([since, regionId]) => ({ since, regionId })).sort((a, b) => a.since - b.since)

/** The region of the newest entry; null without any. */
export function currentRegion(history: RegionHistory): number | null {
  const since = newest(history)
  return since === null ? null : (history.get(since) ?? null)
}

/**
 * The history after somebody said that the customer is in `region` since `since`; a null `since` means that
 * the day is not known: the first region then holds since ever, the current one changes nothing, another one
 * begins `today`. Whoever is back today where they were before today never left: saying A, then B, again and
 * again leaves the history as it was.
 */
export function withRegion(
  history: RegionHistory,
  region: number,
  since: number | null,
  today: number,
): RegionHistory {
  if (since !== null) return new Map(history).set(since, region)
  const current = newest(history)
  if (current === null) return new Map([[UNKNOWN_SINCE, region]])
  if (history.get(current) === region) return history
  const before = new Map(history)
  before.delete(today)
  return currentRegion(before) === region ? before : before.set(today, region)
}

function newest(history: RegionHistory): number | null {
  let found: number | null = null
  for (const since of history.keys()) if (found === null || since > found) found = since
  return found
}
