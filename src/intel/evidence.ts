/** What a frame claims about the line it names. */
export interface Claim {
  line: number | null
  /** 1-based, where the trace gives one that points at the start of a word, as V8's do. */
  column: number | null
  function: string | null
  /** The function that this line calls: the next inner frame's. `ours` when that is code of ours, so that its name must stand here. */
  calls: { name: string; ours: boolean } | null
  /** The text of the line, where the trace quotes it. */
  sourceText: string | null
  /** What must stand at the column, where the message says it: `(reading 'rate')`. */
  token: string | null
}

export interface ContentCheck {
  /** The line that fits best, 1-based; null when the frame names none that exists. */
  line: number | null
  /** What the content adds to the confidence, negative when it speaks against the file. */
  weight: number
  reasons: string[]
  /** The trace cannot have been printed by this text: it is another file, or another revision of it. */
  contradicted: boolean
}

const nearby = 40
const functionReach = 400
/** A call written over several lines is named by its first or its last. */
const callReach = 3
const maxWeight = 0.4

/** Compares what a frame says with what stands in the file: the quoted text first, then the names that must stand there. */
export function checkContent(lines: readonly string[], claim: Claim): ContentCheck {
  const { line } = claim
  if (line === null) return { line: null, weight: 0, reasons: ['the frame names no line'], contradicted: false }
  if (line > lines.length || line < 1) return { line: null, weight: -0.35, reasons: [`the file has only ${lines.length} lines`], contradicted: true }
  return checkText(lines, line, claim.sourceText) ?? checkNames(lines, { ...claim, line })
}

function checkText(lines: readonly string[], line: number, sourceText: string | null): ContentCheck | null {
  const wanted = sourceText?.trim()
  if (!wanted) return null
  const found = nearest(line, nearby, (at) => lines[at - 1]?.trim() === wanted)
  if (found === null) return { line, weight: -0.15, reasons: ['another text stands on this line'], contradicted: true }
  if (found === line) return { line, weight: maxWeight, reasons: ['the quoted text stands on this line'], contradicted: false }
  return { line: found, weight: 0.3, reasons: [`the quoted text stands ${Math.abs(found - line)} lines ${found > line ? 'below' : 'above'}`], contradicted: true }
}

type Named = Claim & { line: number }
type Finding = Omit<ContentCheck, 'line'>

function checkNames(lines: readonly string[], claim: Named): ContentCheck {
  const findings = [checkFunction(lines, claim), checkCall(lines, claim), checkColumn(lines, claim)].filter((finding) => finding !== null)
  if (findings.length === 0) return { line: claim.line, weight: 0.05, reasons: ['the line exists'], contradicted: false }
  return {
    line: claim.line,
    weight: Math.min(maxWeight, findings.reduce((sum, finding) => sum + finding.weight, 0)),
    reasons: findings.flatMap((finding) => finding.reasons),
    contradicted: findings.some((finding) => finding.contradicted),
  }
}

function checkFunction(lines: readonly string[], { line, function: full }: Named): Finding | null {
  const name = bareName(full)
  if (name === null) return null
  const stands = wordTest(name)
  if (stands(lines[line - 1])) return { weight: 0.25, reasons: [`${name} stands on this line`], contradicted: false }
  const above = nearest(line, functionReach, (at) => at < line && stands(lines[at - 1]))
  if (above !== null) return { weight: 0.25, reasons: [`${name} stands ${line - above} lines above`], contradicted: false }
  return { weight: -0.1, reasons: [`${name} does not stand near this line`], contradicted: true }
}

function checkCall(lines: readonly string[], { line, calls }: Named): Finding | null {
  if (!calls) return null
  const stands = wordTest(calls.name)
  if (stands(lines[line - 1])) return { weight: 0.2, reasons: [`${calls.name} is called on this line`], contradicted: false }
  if (!calls.ours || nearest(line, callReach, (at) => stands(lines[at - 1])) !== null) return null
  return { weight: -0.15, reasons: [`${calls.name} is not called on this line`], contradicted: true }
}

function checkColumn(lines: readonly string[], { line, column, token }: Named): Finding | null {
  if (column === null || column < 2) return null
  const text = lines[line - 1] ?? ''
  if (token !== null && text.startsWith(token, column - 1)) return { weight: 0.2, reasons: [`${token} stands at the column`], contradicted: false }
  if (token !== null) return { weight: -0.15, reasons: [`${token} does not stand at the column`], contradicted: true }
  if (column > text.length) return { weight: -0.1, reasons: ['the line is shorter than the column'], contradicted: true }
  const inWord = isWord(text[column - 2]) && isWord(text[column - 1])
  return inWord ? { weight: -0.1, reasons: ['the column points into the middle of a word'], contradicted: true } : null
}

const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}_$]/u.test(char)

/** Tests for a name (letters, digits and underscores only, as `bareName` gives) as a whole word. */
function wordTest(name: string): (text: string | undefined) => boolean {
  const word = new RegExp(`(?<![\\w$])${name}(?![\\w$])`)
  return (text) => text !== undefined && word.test(text)
}

/** The line number closest to `line` (itself first, then outwards) within `reach` that passes, or null. */
function nearest(line: number, reach: number, passes: (at: number) => boolean): number | null {
  for (let distance = 0; distance <= reach; distance++) {
    if (line - distance >= 1 && passes(line - distance)) return line - distance
    if (distance > 0 && passes(line + distance)) return line + distance
  }
  return null
}

const meaningless = /^(anonymous|Object|module|main|lambda|init|new|async|apply|call|self)$/

/** The last name in what a trace calls a function: `(*Server).quote[...]` → quote, `TaxTable.rateFor [as rate]` → rateFor. */
export function bareName(name: string | null | undefined): string | null {
  if (!name || name.includes('<')) return null // <module>, <anonymous>, <lambda>: nothing that stands in the text
  const short = name.replace(/\s*\[.*$/, '').replace(/\([^)]*\)$/, '').replace(/\.func\d+(\.\d+)*$/, '').replace(/\$\$?Lambda.*$/, '')
  const last = short.split(/[.$#:/\s)]+/).findLast((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))
  return last === undefined || meaningless.test(last) ? null : last
}
