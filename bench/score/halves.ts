/** Which cases of a repository are learnt from, and which are reported. */

/** Of each half at most. */
export const mostCases = Number(process.env['SCORE_CASES'] ?? 1_000)

/** Tuned on the older half, reported on the newer. */
export function halves<T>(all: readonly T[]): { older: readonly T[]; newer: readonly T[] } {
  const middle = all.length >> 1
  return { older: spread(all.slice(0, middle)), newer: spread(all.slice(middle)) }
}

/** `mostCases` at most, evenly over time. */
export const spread = <T>(all: readonly T[]) => (all.length <= mostCases ? all : Array.from({ length: mostCases }, (_none, i) => all[Math.floor((i * all.length) / mostCases)]).flatMap((each) => each ?? []))

/** One of so many. Among all changes of a long history a case takes half a second. */
export const sparse = <T>(all: readonly T[], sparseness: number) => all.filter((_none, at) => at % sparseness === 0)
