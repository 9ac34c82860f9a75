/** The first few of a list, and how many were left out. One more than asked for is shown rather than counted. */
export function firstOf<T>(all: readonly T[], limit: number): { shown: readonly T[]; more: number } {
  if (all.length <= limit + 1) return { shown: all, more: 0 }
  return { shown: all.slice(0, limit), more: all.length - limit }
}
