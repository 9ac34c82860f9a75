import { useSyncExternalStore } from 'react'

/**
 * Whether the server answers. A request that fails without an answer raises the doubt; then `/healthz` is asked until it
 * answers, and whoever waits for that is told: what could not be read is read again without anybody's doing.
 */
let gone = false
let asking = false
const watchers = new Set<() => void>()

const everyMs = 2_000

/** To be called when a request came to nothing. */
export function doubt(): void {
  if (asking) return
  asking = true
  void ask()
}

async function ask(): Promise<void> {
  const answers = await fetch('/healthz', { cache: 'no-store' }).then(({ ok }) => ok, () => false)
  asking = !answers
  if (gone === answers) {
    gone = !answers
    watchers.forEach((watcher) => watcher())
  }
  if (!answers) setTimeout(() => void ask(), everyMs)
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

/** True while the server does not answer. */
export const useGone = (): boolean => useSyncExternalStore(watch, () => gone)

/** Calls `back` each time that the server answers again. Returns what ends it. */
export const whenBack = (back: () => void): (() => void) => watch(() => void (gone || back()))
