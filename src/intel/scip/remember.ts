/** Keeps what was asked for a while: an answer for each key, the oldest forgotten first. A failure is not kept. */
export interface Memory<V> {
  get(key: string, ask: () => Promise<V>): Promise<V>
  clear(): void
}

export function createMemory<V>({ most, forMs }: { most: number; forMs: number }): Memory<V> {
  const kept = new Map<string, { value: Promise<V>; since: number }>()

  function forget(key: string, value: Promise<V>): void {
    if (kept.get(key)?.value === value) kept.delete(key)
  }

  return {
    get(key, ask) {
      const known = kept.get(key)
      if (known && performance.now() - known.since < forMs) return known.value
      const value = ask()
      kept.delete(key)
      kept.set(key, { value, since: performance.now() })
      value.catch(() => forget(key, value))
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break
        kept.delete(oldest)
      }
      return value
    },
    clear: () => kept.clear(),
  }
}
