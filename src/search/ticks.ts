/** Stands where a source had nothing to say for a while. */
export const tick = Symbol('tick')

/**
 * What a source gives, with a tick whenever `everyMs` have passed without anything. Going away calls `stop`, which must
 * make the source end: a generator that waits cannot be returned before it has something to give.
 */
export async function* withTicks<T>(source: AsyncGenerator<T>, { everyMs, stop }: { everyMs: number; stop: () => void }): AsyncGenerator<T | typeof tick> {
  let next = source.next()
  let timer = startTimer(everyMs)
  try {
    while (true) {
      const result = await Promise.race([next, timer.over])
      if (result === tick) {
        timer = startTimer(everyMs)
        yield tick
      } else if (result.done) return
      else {
        yield result.value
        next = source.next()
      }
    }
  } finally {
    timer.clear()
    stop()
    await next.catch(() => {})
    await source.return(undefined)
  }
}

function startTimer(ms: number): { over: Promise<typeof tick>; clear(): void } {
  const { promise, resolve } = Promise.withResolvers<typeof tick>()
  const timeout = setTimeout(() => resolve(tick), ms)
  return { over: promise, clear: () => clearTimeout(timeout) }
}
