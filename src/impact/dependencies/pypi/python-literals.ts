/** A value of Python source text that is written out; `computed` where only running it would tell. */
export type PythonValue = { kind: 'text'; text: string; line: number } | { kind: 'list'; items: PythonValue[]; isWhole: boolean } | { kind: 'table'; entries: [string, PythonValue][]; isWhole: boolean } | { kind: 'computed' }

interface Token {
  kind: 'text' | 'name' | 'mark'
  text: string
  line: number
  /** Whether it is the first of a line that is not indented, outside of brackets. */
  isOutermost: boolean
  isWithin: boolean
  /** Of a mark that opens: the place behind the one that closes. */
  end: number
}

/** Python source text as far as literals go; nothing of it runs. */
export interface PythonSource {
  /** The named arguments of the first call of a function; null where it is not called. With `**` among them it is not whole. */
  callOf(name: string): { values: Map<string, PythonValue>; isWhole: boolean } | null
}

const computed: PythonValue = { kind: 'computed' }
/** Deeper nesting, and lists that are put together of more, are made to take long. */
const maxDepth = 20
const maxTerms = 100_000

export function readPython(text: string): PythonSource {
  const tokens = tokensIn(text)
  const variables = variablesIn(tokens)
  const known = new Map<string, PythonValue>()
  const at = (place: number) => tokens[place]?.text ?? ''
  let left = maxTerms

  function valueIn(from: number, to: number, depth: number): PythonValue {
    const terms: PythonValue[] = []
    for (let place = from; place < to; ) {
      const term = termIn(place, Math.min(termEnd(tokens, place), to), depth)
      let end = termEnd(tokens, place)
      const isAlone = end >= to || at(end) === '+'
      while (end < to && at(end) !== '+') end = nextAfter(tokens, end)
      terms.push(isAlone ? term : term.kind === 'list' ? { ...term, isWhole: false } : computed)
      place = end + 1
    }
    return terms.length === 1 ? (terms[0] ?? computed) : joined(terms, (left -= itemsIn(terms)))
  }

  function termIn(from: number, to: number, depth: number): PythonValue {
    const token = tokens[from]
    if (!token || depth > maxDepth || --left < 0) return computed
    if (token.kind === 'text') return { kind: 'text', text: tokens.slice(from, to).map((each) => each.text).join(''), line: token.line }
    if (token.kind === 'name') return variableOf(token.text, depth)
    if (token.text === '[' || token.text === '(') return listIn(from + 1, to - 1, depth + 1)
    return token.text === '{' ? tableIn(from + 1, to - 1, depth + 1) : computed
  }

  function variableOf(name: string, depth: number): PythonValue {
    const variable = variables.get(name)
    const value = known.get(name) ?? (variable ? { ...valueIn(variable.from, variable.to, depth + 1), ...(variable.isChanged ? { isWhole: false } : {}) } : computed)
    known.set(name, value)
    return value
  }

  function listIn(from: number, to: number, depth: number): PythonValue {
    const items = partsIn(tokens, from, to).map(([start, end]) => valueIn(start, end, depth))
    return { kind: 'list', items, isWhole: items.every(({ kind }) => kind !== 'computed') }
  }

  function tableIn(from: number, to: number, depth: number): PythonValue {
    const entries: [string, PythonValue][] = []
    let isWhole = true
    for (const [start, end] of partsIn(tokens, from, to)) {
      if (tokens[start]?.kind === 'text' && at(start + 1) === ':') entries.push([at(start), valueIn(start + 2, end, depth)])
      else isWhole = false
    }
    return { kind: 'table', entries, isWhole }
  }

  return {
    callOf(name) {
      const place = tokens.findIndex((token, index) => token.kind === 'name' && token.text === name && at(index + 1) === '(' && at(index - 1) !== 'def')
      if (place < 0) return null
      const parts = partsIn(tokens, place + 2, (tokens[place + 1]?.end ?? 0) - 1)
      const named = parts.filter(([start]) => tokens[start]?.kind === 'name' && at(start + 1) === '=')
      return { values: new Map(named.map(([start, end]) => [at(start), valueIn(start + 2, end, 0)])), isWhole: named.length === parts.length }
    },
  }
}

const itemsIn = (terms: readonly PythonValue[]) => terms.reduce((sum, term) => sum + (term.kind === 'list' ? term.items.length : 0), 0)

/** Lists one behind another; where one is none, the others are still told. */
function joined(terms: readonly PythonValue[], left: number): PythonValue {
  if (left < 0) return computed
  const lists = terms.flatMap((term) => (term.kind === 'list' ? [term] : []))
  return lists.length === 0 ? computed : { kind: 'list', items: lists.flatMap(({ items }) => items), isWhole: lists.length === terms.length && lists.every(({ isWhole }) => isWhole) }
}

/** The parts between commas. */
function partsIn(tokens: readonly Token[], from: number, to: number): [number, number][] {
  const parts: [number, number][] = []
  let start = from
  for (let place = from; place < to; place = nextAfter(tokens, place)) {
    if (tokens[place]?.text !== ',' || tokens[place]?.kind !== 'mark') continue
    if (place > start) parts.push([start, place])
    start = place + 1
  }
  if (to > start) parts.push([start, to])
  return parts
}

const nextAfter = (tokens: readonly Token[], place: number) => Math.max(place + 1, tokens[place]?.end ?? 0)

/** Behind a text and those that follow it, which Python joins, or behind anything else. */
function termEnd(tokens: readonly Token[], place: number): number {
  if (tokens[place]?.kind !== 'text') return nextAfter(tokens, place)
  let end = place
  while (tokens[end]?.kind === 'text') end++
  return end
}

/** What is assigned on the outermost level, and whether it is changed later. */
function variablesIn(tokens: readonly Token[]): Map<string, { from: number; to: number; isChanged: boolean }> {
  const variables = new Map<string, { from: number; to: number; isChanged: boolean }>()
  for (const [place, { kind, text, isOutermost }] of tokens.entries()) {
    if (kind !== 'name') continue
    const known = variables.get(text)
    if (known) known.isChanged ||= changes(tokens, place)
    else if (isOutermost && isAssignment(tokens, place + 1)) variables.set(text, { from: place + 2, to: statementEnd(tokens, place + 2), isChanged: false })
  }
  return variables
}

const isAssignment = (tokens: readonly Token[], place: number) => tokens[place]?.text === '=' && tokens[place + 1]?.text !== '=' && !tokens[place]?.isWithin

/** `A = …` once more, `A += …`, `A.append(…)`, `A['docs'] = …` */
function changes(tokens: readonly Token[], place: number): boolean {
  const next = tokens[place + 1]
  if (next?.text === '+') return tokens[place + 2]?.text === '='
  if (next?.text === '.') return /^(?:append|extend|insert|update|setdefault|remove|pop)$/.test(tokens[place + 2]?.text ?? '')
  return isAssignment(tokens, next?.text === '[' ? next.end : place + 1)
}

/** A statement goes on to the end of its line, and of the lines that brackets join to it. */
function statementEnd(tokens: readonly Token[], from: number): number {
  let end = nextAfter(tokens, from)
  while (end < tokens.length && tokens[end]?.line === tokens[end - 1]?.line) end = nextAfter(tokens, end)
  return Math.min(end, tokens.length)
}

const lexer = /(#[^\n]*)|([rbuf]{0,2})("""|'''|"|')|([A-Za-z_]\w*)|(\n)|(\S)/giy

function tokensIn(source: string): Token[] {
  const tokens: Token[] = []
  const open: Token[] = []
  let [line, lineStart] = [1, 0]
  lexer.lastIndex = 0
  for (let from = 0; from < source.length; from = lexer.lastIndex) {
    lexer.lastIndex = from
    const found = lexer.exec(source)
    if (found === null) {
      lexer.lastIndex = from + 1 // blanks
      continue
    }
    const [whole, comment, prefix = '', quotes, name, newline, mark] = found
    const own: Token = { kind: 'mark', text: mark ?? name ?? '', line, isOutermost: from === lineStart && open.length === 0, isWithin: open.length > 0, end: 0 }
    if (newline !== undefined) [line, lineStart] = [line + 1, from + 1]
    else if (quotes !== undefined) {
      const end = endOfText(source, from + whole.length, quotes)
      const inner = source.slice(from + whole.length, end)
      tokens.push({ ...own, kind: /f/i.test(prefix) ? 'mark' : 'text', text: /r/i.test(prefix) ? inner : unescaped(inner) })
      line += inner.split('\n').length - 1
      lexer.lastIndex = end + quotes.length
    } else if (comment === undefined) {
      tokens.push(own)
      if (name !== undefined) own.kind = 'name'
      else if (/[[({]/.test(own.text)) open.push(own)
      else if (/[\])}]/.test(own.text)) closeOne(open, tokens.length)
    }
  }
  for (const token of open) token.end = tokens.length
  return tokens
}

function closeOne(open: Token[], end: number): void {
  const token = open.pop()
  if (token) token.end = end
}

function endOfText(source: string, from: number, quotes: string): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source.startsWith(quotes, at)) return at
    else if (source[at] === '\n' && quotes.length === 1) return at // it is no Python
  }
  return source.length
}

/** Names and versions need no other escapes. */
const unescaped = (text: string) => text.replaceAll(/\\(\n|.)/g, (_, char: string) => (char === '\n' ? '' : char))
