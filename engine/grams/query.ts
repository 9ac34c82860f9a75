/** What grams a text must have, at least, to hold a match. */

/**
 * A condition on the grams of a text. Invariant: whatever matches the expression it was made from satisfies it, and
 * probably quite a bit more does. `grams` and `nodes` are all needed by an `and`, and any one of them by an `or`.
 */
export type GramQuery =
  /** Nothing is known: every text may match. */
  | { kind: 'all' }
  /** No text can match. */
  | { kind: 'none' }
  | { kind: 'and' | 'or'; grams: readonly number[]; nodes: readonly GramQuery[] }

export const ALL: GramQuery = { kind: 'all' }
export const NONE: GramQuery = { kind: 'none' }
