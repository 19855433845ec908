const settled = Promise.resolve()

/**
 * workerd keeps callbacks of its own `queueMicrotask` in memory (docs/memory-of-the-night.md), and the libSQL client
 * queues one per batch: a night would pile up everything that it has read and written. The client takes the function
 * when it is loaded, so this module comes before it.
 */
Object.assign(globalThis, {
  queueMicrotask(callback: () => void) {
    settled.then(callback)
  },
})
