import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PATTERN_TYPES, type PatternType } from './ast.ts'
import { completions, compileQuery, highlight, parseQuery, print, printPlan, type Plan } from './index.ts'

const SEED = 20260110

/** Pieces that the language gives a meaning to, next to those that it does not. */
const PIECES = [
  ...'()"\'/\\:-@[]^*!|.?{}$', ' ', ' ', ' ', '  ', '\n', '\t', '\u00a0', 'a', 'b1', 'foo', 'é', '日本', '😀', '\ud800', '\u0000',
  ' and ', ' OR ', ' or ', ' not ', 'AND', 'NOT ', 'repo:', ' -file:', 'f:', 'lang:go', 'lang:nope', 'content:', '-content:', 'type:path',
  'rev:', 'case:yes', 'count:', 'select:', 'patterntype:', 'patterntype:regexp', 'patterntype:standard', 'patterntype:keyword ', 'patterntype:literal ',
  'repo:has.file(', '-repo:has.path(', 'file:has.content(', 'has.contributor(', 'rev:at.time(', 'path:', 'yesterday', ', main)', 'repo:a@v1:^v2 ',
  'type:diff ', 'type:commit ', 'author:', '-m:', 'before:', 'since:', '"1 day ago"', '2.weeks.ago ', 'select:commit.diff.added ', 'index:o ',
  'repohasfile:', 'repo:has.commit.after(', 'fork:', '\\"', '\\/', '\\(', '//', '()', '(?i)', 'x{2,1}',
]
const queries = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map(parts => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
)
const types = fc.constantFrom<PatternType>(...PATTERN_TYPES)

function property(name: string, runs: number, holds: (text: string, patternType: PatternType) => void): void {
  test(`${name} (seed ${SEED})`, () => {
    fc.assert(fc.property(queries, types, holds), { seed: SEED, numRuns: runs })
  })
}

describe('any text', () => {
  property('is read without throwing, and all ranges lie in it', 1000, (text, patternType) => {
    const { issues } = compileQuery(text, { patternType })
    for (const { start, end, message } of issues) {
      expect(message).not.toBe('')
      expect(0 <= start && start <= end && end <= text.length).toBe(true)
    }
  })

  property('prints to a fixed point', 2000, (text, patternType) => {
    const printed = print(parseQuery(text, { patternType }).query)
    expect(print(parseQuery(printed, { patternType }).query)).toBe(printed)
  })

  property('means the same when printed, unless it has errors', 2000, (text, patternType) => {
    const { query, plan, issues } = compileQuery(text, { patternType })
    if (issues.some(issue => issue.severity === 'error')) return
    expect(planText(compileQuery(print(query), { patternType }).plan)).toBe(planText(plan))
  })

  property('is coloured in order and without overlaps', 1000, (text, patternType) => {
    let last = 0
    for (const { start, end } of highlight(text, { patternType })) {
      expect(start >= last && end > start && end <= text.length).toBe(true)
      last = end
    }
  })

  property('is either a search of commits or of code as it stands', 1000, (text, patternType) => {
    for (const { types, commits, revs, filePredicates } of compileQuery(text, { patternType }).plan.branches) {
      const [ofCommits, ofFiles] = [types.has('commit') || types.has('diff'), types.has('file') || types.has('path') || types.has('repo')]
      expect([ofCommits, commits !== null]).toEqual([!ofFiles, !ofFiles])
      expect(ofCommits ? filePredicates.filter(({ kind }) => kind !== 'owner') : revs.filter(rev => rev.kind === 'exclude')).toEqual([])
    }
  })

  property('has completions that replace what stands before the cursor', 1000, text => {
    for (const { from, to } of completions(text, text.length)) expect(from <= to && to === text.length).toBe(true)
  })
})

/** A regular expression may be written in two ways (`\/` and `/`); atoms of text may become the expression that matches them. */
function planText(plan: Plan): string {
  return printPlan(plan, { count: -1, timeoutMs: -1 })
}
