/** What is dear to compute and may be forgotten: the least recently used goes first when the sum of the sizes is too large. */
export interface Lru<V> {
  /** Computes a value once, however many ask while it is computed; a failure is not kept. */
  get(key: string, compute: () => Promise<V>): Promise<V>
  /** Forgets what fulfils the condition. The value is undefined while it is computed. */
  drop(condition: (key: string, value: V | undefined) => boolean): void
}

type Entry<V> = { value: Promise<V>; computed: V | undefined; size: number }

export function createLru<V>({ maxSize, sizeOf }: { maxSize: number; sizeOf(value: V): number }): Lru<V> {
  const kept = new Map<string, Entry<V>>()
  let total = 0

  function forget(key: string) {
    total -= kept.get(key)?.size ?? 0
    kept.delete(key)
  }

  function weigh(key: string, entry: Entry<V>, value: V) {
    if (kept.get(key) !== entry) return // forgotten while it was computed
    entry.computed = value
    entry.size = sizeOf(value)
    total += entry.size
    for (const oldest of kept.keys()) {
      if (total <= maxSize || oldest === key) return
      forget(oldest)
    }
  }

  return {
    get(key, compute) {
      const found = kept.get(key)
      const entry: Entry<V> = found ?? { value: compute(), computed: undefined, size: 0 }
      kept.delete(key)
      kept.set(key, entry)
      if (!found) {
        entry.value.then(
          (value) => weigh(key, entry, value),
          () => kept.get(key) === entry && forget(key),
        )
      }
      return entry.value
    },
    drop(condition) {
      for (const [key, { computed }] of kept) if (condition(key, computed)) forget(key)
    },
  }
}
