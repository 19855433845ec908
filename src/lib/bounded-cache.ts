/**
 * Values by their keys, the last used ones, as many as `bytes` hold. Whoever makes each key different can only push the
 * others out: none that takes more than a quarter is kept.
 */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  /** @param size about how many bytes the value takes, with its key */
  set(key: string, value: Value, size: number): void
  delete(key: string): void
}

export function boundedCache<Value>(bytes: number): BoundedCache<Value> {
  const kept = new Map<string, { value: Value; size: number }>()
  let used = 0

  function drop(key: string): void {
    used -= kept.get(key)?.size ?? 0
    kept.delete(key)
  }

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
      drop(key)
      if (size > bytes / 4) return
      kept.set(key, { value, size })
      used += size
      for (const oldest of kept.keys()) {
        if (used <= bytes) return
        drop(oldest)
      }
    },
    delete: drop,
  }
}
