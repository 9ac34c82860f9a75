/** A query that is ready to be asked of any number of segments and trees. What was found out for one is kept for the next. */

import { lineAtom, type Bitmap, type LineAtom } from '../blocks/index.ts'
import type { Meter } from '../regex/index.ts'
import { compilePattern, type DocumentMatcher, type PatternIssue, type ScanQuery } from '../scan/index.ts'
import { findCandidates, type Candidates } from './candidates.ts'
import type { PathIndex } from './paths.ts'
import { atomsOf, planCandidates, type AtomPlan, type CandidatePlan } from './plan.ts'
import type { Segment } from './segment.ts'

/** Answers of so many segments and trees are kept; a query over more of them asks again. */
const MAX_KEPT = 4096

export class IndexQuery {
  readonly plan: CandidatePlan
  readonly matcher: DocumentMatcher
  private readonly pathAtoms = new Map<AtomPlan, LineAtom>()
  private readonly candidates = new Map<number, Candidates>()
  private readonly paths = new Map<string, ReadonlyMap<AtomPlan, Bitmap>>()

  private constructor(plan: CandidatePlan, matcher: DocumentMatcher) {
    this.plan = plan
    this.matcher = matcher
  }

  static compile({ pattern, caseSensitive }: Pick<ScanQuery, 'pattern' | 'caseSensitive'>): { ok: true; query: IndexQuery } | { ok: false; issue: PatternIssue } {
    const compiled = compilePattern(pattern, { caseSensitive })
    if (!compiled.ok) return compiled
    const query = new IndexQuery(planCandidates(pattern, { caseSensitive }), compiled.matcher)
    for (const plan of atomsOf(query.plan)) if (plan.field !== 'content') query.pathAtoms.set(plan, lineAtom(plan.atom, { caseSensitive }))
    return { ok: true, query }
  }

  /** Lets go of what is known of segments that are gone. */
  forget(isGone: (serial: number) => boolean): void {
    for (const serial of this.candidates.keys()) if (isGone(serial)) this.candidates.delete(serial)
  }

  /** A path may decide; otherwise nothing is known of a document without its text. */
  get readsPaths(): boolean {
    return this.pathAtoms.size > 0
  }

  candidatesIn(segment: Segment): Candidates {
    return kept(this.candidates, segment.shared.serial, () => findCandidates(segment, this.plan))
  }

  /** For each atom that reads paths, the files whose paths it matches. */
  pathsIn(treeId: string, index: () => PathIndex, meter: Meter): ReadonlyMap<AtomPlan, Bitmap> {
    if (this.pathAtoms.size === 0) return NO_PATHS
    return kept(this.paths, treeId, () => {
      const paths = index()
      return new Map([...this.pathAtoms].map(([plan, atom]) => [plan, paths.matches(atom, meter)]))
    })
  }
}

const NO_PATHS: ReadonlyMap<AtomPlan, Bitmap> = new Map()

function kept<K, V>(answers: Map<K, V>, key: K, find: () => V): V {
  let answer = answers.get(key)
  if (answer === undefined) {
    if (answers.size >= MAX_KEPT) answers.clear()
    answer = find()
    answers.set(key, answer)
  }
  return answer
}
