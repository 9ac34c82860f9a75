import { languageOf } from '../../engine/lang.ts'
import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch, PatternFilter } from '../../engine/query/plan.ts'
import { compileRegex, escapeRegex, matchesString, UNMETERED, type Match as Span, type Matcher } from '../../engine/regex/index.ts'
import { compilePattern } from '../../engine/scan/index.ts'

type NameVerdict = { kind: 'match'; ranges: readonly Span[] } | { kind: 'no-match' } | { kind: 'unknown' }

const maxRangesInName = 1000

/** Judges names as documents whose content is not known. Everything passes where there is no pattern. */
function nameMatcher(pattern: PatternNode | null, { caseSensitive }: { caseSensitive: boolean }): (name: string) => NameVerdict {
  if (!pattern) return () => ({ kind: 'match', ranges: [] })
  const compiled = compilePattern(pattern, { caseSensitive })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the search: ${compiled.issue.message}`)
  return (name) => {
    const verdict = compiled.matcher.match({ path: name, text: null }, { maxMatches: maxRangesInName, meter: UNMETERED })
    return verdict.kind === 'match' ? { kind: 'match', ranges: verdict.match.pathRanges } : verdict
  }
}

/** A test of names or paths against filters that must all hold. The planner has refused expressions that do not compile. */
export function nameFilter(filters: readonly PatternFilter[], { ignoreCase }: { ignoreCase: boolean }): (name: string) => boolean {
  const tests = filters.map(({ pattern, negated }) => ({ negated, matcher: matcherOf(pattern, ignoreCase) }))
  return (name) => tests.every(({ negated, matcher }) => matchesString(matcher, name) !== negated)
}

function matcherOf(pattern: string, ignoreCase: boolean): Matcher {
  const compiled = compileRegex(pattern, { ignoreCase })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the search: ${compiled.issue.message}`)
  return compiled.matcher
}

/** Which paths a branch speaks of. */
export const pathFilter = once(({ files, langs, caseSensitive }) => {
  const named = nameFilter(files, { ignoreCase: !caseSensitive })
  return (path: string) => named(path) && langs.every(({ name, negated }) => (languageOf(path) === name) !== negated)
})

/** Judges paths by the pattern of a branch. */
export const pathMatcher = once((branch) => nameMatcher(branch.pattern, branch))

/** Whether the name of a symbol is as a branch wants it. */
export const symbolMatcher = once(({ symbols, caseSensitive }) => {
  if (!symbols?.pattern) return () => true
  const compiled = compilePattern(symbols.pattern, { caseSensitive })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the search: ${compiled.issue.message}`)
  return (name: string) => compiled.matcher.match({ path: '', text: Buffer.from(name) }, { maxMatches: 1, meter: UNMETERED }).kind === 'match'
})

/** Whether the one pattern of a branch matches all of a symbol's name. */
export const wholeNameMatcher = once(({ symbols, caseSensitive }) => {
  if (symbols?.pattern?.kind !== 'atom') return () => false
  const { pattern, regex } = symbols.pattern
  const matcher = matcherOf(`^(?:${regex ? pattern : escapeRegex(pattern)})$`, !caseSensitive)
  return (name: string) => matchesString(matcher, name)
})

/** Judges the names of repositories by the pattern of a branch, always without regard to case. */
export const repositoryMatcher = once(({ pattern }) => nameMatcher(pattern && onNames(pattern), { caseSensitive: false }))

/** The pattern as a condition on names alone. */
function onNames(node: PatternNode): PatternNode {
  if (node.kind === 'atom') return { ...node, field: 'path' }
  return node.kind === 'not' ? { kind: 'not', node: onNames(node.node) } : { kind: node.kind, nodes: node.nodes.map(onNames) }
}

/** Compiling takes its time, and a branch runs in every repository. */
function once<T>(make: (branch: Branch) => T): (branch: Branch) => T {
  const made = new WeakMap<Branch, { value: T }>()
  return (branch) => {
    const known = made.get(branch) ?? { value: make(branch) }
    made.set(branch, known)
    return known.value
  }
}
