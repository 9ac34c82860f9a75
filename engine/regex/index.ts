/**
 * Regular expressions in RE2 syntax over bytes, in time linear in the text: the door to this folder.
 *
 * Texts are UTF-8. Bytes that are not valid UTF-8 are matched by nothing, and do not hide what stands around them.
 * Parsing and compiling run in a browser too; searching needs Node's Buffer.
 */

import type { Regex } from './ast.ts'
import { createMatcher, literalMatcher, type Matcher } from './matcher.ts'
import { parseRegex, NO_FLAGS, type RegexIssue } from './parse.ts'
import { MAX_PROGRAM_SIZE, programSize } from './size.ts'

export { printRegex, type Assertion, type Regex } from './ast.ts'
export { type CharSet } from './charset.ts'
export { findAll } from './find-all.ts'
export { mayCrossLines } from './literals.ts'
export { type Matcher, type MatcherStats } from './matcher.ts'
export { METER_STRIDE, SearchStopped, StepMeter, UNMETERED, type Meter } from './meter.ts'
export { parseRegex, NO_FLAGS, type ParseResult, type RegexFlags, type RegexIssue } from './parse.ts'
export { type Match } from './pike.ts'
export { findAllInString, matchesString } from './strings.ts'

export type CompileOptions = {
  /** Unicode simple case folding. Default false. */
  ignoreCase?: boolean
  /** `^` and `$` match at every line. Default true, as code search expects. */
  multiLine?: boolean
  /** `.` matches a line break. Default false. */
  dotAll?: boolean
  /** The source is the text itself. Default false. */
  literal?: boolean
}

export type CompileResult = { ok: true; matcher: Matcher } | { ok: false; issue: RegexIssue }

/** Never throws, whatever `source` is: what cannot be searched for in linear time and bounded memory is an issue. */
export function compileRegex(source: string, options: CompileOptions = {}): CompileResult {
  const { ignoreCase = false, multiLine = true, dotAll = false, literal = false } = options
  if (literal && !ignoreCase && source !== '') return { ok: true, matcher: literalMatcher(source) }
  const parsed = parseRegex(literal ? escapeRegex(source) : source, { ...NO_FLAGS, ignoreCase, multiLine, dotAll })
  return parsed.ok ? compileTree(parsed.ast, source) : parsed
}

function compileTree(ast: Regex, source: string): CompileResult {
  if (programSize(ast) <= MAX_PROGRAM_SIZE) return { ok: true, matcher: createMatcher(ast) }
  const message =
    `The expression is too large: written out, it has more than ${MAX_PROGRAM_SIZE} steps. ` +
    'Lower the repetition counts, or use smaller classes.'
  return { ok: false, issue: { message, start: 0, end: source.length } }
}

/** An expression that matches exactly `text`. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
