import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Finds each answer once, although finding one may ask for others, which may ask for it in turn. Who would wait for themselves, over
 * however many others and whoever began them, are told what is `circular` instead; otherwise nobody would ever answer.
 */
export function createOnce<Answer>({ circular }: { circular: Answer }): (key: string, find: () => Promise<Answer>) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>()
  /** For each answer that is being found, the ones that were asked for on the way. */
  const asked = new Map<string, Set<string>>()
  const finding = new AsyncLocalStorage<string>()

  function waitsFor(key: string, other: string): boolean {
    const reached = new Set([key])
    for (const each of reached) {
      if (each === other) return true
      for (const next of asked.get(each) ?? []) reached.add(next)
    }
    return false
  }

  return (key, find) => {
    const asker = finding.getStore()
    if (asker !== undefined && waitsFor(key, asker)) return Promise.resolve(circular)
    if (asker !== undefined) asked.get(asker)?.add(key)
    const answer = known.get(key)
    if (answer) return answer
    asked.set(key, new Set())
    const found = finding.run(key, async () => find()).finally(() => asked.delete(key))
    known.set(key, found)
    return found
  }
}
