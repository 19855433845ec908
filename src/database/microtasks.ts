const settled = Promise.resolve()

/**
 * workerd keeps each callback of its own `queueMicrotask`, with all that it refers to, until the next major garbage
 * collection. The libSQL client queues one per batch, from which its statements and answers can be reached: a
 * night would pile up everything that it has read and written. Promises are let go. The client takes the function
 * when it is loaded, so this module comes before it.
 */
Object.assign(globalThis, {
  queueMicrotask(callback: () => void) {
    settled.then(callback)
  },
})
