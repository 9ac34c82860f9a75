/** What is kept under a key, made if it is not there. Of more than `most`, the least recently used one goes. */
export function kept<V>(all: Map<string, V>, key: string, most: number, make: () => V, drop: (gone: V, key: string) => void = () => {}): V {
  const value = all.get(key) ?? make()
  all.delete(key)
  all.set(key, value)
  for (const [oldest, gone] of all) {
    if (all.size <= most) break
    all.delete(oldest)
    drop(gone, oldest)
  }
  return value
}

/** Forgets what was found out for one key: that which is kept under the key with more behind it. */
export function forget(all: Map<string, unknown>, key: string): void {
  for (const each of all.keys()) if (each.startsWith(`${key} `)) all.delete(each)
}
