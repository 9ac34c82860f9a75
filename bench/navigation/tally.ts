/** Counts from which precision and recall follow. */
export interface Tally {
  questions: number
  /** Places that were told. */
  right: number
  wrong: number
  /** Of definitions: questions that have an answer, by whether a right one was told. Of references: places that ought to be told. */
  answered: number
  unanswered: number
}

export const emptyTally = (): Tally => ({ questions: 0, right: 0, wrong: 0, answered: 0, unanswered: 0 })

/** Of what was told, how much is right; NaN where nothing was told. */
export const precisionOf = ({ right, wrong }: Tally): number => right / (right + wrong)

/** Of what ought to be told, how much was. */
export const recallOf = ({ answered, unanswered }: Tally): number => answered / (answered + unanswered)

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  for (const tally of tallies) for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key]
  return sum
}
