import { bareName, type Claim } from './evidence.ts'
import type { Claimed } from './resolve.ts'
import type { ExceptionPart, Frame, ParsedTrace } from './traces/traces.ts'

/** The frames of one exception with what each claims: its own words, and that it calls the next inner one. */
export function claimsOf(trace: ParsedTrace, { frames, message }: ExceptionPart): Claimed[] {
  const inward = trace.order === 'innermost-first' ? -1 : 1
  const token = trace.language === 'javascript' ? tokenOf(message ?? '') : null
  return frames.map((frame, at) => ({ frame, language: trace.language, claim: claimOf(trace, { frame, inner: frames[at + inward], token, message }) }))
}

/** The property that V8 names in its message stands where the innermost frame's column points. */
const tokenOf = (message: string) => /\((?:reading|setting) '([\p{L}\p{N}_$]+)'\)/u.exec(message)?.[1] ?? null

interface Neighbours {
  frame: Frame
  inner: Frame | undefined
  token: string | null
  message: string | undefined
}

function claimOf(trace: ParsedTrace, { frame, inner, token, message }: Neighbours): Claim {
  return {
    line: frame.line ?? null,
    column: trace.language === 'javascript' ? (frame.column ?? null) : null,
    function: frame.function ?? null,
    declares: trace.language === 'java' ? classOf(frame) : null,
    calls: inner ? callOf(trace, frame, inner) : null,
    sourceText: frame.sourceText ?? null,
    says: inner ? null : (message ?? null),
    token: inner ? null : token,
  }
}

/** Java calls constructors and static blocks `<init>` and `<clinit>`; in the text the class is named. */
const classOf = ({ function: name, module }: Frame) => (name === '<init>' || name === '<clinit>' ? (module?.split(/[.$]/).findLast((part) => /^[A-Za-z_]\w*$/.test(part)) ?? null) : null)

/** In other languages operators, properties, macros and inlining call what is not named on the line. */
const byName: ReadonlySet<ParsedTrace['language']> = new Set(['javascript', 'python', 'java', 'go'])

/** What must stand on a line that called `inner`: nothing, where the callee has no name or is reached through a value. */
function callOf({ language }: ParsedTrace, frame: Frame, inner: Frame): Claim['calls'] {
  if (inner.kind !== 'frame' && inner.kind !== 'native') return null
  if (/\.func\d|-fm$|^lambda\$|\$\$Lambda|closure|^(?:block|rescue|ensure) /.test(inner.function ?? '') || /b__\d|<>m__|anonymous fn|anonymous closure/.test(inner.raw)) return null
  const made = language === 'java' ? classOf(inner) : null
  if (made !== null) return { name: made, ours: false } // new Made(…), or super(…)
  const name = bareName(inner.alias ?? inner.function)
  if (name === null) return null
  // A constructor's frame bears the class's name or none, and a call through a variable or a decorator may bear another.
  const named = !inner.function?.startsWith('new ')
  return { name, ours: named && byName.has(language) && (inner.inApp || isOneFamily(language, frame, inner)) }
}

/** Go and Java call what is of their own house by its name; JavaScript passes functions around. */
function isOneFamily(language: ParsedTrace['language'], { module: one }: Frame, { module: other }: Frame): boolean {
  if (!one || !other || (language !== 'go' && language !== 'java')) return false
  const separator = language === 'go' ? '/' : '.'
  const house = (module: string) => module.split(separator).slice(0, 3).join(separator)
  return house(one) === house(other)
}
