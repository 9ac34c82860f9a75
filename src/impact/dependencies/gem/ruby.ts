/** A piece of Ruby source text. */
export interface Token {
  kind: 'text' | 'symbol' | 'label' | 'words' | 'name' | 'mark'
  text: string
  line: number
}

/** Statements of Ruby source text as far as Gemfiles and gemspecs go, each as its tokens; nothing of it runs. What is misunderstood is so for a line or some. */
export function statementsIn(source: string): Token[][] {
  const statements: Token[][] = []
  let [open, depth, isComment]: [Token[], number, boolean] = [[], 0, false]
  let unclosed: Unclosed | null = null
  const close = () => {
    if (open.length > 0) statements.push(open)
    ;[open, depth] = [[], 0]
  }
  for (const [at, line] of source.replace(/^\ufeff/, '').split('\n').entries()) {
    if (/^__END__\s*$/.test(line)) break
    if (/^=(?:begin|end)\b/.test(line)) isComment = line.startsWith('=begin')
    if (isComment || line.startsWith('=end')) continue
    const read = tokensIn(line, at + 1, unclosed)
    unclosed = read.unclosed
    for (const token of read.tokens) {
      if (isMark(token, ';')) close()
      else open.push(token)
      depth += token.kind === 'mark' ? (brackets.get(token.text) ?? 0) : 0
    }
    const isLong = at - (open[0]?.line ?? at) >= maxLines
    if (isLong) unclosed = null
    if (isLong || (unclosed === null && depth <= 0 && !continuing.some((mark) => isMark(open.at(-1), mark)))) close()
  }
  close()
  return statements
}

/** A text such as `%w[a b]` that goes on in the next line. */
interface Unclosed {
  token: Token
  end: string
}

const isMark = (token: Token | undefined, text: string) => token?.kind === 'mark' && token.text === text
/** A statement goes on within these, */
const brackets: ReadonlyMap<string, number> = new Map([['(', 1], ['[', 1], [')', -1], [']', -1]])
/** and behind these. */
const continuing = [',', '\\', '=>']
/** Longer statements are misunderstood, or made to take long. */
const maxLines = 100

const lexer = /[ \t\r\f\v]+|(#.*)|%([wWiIqQr]?)([[({<])|(["'])|([A-Za-z_]\w*[?!]?):(?![:\w])|(::|=>)|:([A-Za-z_]\w*[?!]?)|([A-Za-z_]\w*[?!]?)|([^])/gy
const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' }

function tokensIn(line: string, number: number, unclosed: Unclosed | null): { tokens: Token[]; unclosed: Unclosed | null } {
  const tokens: Token[] = []
  const push = (kind: Token['kind'], text: string) => void tokens.push({ kind, text, line: number })
  let open = unclosed
  lexer.lastIndex = 0
  /** Adds to what is open, up to where it closes. */
  const fill = () => {
    if (!open) return
    const end = line.indexOf(open.end, lexer.lastIndex)
    open.token.text += ` ${line.slice(lexer.lastIndex, end < 0 ? line.length : end)}`
    lexer.lastIndex = end < 0 ? line.length : end + 1
    if (end >= 0) open = null
  }
  fill()
  for (let found = lexer.exec(line); found !== null; found = lexer.lastIndex < line.length ? lexer.exec(line) : null) {
    const [, , percent, bracket, quote, label, sign, symbol, name, mark] = found
    if (bracket !== undefined) {
      push(/[wi]/i.test(percent ?? '') ? 'words' : 'text', '')
      const token = tokens.at(-1)
      open = token ? { token, end: closing[bracket] ?? bracket } : null
      fill()
      if (token) token.text = token.text.trimStart()
    } else if (quote !== undefined) {
      const end = endOfText(line, lexer.lastIndex, quote)
      const inner = line.slice(lexer.lastIndex, end)
      if (quote === '"' && inner.includes('#{')) push('mark', '"')
      else push('text', inner.replaceAll(/\\(.)/g, '$1'))
      lexer.lastIndex = Math.min(end + 1, line.length)
    } else if (label !== undefined) push('label', label)
    else if (symbol !== undefined) push('symbol', symbol)
    else if (name !== undefined) push('name', name)
    else if (sign !== undefined || mark !== undefined) push('mark', sign ?? mark ?? '')
  }
  return { tokens, unclosed: open }
}

function endOfText(line: string, from: number, quote: string): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === quote) return at
  }
  return line.length
}

/** What a method is called with: `gem 'a', '~> 1.0', group: :test if x`. */
export interface Arguments {
  /** Null for what is computed. */
  positional: readonly (readonly string[] | null)[]
  options: ReadonlyMap<string, readonly string[]>
}

/** What the variables of loops stand for, by name. */
export type Loops = Map<string, readonly string[]>

/** `%w[a b].each do |name|`: remembered until the name is used again. */
export function rememberLoop(tokens: readonly Token[], loops: Loops): void {
  const place = tokens.findIndex(({ kind, text }, at) => kind === 'name' && text === 'each' && isMark(tokens[at - 1], '.'))
  const [opened, bar, name, closed] = place < 0 ? [] : tokens.slice(place + 1)
  if (!opened || !isMark(bar, '|') || name?.kind !== 'name' || !isMark(closed, '|')) return
  const listed = tokens.slice(0, place - 1)
  if (listed.length > 0 && isLiteral(listed)) loops.set(name.text, literalsIn(listed))
  else loops.delete(name.text)
}

/** The arguments that begin at a place. */
export function argumentsFrom(tokens: readonly Token[], place: number, loops: Loops): Arguments {
  const positional: (readonly string[] | null)[] = []
  const options = new Map<string, string[]>()
  for (const part of partsFrom(tokens, tokens[place]?.text === '(' && tokens[place]?.kind === 'mark' ? place + 1 : place)) {
    const [first, second] = part
    const isRocket = second?.kind === 'mark' && second.text === '=>'
    if (first?.kind === 'label' || isRocket) options.set(first?.text ?? '', literalsIn(part.slice(isRocket ? 2 : 1)))
    else positional.push(isLiteral(part) ? literalsIn(part) : part.length === 1 && first?.kind === 'name' ? (loops.get(first.text) ?? null) : null)
  }
  return { positional, options }
}

/** What stands behind arguments. */
const modifiers = new Set(['if', 'unless', 'do', 'end', 'else', 'rescue'])

/** The parts between commas, up to the end of the arguments. */
function partsFrom(tokens: readonly Token[], from: number): Token[][] {
  const parts: Token[][] = []
  let [depth, part]: [number, Token[]] = [0, []]
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]
    if (!token || (depth === 0 && token.kind === 'name' && modifiers.has(token.text))) break
    const change = token.kind === 'mark' ? (nesting.get(token.text) ?? 0) : 0
    if (depth + change < 0) break
    depth += change
    if (depth === 0 && token.kind === 'mark' && token.text === ',') parts.push(part.splice(0))
    else part.push(token)
  }
  return [...parts, part].filter(({ length }) => length > 0)
}

const nesting: ReadonlyMap<string, number> = new Map([['(', 1], ['[', 1], ['{', 1], [')', -1], [']', -1], ['}', -1]])
const harmless = new Set(['[', ']', ',', '.', '\\'])

/** Whether nothing but texts, symbols and lists of them stands there. */
const isLiteral = (part: readonly Token[]) => part.every(({ kind, text }) => kind === 'text' || kind === 'symbol' || kind === 'words' || (kind === 'mark' && harmless.has(text)) || (kind === 'name' && text === 'freeze'))

const literalsIn = (part: readonly Token[]): string[] =>
  part.flatMap(({ kind, text }) => (kind === 'text' || kind === 'symbol' ? [text] : kind === 'words' ? text.split(/\s+/).filter(Boolean) : []))
