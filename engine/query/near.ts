/** Edit distance with swaps of neighbours (optimal string alignment), given up above `limit`. For short names only. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? Infinity) + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** Up to three of `names` that somebody may have meant, the nearest first. Folds case. */
export function nearest(word: string, names: readonly string[]): string[] {
  const lower = word.toLowerCase()
  const limit = lower.length < 3 ? 0 : lower.length < 6 ? 1 : 2
  const scored = names.map(name => ({ name, score: distance(lower, name.toLowerCase(), limit) })).filter(({ score }) => score <= limit)
  return scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1)).slice(0, 3).map(({ name }) => name)
}
