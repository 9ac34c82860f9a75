/** What a frame claims about the line it names. */
export interface Claim {
  line: number | null
  /** 1-based, where the trace gives one that points at the start of a word, as V8's do. */
  column: number | null
  function: string | null
  /** The name to look for instead, where the function's own does not stand in the text: a constructor has that of its class. */
  declares: string | null
  /** The function that this line calls: the next inner frame's. `ours` when that is code of ours, so that its name must stand here. */
  calls: { name: string; ours: boolean } | null
  /** The text of the line, where the trace quotes it. */
  sourceText: string | null
  /** What the exception says, on the frame that threw it: parts of it may stand there. */
  says: string | null
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
const blockReach = 2000
/** A call written over several lines is named by its first or its last. */
const callReach = 3
const messageWords = 3
const maxMessage = 1000

const counted = (lines: number) => `${lines} ${lines === 1 ? 'line' : 'lines'}`

/** Compares what a frame says with what stands in the file: the quoted text first, then the names that must stand there. */
export function checkContent(lines: readonly string[], claim: Claim): ContentCheck {
  const { line } = claim
  if (line === null) return { line: null, weight: 0, reasons: ['the frame names no line'], contradicted: false }
  if (line > lines.length || line < 1) return { line: null, weight: -0.35, reasons: [`the file has only ${counted(lines.length)}`], contradicted: true }
  return checkText(lines, line, claim.sourceText) ?? checkNames(lines, { ...claim, line })
}

function checkText(lines: readonly string[], line: number, sourceText: string | null): ContentCheck | null {
  const wanted = sourceText?.trim()
  if (!wanted) return null
  const found = nearest(line, nearby, (at) => lines[at - 1]?.trim() === wanted)
  if (found === null) return { line, weight: -0.15, reasons: ['another text stands on this line'], contradicted: true }
  if (found === line) return { line, weight: 0.5, reasons: ['the quoted text stands on this line'], contradicted: false }
  return { line: found, weight: 0.3, reasons: [`the quoted text stands ${counted(Math.abs(found - line))} ${found > line ? 'below' : 'above'}`], contradicted: true }
}

type Named = Claim & { line: number }
type Finding = Omit<ContentCheck, 'line'>

function checkNames(lines: readonly string[], claim: Named): ContentCheck {
  const findings = [checkCode(lines, claim), checkFunction(lines, claim), checkCall(lines, claim), checkColumn(lines, claim), checkMessage(lines, claim)].filter((finding) => finding !== null)
  if (findings.length === 0) return { line: claim.line, weight: 0.05, reasons: ['the line exists'], contradicted: false }
  return {
    line: claim.line,
    weight: findings.reduce((sum, finding) => sum + finding.weight, 0),
    reasons: findings.flatMap((finding) => finding.reasons),
    contradicted: findings.some((finding) => finding.contradicted),
  }
}

/** Nothing runs on a blank line or on one that is all comment. (Only Python comments otherwise, and it quotes the line.) */
function checkCode(lines: readonly string[], { line }: Named): Finding | null {
  const isCode = !/^\s*($|\/\/|\/\*|\*\/|\*(\s|$))/.test(lines[line - 1] ?? '')
  return isCode ? null : { weight: -0.3, reasons: ['no code stands on this line'], contradicted: true }
}

function checkFunction(lines: readonly string[], { line, function: full, declares }: Named): Finding | null {
  const name = declares ?? bareName(full)
  if (name === null) return null
  const stands = wordTest(name)
  if (stands(lines[line - 1])) return { weight: 0.2, reasons: [`${name} stands on this line`], contradicted: false }
  const header = enclosing(lines, line, stands)
  if (header !== null) return { weight: 0.25, reasons: [`this line is in ${name}, which begins ${counted(line - header)} above`], contradicted: false }
  const above = nearest(line, functionReach, (at) => at < line && stands(lines[at - 1]))
  if (above !== null) return { weight: 0.02, reasons: [`${name} stands ${counted(line - above)} above, but this line is not in it`], contradicted: true }
  return { weight: -0.1, reasons: [`${name} does not stand near this line`], contradicted: true }
}

/**
 * The line above that passes and begins a block around `line`, by indentation: going up, each line that is indented less than all
 * those below it. Blank lines, and lines that only close something, begin nothing.
 */
function enclosing(lines: readonly string[], line: number, passes: (text: string | undefined) => boolean): number | null {
  let least = indentation(lines[line - 1] ?? '')
  for (let at = line - 1; at >= 1 && at >= line - blockReach; at--) {
    const text = lines[at - 1] ?? ''
    const indent = indentation(text)
    if (indent > least || !/[^\s)}\]{;,]/.test(text)) continue
    if (passes(text) && (indent < least || indent === 0)) return at
    if (indent < least) least = indent
    if (least === 0) return null
  }
  return null
}

/** A tab counts as one; only lines of one file are compared. */
const indentation = (text: string) => text.length - text.trimStart().length

function checkCall(lines: readonly string[], { line, column, calls }: Named): Finding | null {
  if (!calls) return null
  const stands = wordTest(calls.name)
  const text = lines[line - 1]
  if (column !== null && standsAt(text, calls.name, column)) return { weight: 0.3, reasons: [`${calls.name} is called at the column`], contradicted: false }
  if (stands(text)) return { weight: 0.2, reasons: [`${calls.name} is called on this line`], contradicted: false }
  if (!calls.ours || nearest(line, callReach, (at) => stands(lines[at - 1])) !== null) return null
  return { weight: -0.15, reasons: [`${calls.name} is not called on this line`], contradicted: true }
}

function checkColumn(lines: readonly string[], { line, column, token }: Named): Finding | null {
  if (column === null || column < 2) return null
  const text = lines[line - 1] ?? ''
  if (token !== null && standsAt(text, token, column)) return { weight: 0.2, reasons: [`${token} stands at the column`], contradicted: false }
  if (token !== null) return { weight: -0.15, reasons: [`${token} does not stand at the column`], contradicted: true }
  if (column > text.length) return { weight: -0.1, reasons: ['the line is shorter than the column'], contradicted: true }
  if (isWord(text[column - 2]) && isWord(text[column - 1])) return { weight: -0.1, reasons: ['the column points into the middle of a word'], contradicted: true }
  return text[column - 1] === ' ' ? { weight: -0.1, reasons: ['the column points at a space'], contradicted: true } : null
}

/** The whole word stands at the column, 1-based. */
const standsAt = (text: string | undefined, word: string, column: number) => text?.startsWith(word, column - 1) === true && !isWord(text[column - 1 + word.length])

/** Three words in a row of the message, which may be put together from parts, on the line or one of those that belong to it. */
function checkMessage(lines: readonly string[], { line, says }: Named): Finding | null {
  if (!says) return null
  const near = lines.slice(Math.max(0, line - 1 - callReach), line + callReach).join('\n')
  const words = says.slice(0, maxMessage).split(/\s+/).filter(Boolean)
  const runs = words.slice(0, 1 - messageWords).map((_, at) => words.slice(at, at + messageWords).join(' '))
  const standIn = (text: string) => runs.some((run) => text.includes(run))
  if (standIn(lines[line - 1] ?? '')) return { weight: 0.3, reasons: ['words of the message stand on this line'], contradicted: false }
  return standIn(near) ? { weight: 0.15, reasons: ['words of the message stand near this line'], contradicted: false } : null
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

/** Without arguments of types, which may hold others. */
function withoutTypes(name: string): string {
  if (!name.includes('<')) return name
  let depth = 0
  return [...name].filter((character) => (character === '<' ? depth++ : character === '>' ? depth-- : 0) === 0 && depth === 0 && character !== '>').join('')
}

const meaningless = /^(anonymous|Item|Object|module|main|lambda|init|new|async|apply|call|self)$/

/** What compilers put behind a name of the source: closures in it, accessors of a property, copies that they made. */
const made = /(?:\.<anonymous closure>|::\{\{closure\}\}|\.(?:getter|setter|modify)|\.func\d+(?:\.\d+)*|\.(?:cold|constprop|isra|part)(?:\.\d+)?|\$\$?Lambda.*)$/

/**
 * The last name in what a trace calls a function: `(*Server).quote[...]` → quote, `TaxTable.rateFor [as rate]` → rateFor,
 * `<Cart as Priced>::price` → price, `Shop\Cart->total` → total, `Shop.Cart.total/1` → total.
 */
export function bareName(name: string | null | undefined): string | null {
  const whole = (name ?? '').replace(/\s*\[.*$/, '').replace(/\([^)]*\)$/, '').replace(made, '').replace(made, '')
  // <module>, <anonymous>, <lambda> and operators: nothing that stands in the text.
  if (/[<>{}+*/%&|^~=-]$/.test(whole.replace(/(?<=\w)=$/, ''))) return null
  const short = withoutTypes(whole).replace(/[?!=]$/, '')
  const last = short.split(/[.$#:/\\>\s)-]+/).findLast((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))
  return last === undefined || meaningless.test(last) ? null : last
}
