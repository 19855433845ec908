/**
 * Values by their keys, the last used ones, as many as `bytes` hold. Whoever makes each key different can only push the
 * others out: none that takes more than a quarter is kept.
 */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  /** @param size about how many bytes the value takes, with its key */
  set(key: string, value: Value, size: number): void
}

export function boundedCache<Value>(bytes: number): BoundedCache<Value> {
  const kept = new Map<string, { value: Value; size: number }>()
  let used = 0
  return {
    get(key) {
      const known = kept.get(key)
      if (!known) return undefined
      // The last in the order of insertion is the last used.
      kept.delete(key)
      kept.set(key, known)
      return known.value
    },
    set(key, value, size) {
      if (kept.has(key) || size > bytes / 4) return
      kept.set(key, { value, size })
      used += size
      for (const [oldest, { size: freed }] of kept) {
        if (used <= bytes) return
        kept.delete(oldest)
        used -= freed
      }
    },
  }
}
