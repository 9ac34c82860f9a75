/** A number of permits that many share, given in the order of asking. */
export interface Gate {
  /** Resolves to the function that gives the permit back. Rejects with the signal's reason when that is aborted first. */
  enter(signal: AbortSignal): Promise<() => void>
  /** Permits that are out. */
  readonly taken: number
}

export function createGate(permits: number): Gate {
  const waiting = new Set<() => void>()
  let taken = 0

  function leave(): void {
    taken--
    for (const admit of waiting) {
      waiting.delete(admit)
      return admit()
    }
  }

  function permit(): () => void {
    taken++
    let out = true
    return () => {
      if (out) leave()
      out = false
    }
  }

  return {
    get taken() { return taken },
    async enter(signal) {
      signal.throwIfAborted()
      if (taken < permits) return permit()
      return new Promise((resolve, reject) => {
        const admit = () => {
          signal.removeEventListener('abort', giveUp)
          resolve(permit())
        }
        const giveUp = () => {
          waiting.delete(admit)
          reject(signal.reason)
        }
        waiting.add(admit)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
