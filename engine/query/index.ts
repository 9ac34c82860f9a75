/** The query language, as the rest of the house uses it: text in, plan and issues out. */

import type { Issue, PatternType, Query } from './ast.ts'
import { parseQuery } from './parse.ts'
import { planQuery, type Plan } from './plan.ts'
import { hintsOf } from './suggest.ts'

export { PATTERN_TYPES, type Issue, type Node, type PatternType, type Query, type Range } from './ast.ts'
export { readDate, resolveDate, type DateSpec } from './dates.ts'
export { FIELDS, fieldNamed, type Field, type FieldName } from './fields.ts'
export { highlight, type Highlight, type HighlightKind } from './highlight.ts'
export { MAX_QUERY_LENGTH, parseQuery } from './parse.ts'
export { DEFAULT_COUNT, DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS, planQuery, type Branch, type PatternFilter, type Plan, type ResultType, type Select } from './plan.ts'
export { type CommitFilters } from './plan-commits.ts'
export { printPlan } from './plan-print.ts'
export { type FilePredicate, type RepoPredicate } from './predicates.ts'
export { print } from './print.ts'
export { completions, type Completion } from './suggest.ts'
export { type RevSpec, type YesNoOnly } from './values.ts'

/**
 * Reads, checks and plans a query. Never throws. The issues are all there are, errors first and then by place; with an
 * error among them the plan has no branches.
 */
export function compileQuery(text: string, { patternType }: { patternType: PatternType }): { query: Query; plan: Plan; issues: Issue[] } {
  const { query, issues: syntax } = parseQuery(text, { patternType })
  const isBroken = syntax.some(issue => issue.severity === 'error')
  const plan = planQuery(query)
  // Where the syntax is broken, what the planner misses in the rest would only distract.
  const planIssues = isBroken && !query.root ? [] : plan.issues
  const issues = [...syntax, ...planIssues, ...hintsOf(query)].sort((a, b) => severityRank(a) - severityRank(b) || a.start - b.start)
  return { query, plan: { ...plan, branches: isBroken ? [] : plan.branches, issues }, issues }
}

function severityRank({ severity }: Issue): number {
  return severity === 'error' ? 0 : 1
}

/** The query with an issue mended as it suggests; undefined where it suggests nothing. */
export function applySuggestion(text: string, { start, end, suggestion }: Issue): string | undefined {
  return suggestion === undefined ? undefined : text.slice(0, start) + suggestion + text.slice(end)
}
