/** What a frame claims about the line it names. */
export interface Claim {
  line: number | null
  function: string | null
  /** The text of the line, where the trace quotes it. */
  sourceText: string | null
}

export interface ContentCheck {
  /** The line that fits best, 1-based; null when the frame names none that exists. */
  line: number | null
  /** What the content adds to the confidence, negative when it speaks against the file. */
  weight: number
  reasons: string[]
}

const nearby = 40
const functionReach = 400

/** Compares what a frame says with what stands in the file: the quoted text first, then the function's name, then the line's mere existence. */
export function checkContent(lines: readonly string[], claim: Claim): ContentCheck {
  return checkText(lines, claim) ?? checkFunction(lines, claim) ?? checkExistence(lines, claim)
}

function checkText(lines: readonly string[], { line, sourceText }: Claim): ContentCheck | null {
  const wanted = sourceText?.trim()
  if (!wanted || line === null) return null
  const found = nearest(line, nearby, (at) => lines[at - 1]?.trim() === wanted)
  if (found === null) return { line: line <= lines.length ? line : null, weight: -0.15, reasons: ['another text stands on this line'] }
  if (found === line) return { line, weight: 0.4, reasons: ['the quoted text stands on this line'] }
  return { line: found, weight: 0.3, reasons: [`the quoted text stands ${Math.abs(found - line)} lines ${found > line ? 'below' : 'above'}`] }
}

function checkFunction(lines: readonly string[], claim: Claim): ContentCheck | null {
  const name = bareName(claim.function)
  if (name === null || claim.line === null || claim.line > lines.length) return null
  const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)
  const own = lines[claim.line - 1] ?? ''
  if (word.test(own)) return { line: claim.line, weight: 0.3, reasons: [`${name} stands on this line`] }
  const above = nearest(claim.line, functionReach, (at) => at < (claim.line ?? 0) && word.test(lines[at - 1] ?? ''))
  if (above !== null) return { line: claim.line, weight: 0.3, reasons: [`${name} stands ${claim.line - above} lines above`] }
  return { line: claim.line, weight: -0.1, reasons: [`${name} does not stand near this line`] }
}

function checkExistence(lines: readonly string[], { line }: Claim): ContentCheck {
  if (line === null) return { line: null, weight: 0, reasons: ['the frame names no line'] }
  if (line > lines.length) return { line: null, weight: -0.35, reasons: [`the file has only ${lines.length} lines`] }
  return { line, weight: 0.05, reasons: ['the line exists'] }
}

/** The line number closest to `line` (itself first, then outwards) within `reach` that passes, or null. */
function nearest(line: number, reach: number, passes: (at: number) => boolean): number | null {
  for (let distance = 0; distance <= reach; distance++) {
    if (line - distance >= 1 && passes(line - distance)) return line - distance
    if (distance > 0 && passes(line + distance)) return line + distance
  }
  return null
}

const meaningless = /^(<.*>|anonymous|Object|module|main|lambda|init|new|async|apply|call)$/

/** The last name in what a trace calls a function: `(*Server).quote[...]` → quote, `TaxTable.rateFor [as rate]` → rateFor. */
export function bareName(name: string | null): string | null {
  if (name === null) return null
  const short = name.replace(/\s*\[.*$/, '').replace(/\(.*\)$/, '').replace(/\.func\d+(\.\d+)*$/, '').replace(/\$\$?Lambda.*$/, '')
  const last = short.split(/[.$#:/\s]+|\)\./).findLast((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))
  return last === undefined || meaningless.test(last) ? null : last
}
