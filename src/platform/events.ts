/** News that travels upward through the house: earlier slices publish, later slices and open pages listen. */
export interface Events {
  publish(event: AppEvent): void
  /** Returns the function that stops listening. A listener must not throw and must not wait. */
  subscribe(listener: (event: AppEvent) => void): () => void
}

/**
 * `topic` is `noun/id` (`incident/inc_…`, `repository/repo_…`) or a plural for lists (`repositories`). An event says that
 * something changed, never what: whoever hears it asks again, as themselves, and sees only what they may.
 */
export interface AppEvent {
  topic: string
}

export function createEvents(): Events {
  const listeners = new Set<(event: AppEvent) => void>()
  return {
    publish: (event) => listeners.forEach((listener) => listener(event)),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
