/** Passes on the newest of many reports, at most one each `everyMs`, one at a time. */
export interface Throttle<T> {
  report(value: T): void
  /** Nothing is written after this has settled. */
  stop(): Promise<void>
}

export function throttle<T>(write: (value: T) => Promise<unknown>, everyMs: number): Throttle<T> {
  let writing: Promise<unknown> | undefined
  let last = -Infinity
  let stopped = false
  return {
    report(value) {
      if (stopped || writing || performance.now() - last < everyMs) return
      last = performance.now()
      writing = write(value)
        .catch(() => {}) // the end of the work will say what is wrong with the database
        .finally(() => (writing = undefined))
    },
    async stop() {
      stopped = true
      await writing
    },
  }
}
