/** From a pattern tree to a matcher of whole documents. */

import type { PatternAtom, PatternNode } from '../pattern.ts'
import {
  compileRegex,
  findAll,
  findAllInString,
  matchesString,
  SearchStopped,
  type Match,
  type Matcher,
  type Meter,
  type RegexIssue,
} from '../regex/index.ts'

/** A document to be judged. `text` is null where the content cannot be searched; the path may decide all the same. */
export type Document = { path: string; text: Uint8Array | null }

export type DocumentMatch = {
  /** In the path, as code point offsets. */
  pathRanges: readonly Match[]
  /**
   * In the text, as byte offsets: what all content atoms that are not under a `not` find, in order, none empty,
   * overlapping ones made one. None if the document matches through its path alone, or through what it does not contain.
   */
  ranges: readonly Match[]
  /** There are more ranges than were asked for, or than could be found with the work allowed. */
  limitHit: boolean
}

export type Verdict =
  | { kind: 'match'; match: DocumentMatch }
  | { kind: 'no-match' }
  /** It depends on the text, which is null. */
  | { kind: 'unknown' }

export type DocumentMatcher = {
  /** Throws `SearchStopped` where the meter does before it is known whether the document matches. */
  match(document: Document, options: { maxMatches: number; meter: Meter }): Verdict
}

export type PatternIssue = RegexIssue & { pattern: string }

export type CompilePatternResult = { ok: true; matcher: DocumentMatcher } | { ok: false; issue: PatternIssue }

export function compilePattern(node: PatternNode, { caseSensitive }: { caseSensitive: boolean }): CompilePatternResult {
  const compiled = compileNode(node, { caseSensitive, positive: true })
  if (!compiled.ok) return compiled
  const condition = compiled.condition
  return { ok: true, matcher: { match: (document, options) => matchDocument(condition, document, options) } }
}

/** An atom that is ready to search. `shown`: what it finds is, as it is under an even number of `not`s and not silent. */
type Atom = { kind: 'atom'; field: PatternAtom['field']; matcher: Matcher; shown: boolean }

type Condition = Atom | { kind: 'and' | 'or'; conditions: Condition[] } | { kind: 'not'; condition: Condition }

type CompiledNode = { ok: true; condition: Condition } | { ok: false; issue: PatternIssue }

type Context = { caseSensitive: boolean; positive: boolean }

function compileNode(node: PatternNode, context: Context): CompiledNode {
  switch (node.kind) {
    case 'atom':
      return compileAtom(node, context)
    case 'not': {
      const inner = compileNode(node.node, { ...context, positive: !context.positive })
      return inner.ok ? { ok: true, condition: { kind: 'not', condition: inner.condition } } : inner
    }
    default:
      return compileNodes(node.kind, node.nodes, context)
  }
}

function compileAtom({ field, pattern, regex, silent }: PatternAtom, { caseSensitive, positive }: Context): CompiledNode {
  const compiled = compileRegex(pattern, { ignoreCase: !caseSensitive, literal: !regex })
  if (!compiled.ok) return { ok: false, issue: { ...compiled.issue, pattern } }
  return { ok: true, condition: { kind: 'atom', field, matcher: compiled.matcher, shown: positive && !silent } }
}

function compileNodes(kind: 'and' | 'or', nodes: readonly PatternNode[], context: Context): CompiledNode {
  const conditions: Condition[] = []
  for (const node of nodes) {
    const compiled = compileNode(node, context)
    if (!compiled.ok) return compiled
    conditions.push(compiled.condition)
  }
  // A path is short: asking it first often spares the text.
  const cheapFirst = conditions.toSorted((a, b) => Number(readsText(a)) - Number(readsText(b)))
  return { ok: true, condition: { kind, conditions: cheapFirst } }
}

function readsText(condition: Condition): boolean {
  if (condition.kind === 'atom') return condition.field !== 'path'
  return condition.kind === 'not' ? readsText(condition.condition) : condition.conditions.some(readsText)
}

/** One document while it is judged. */
type Judged = {
  document: Document
  meter: Meter
  /** The first match of each atom that has been looked for in the text. */
  firstMatches: Map<Atom, Match | null>
}

function matchDocument(condition: Condition, document: Document, options: { maxMatches: number; meter: Meter }): Verdict {
  const judged: Judged = { document, meter: options.meter, firstMatches: new Map() }
  const holds = judge(condition, judged)
  if (holds === null) return { kind: 'unknown' }
  if (!holds) return { kind: 'no-match' }
  const atoms = [...shownAtoms(condition)]
  return { kind: 'match', match: { pathRanges: pathRanges(atoms, document.path), ...textRanges(atoms, judged, options.maxMatches) } }
}

/** Kleene's logic: null is "not known", and `null or true` is true. */
function judge(condition: Condition, judged: Judged): boolean | null {
  switch (condition.kind) {
    case 'atom':
      return judgeAtom(condition, judged)
    case 'not': {
      const inner = judge(condition.condition, judged)
      return inner === null ? null : !inner
    }
    case 'and':
      return judgeAll(condition.conditions, judged, false)
    case 'or':
      return judgeAll(condition.conditions, judged, true)
  }
}

/** The first condition that is `decisive` settles it. */
function judgeAll(conditions: readonly Condition[], judged: Judged, decisive: boolean): boolean | null {
  let known = true
  for (const condition of conditions) {
    const holds = judge(condition, judged)
    if (holds === decisive) return decisive
    if (holds === null) known = false
  }
  return known ? !decisive : null
}

function judgeAtom(atom: Atom, judged: Judged): boolean | null {
  const { path, text } = judged.document
  if (atom.field !== 'content' && matchesString(atom.matcher, path, judged.meter)) return true
  if (atom.field === 'path') return false
  return text === null ? null : firstMatch(atom, text, judged) !== null
}

function firstMatch(atom: Atom, text: Uint8Array, { firstMatches, meter }: Judged): Match | null {
  let match = firstMatches.get(atom)
  if (match === undefined) {
    match = atom.matcher.find(text, 0, text.length, meter)
    firstMatches.set(atom, match)
  }
  return match
}

function* shownAtoms(condition: Condition): Generator<Atom> {
  if (condition.kind === 'atom') {
    if (condition.shown) yield condition
  } else if (condition.kind === 'not') yield* shownAtoms(condition.condition)
  else for (const inner of condition.conditions) yield* shownAtoms(inner)
}

function pathRanges(atoms: readonly Atom[], path: string): readonly Match[] {
  const asked = atoms.filter((atom) => atom.field !== 'content')
  return mergeRanges(asked.flatMap((atom) => findAllInString(atom.matcher, path)))
}

function textRanges(atoms: readonly Atom[], judged: Judged, maxMatches: number): { ranges: readonly Match[]; limitHit: boolean } {
  const { text } = judged.document
  if (text === null) return { ranges: [], limitHit: false }
  const found: Match[] = []
  let complete = true
  for (const atom of atoms) {
    if (atom.field !== 'path') complete = collect(atom, text, judged, { maxMatches, into: found }) && complete
  }
  const ranges = mergeRanges(found)
  return { ranges: ranges.length > maxMatches ? ranges.slice(0, maxMatches) : ranges, limitHit: !complete || ranges.length > maxMatches }
}

/** Adds at most `maxMatches` matches of one atom; false says that there are, or may be, more. */
function collect(atom: Atom, text: Uint8Array, judged: Judged, { maxMatches, into }: { maxMatches: number; into: Match[] }): boolean {
  let room = maxMatches
  try {
    const first = firstMatch(atom, text, judged)
    if (first === null) return true
    for (const match of findAll(atom.matcher, text, { from: first.start, meter: judged.meter })) {
      if (room === 0) return false
      room -= 1
      into.push(match)
    }
    return true
  } catch (error) {
    // That the document matches is known; only some of its ranges are not.
    if (error instanceof SearchStopped && error.reason === 'budget') return false
    throw error
  }
}

/** Sorts ranges, and joins those that overlap: 1…4 and 3…6 are 1…6; 1…3 and 3…6 stay two. Those of one expression are in order already, and not copied: a text may have hundreds of thousands. */
export function mergeRanges(ranges: readonly Match[]): readonly Match[] {
  if (ranges.every(({ start }, at) => at === 0 || start >= ranges[at - 1].end)) return ranges
  const merged: Match[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1)
    if (last !== undefined && range.start < last.end) last.end = Math.max(last.end, range.end)
    else merged.push({ ...range })
  }
  return merged
}
