import type { Clock } from '../platform/clock.ts'
import { tooMany } from '../platform/errors.ts'

export interface Attempts {
  /** Counts an attempt before it is made, so that many at once cannot slip through. Throws when none is left. */
  spend(key: string): void
  /** The attempt succeeded, so it does not count. */
  refund(key: string): void
}

/** Entries above this number are swept of those whose window is over, so that invented keys do not pile up. */
const sweepAbove = 10_000

/** At most `most` failed attempts for each key within `minutes` of the first of them. Kept in memory. */
export function createAttempts({ clock, most, minutes }: { clock: Clock; most: number; minutes: number }): Attempts {
  const windows = new Map<string, { count: number; endsAt: number }>()

  const sweep = (now: number) => {
    for (const [key, window] of windows) if (window.endsAt <= now) windows.delete(key)
  }

  return {
    spend(key) {
      const now = clock.now().getTime()
      if (windows.size > sweepAbove) sweep(now)
      const seen = windows.get(key)
      const longest = now + minutes * 60_000
      const window = seen && seen.endsAt > now ? seen : { count: 0, endsAt: longest }
      // Begun before the clock was set back, it would last longer than it may.
      window.endsAt = Math.min(window.endsAt, longest)
      if (window.count >= most) throw tooManyUntil(window.endsAt - now)
      window.count += 1
      windows.set(key, window)
    },
    refund(key) {
      const window = windows.get(key)
      if (window && window.count > 0) window.count -= 1
    },
  }
}

function tooManyUntil(leftMs: number) {
  const minutes = Math.ceil(leftMs / 60_000)
  return tooMany('signin.too_many', `Too many failed attempts; try again in ${minutes} minute${minutes === 1 ? '' : 's'}.`)
}
