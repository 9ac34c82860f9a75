import type { Pattern } from './pattern.ts'

/** Three letters that stand in a literal: what a line must contain for a pattern to fit it. */
const GRAM = 3

/**
 * Finds the patterns that may fit a line. Each lies under one gram, the rarest among all patterns of those in its literals, so that a line is
 * held only against patterns of which it contains the most telling part. Invariant: a pattern that fits a line is among its candidates.
 */
export class PatternIndex {
  private readonly byGram = new Map<string, Pattern[]>()

  constructor(patterns: readonly Pattern[]) {
    const counts = new Map<string, number>()
    for (const pattern of patterns) for (const gram of gramsOf(pattern)) counts.set(gram, (counts.get(gram) ?? 0) + 1)
    for (const pattern of patterns) {
      const gram = rarest(gramsOf(pattern), counts)
      const list = this.byGram.get(gram)
      if (list) list.push(pattern)
      else this.byGram.set(gram, [pattern])
    }
  }

  *candidates(text: string): Generator<Pattern> {
    const seen = new Set<string>()
    for (let at = 0; at + 1 <= text.length; at++) {
      for (let length = 1; length <= GRAM && at + length <= text.length; length++) {
        if (length < GRAM && !this.hasShort) continue
        const gram = text.slice(at, at + length)
        const patterns = this.byGram.get(gram)
        if (patterns === undefined || seen.has(gram)) continue
        seen.add(gram)
        yield* patterns
      }
    }
  }

  /** Literals that are shorter than a gram are their own. */
  private get hasShort(): boolean {
    return this.shortKnown ??= [...this.byGram.keys()].some((gram) => gram.length < GRAM)
  }

  private shortKnown: boolean | undefined
}

function gramsOf({ literals: all, mayBeCut }: Pattern): Set<string> {
  const grams = new Set<string>()
  const literals = mayBeCut ? all.slice(0, -1) : all
  const long = literals.filter((literal) => literal.length >= GRAM)
  for (const literal of long) for (let at = 0; at + GRAM <= literal.length; at++) grams.add(literal.slice(at, at + GRAM))
  return long.length > 0 ? grams : new Set(literals.toSorted((a, b) => b.length - a.length).slice(0, 1))
}

function rarest(grams: ReadonlySet<string>, counts: ReadonlyMap<string, number>): string {
  let best = ''
  let least = Infinity
  for (const gram of grams) {
    const count = counts.get(gram) ?? 0
    if (count >= least) continue
    best = gram
    least = count
  }
  return best
}
