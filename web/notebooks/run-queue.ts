/** Lets a few run at once and the others wait in line. Each search holds a connection, of which a browser has six for one server. */
export interface RunQueue {
  /** Calls `begin` when it is its turn. The returned function ends the turn, or leaves the line; calling it again does nothing. */
  enter(begin: () => void): () => void
}

export function createRunQueue(atOnce: number): RunQueue {
  const running = new Set<() => void>()
  const waiting = new Set<() => void>()
  const admit = () => {
    for (const begin of waiting) {
      if (running.size >= atOnce) return
      waiting.delete(begin)
      running.add(begin)
      begin()
    }
  }
  return {
    enter(begin) {
      const turn = () => begin()
      waiting.add(turn)
      admit()
      return () => {
        waiting.delete(turn)
        if (running.delete(turn)) admit()
      }
    },
  }
}
