/** A value of Python source text that is written out; `computed` where only running it would tell. */
export type PythonValue = { kind: 'text'; text: string; line: number } | { kind: 'list'; items: PythonValue[]; isWhole: boolean } | { kind: 'table'; entries: [string, PythonValue][]; isWhole: boolean } | { kind: 'computed' }

interface Token {
  /** A format is a text into which something is put. */
  kind: 'text' | 'format' | 'name' | 'mark'
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
      const isAlone = end >= to || isMark(tokens[end], '+')
      while (end < to && !isMark(tokens[end], '+')) end = nextAfter(tokens, end)
      terms.push(isAlone ? term : beginningOf(term))
      place = end + 1
    }
    return terms.length === 1 ? (terms[0] ?? computed) : joined(terms, (left -= itemsIn(terms)))
  }

  function termIn(from: number, to: number, depth: number): PythonValue {
    const token = tokens[from]
    if (!token || depth > maxDepth || --left < 0) return computed
    if (token.kind === 'text') return { kind: 'text', text: tokens.slice(from, to).map((each) => each.text).join(''), line: token.line }
    if (token.kind === 'format') return beginningOf({ kind: 'text', text: token.text, line: token.line })
    if (token.kind === 'name') return to > from + 1 ? elementOf(token.text, at(from + 2), depth) : variableOf(token.text, depth)
    if (token.text === '[' || token.text === '(') return listIn(from + 1, to - 1, depth + 1)
    return token.text === '{' ? tableIn(from + 1, to - 1, depth + 1) : computed
  }

  function remembered(key: string, find: () => PythonValue): PythonValue {
    const value = known.get(key) ?? find()
    known.set(key, value)
    return value
  }

  const variableOf = (name: string, depth: number) => remembered(name, () => {
    const variable = variables.get(name)
    if (!variable) return computed
    const value = valueIn(variable.from, variable.to, depth + 1)
    if (value.kind !== 'table') return { ...value, ...(variable.isChanged || variable.elements.size > 0 ? { isWhole: false } : {}) }
    const added = [...variable.elements.keys()].map((key): [string, PythonValue] => [key, elementOf(name, key, depth)])
    return { ...value, entries: [...value.entries, ...added], isWhole: value.isWhole && !variable.isChanged }
  })

  const elementOf = (name: string, key: string, depth: number) => remembered(`${name} ${key}`, () => {
    const variable = variables.get(name)
    const element = variable?.elements.get(key)
    if (element) return valueIn(element.from, element.to, depth + 1)
    const value = variable ? valueIn(variable.from, variable.to, depth + 1) : computed
    return value.kind === 'table' ? (value.entries.find(([each]) => each === key)?.[1] ?? computed) : computed
  })

  function listIn(from: number, to: number, depth: number): PythonValue {
    const items = partsIn(tokens, from, to).map(([start, end]) => valueIn(start, end, depth))
    return { kind: 'list', items, isWhole: items.every(({ kind }) => kind !== 'computed') }
  }

  function tableIn(from: number, to: number, depth: number): PythonValue {
    const entries: [string, PythonValue][] = []
    let isWhole = true
    for (const [start, end] of partsIn(tokens, from, to)) {
      if (tokens[start]?.kind === 'text' && isMark(tokens[start + 1], ':')) entries.push([at(start), valueIn(start + 2, end, depth)])
      else isWhole = false
    }
    return { kind: 'table', entries, isWhole }
  }

  return {
    callOf(name) {
      const place = tokens.findIndex((token, index) => token.kind === 'name' && token.text === name && isMark(tokens[index + 1], '(') && at(index - 1) !== 'def')
      if (place < 0) return null
      const parts = partsIn(tokens, place + 2, (tokens[place + 1]?.end ?? 0) - 1)
      const named = parts.filter(([start]) => tokens[start]?.kind === 'name' && isMark(tokens[start + 1], '='))
      return { values: new Map(named.map(([start, end]) => [at(start), valueIn(start + 2, end, 0)])), isWhole: named.length === parts.length }
    },
  }
}

const isMark = (token: Token | undefined, text: string) => token?.kind === 'mark' && token.text === text

/** What is known of something that is put together: of lists their literal part, of `acme>={version}` the name, which ends where the version is compared. */
function beginningOf(value: PythonValue): PythonValue {
  if (value.kind === 'list') return { ...value, isWhole: false }
  const before = value.kind === 'text' ? (value.text.slice(0, maxText).split(/[{%]/, 1)[0] ?? '') : ''
  const name = before.trimEnd().replace(/[<>=!~]{1,3}$/, '')
  return value.kind === 'text' && name !== '' && name !== before.trimEnd() ? { ...value, text: name.trimEnd() } : computed
}

const maxText = 1_000

const itemsIn = (terms: readonly PythonValue[]) => terms.reduce((sum, term) => sum + (term.kind === 'list' ? term.items.length : 0), 0)

/** Lists one behind another; where one is none, the others are still told. */
function joined(terms: readonly PythonValue[], left: number): PythonValue {
  if (left < 0) return computed
  const [first] = terms
  if (first?.kind === 'text') return terms.every((term) => term.kind === 'text') ? { ...first, text: terms.map((term) => term.text).join('') } : beginningOf(first)
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

/** Behind a text and those that follow it, which Python joins, behind `extras['docs']`, or behind anything else. */
function termEnd(tokens: readonly Token[], place: number): number {
  if (isElement(tokens, place)) return place + elementLength
  if (tokens[place]?.kind !== 'text') return nextAfter(tokens, place)
  let end = place
  while (tokens[end]?.kind === 'text') end++
  return end
}

const elementLength = 4
const isElement = (tokens: readonly Token[], place: number) => tokens[place]?.kind === 'name' && isMark(tokens[place + 1], '[') && tokens[place + 2]?.kind === 'text' && isMark(tokens[place + 3], ']')

interface Range {
  from: number
  to: number
}

interface Variable extends Range {
  /** What is assigned to `extras['docs']` on the outermost level. */
  elements: Map<string, Range>
  /** Whether it is changed in another way. */
  isChanged: boolean
}

/** What is assigned on the outermost level. */
function variablesIn(tokens: readonly Token[]): Map<string, Variable> {
  const variables = new Map<string, Variable>()
  for (const [place, { kind, text, isOutermost }] of tokens.entries()) {
    if (kind !== 'name') continue
    const known = variables.get(text)
    if (known && isOutermost && isElement(tokens, place) && isAssignment(tokens, place + elementLength)) known.elements.set(tokens[place + 2]?.text ?? '', assignedAt(tokens, place + elementLength))
    else if (known) known.isChanged ||= changes(tokens, place)
    else if (isOutermost && isAssignment(tokens, place + 1)) variables.set(text, { ...assignedAt(tokens, place + 1), elements: new Map(), isChanged: false })
  }
  return variables
}

const assignedAt = (tokens: readonly Token[], place: number): Range => ({ from: place + 1, to: statementEnd(tokens, place + 1) })

const isAssignment = (tokens: readonly Token[], place: number) => isMark(tokens[place], '=') && !isMark(tokens[place + 1], '=') && !tokens[place]?.isWithin

/** `A = …` once more, `A += …`, `A.append(…)`, `A[name] = …` */
function changes(tokens: readonly Token[], place: number): boolean {
  const next = tokens[place + 1]
  if (isMark(next, '.')) return /^(?:append|extend|insert|update|setdefault|remove|pop)$/.test(tokens[place + 2]?.text ?? '')
  const end = isMark(next, '[') ? (next?.end ?? place) : place + 1
  return isAssignment(tokens, end) || (isMark(tokens[end], '+') && isMark(tokens[end + 1], '='))
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
      tokens.push({ ...own, kind: /f/i.test(prefix) ? 'format' : 'text', text: /r/i.test(prefix) ? inner : unescaped(inner) })
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
