import { bareName, type Claim } from './evidence.ts'
import type { Claimed } from './resolve.ts'
import type { ExceptionPart, Frame, ParsedTrace } from './traces/traces.ts'

/** The frames of one exception with what each claims: its own words, and that it calls the next inner one. */
export function claimsOf(trace: ParsedTrace, { frames, message }: ExceptionPart): Claimed[] {
  const inward = trace.order === 'innermost-first' ? -1 : 1
  const token = trace.language === 'javascript' ? tokenOf(message ?? '') : null
  return frames.map((frame, at) => ({ frame, claim: claimOf(trace, { frame, inner: frames[at + inward], token }) }))
}

/** The property that V8 names in its message stands where the innermost frame's column points. */
const tokenOf = (message: string) => /\((?:reading|setting) '([\p{L}\p{N}_$]+)'\)/u.exec(message)?.[1] ?? null

interface Neighbours {
  frame: Frame
  inner: Frame | undefined
  token: string | null
}

function claimOf(trace: ParsedTrace, { frame, inner, token }: Neighbours): Claim {
  const called = inner?.kind === 'frame' || inner?.kind === 'native' ? bareName(inner.alias ?? inner.function) : null
  return {
    line: frame.line ?? null,
    column: trace.language === 'javascript' ? (frame.column ?? null) : null,
    function: frame.function ?? null,
    // A constructor's frame bears the class's name or none, and a call through a variable or a decorator may bear another.
    calls: called ? { name: called, ours: inner?.inApp === true && !inner.function?.startsWith('new ') } : null,
    sourceText: frame.sourceText ?? null,
    token: inner ? null : token,
  }
}
