import type { Issue, PatternType, Range } from './ast.ts'
import type { Token } from './lex.ts'

/**
 * What the grammar reads: tokens without white space, where every `open` has its `close` and both group, and a
 * `word` is a run of text together with the parentheses that were found to be text.
 */
export type Item = Exclude<Token, { kind: 'space' | 'text' | 'open' | 'close' | 'and' | 'or' | 'not' }>
  | (Range & { kind: 'word' | 'open' | 'close' | 'and' | 'or' | 'not' })

/** Nesting is bounded so that everything after may recurse. */
const MAX_DEPTH = 100

/** How many tokens before each index are of a kind: a difference of two says what stands between a pair. `quotes` matter only outside words. */
type Tally = { syntax: number[]; quotes: number[]; spaces: number[] }

/**
 * Decides for each parenthesis whether it groups or is text, in linear time:
 * - without a partner it is text;
 * - in a keyword query a pair groups, unless it is empty or part of a word, as in `main(x)`;
 * - elsewhere a pair is text if it holds no operator, parameter or quote; as part of a word quotes do not matter.
 * Too deep a nesting is refused: no items.
 */
export function resolveParentheses(text: string, tokens: readonly Token[], type: PatternType): { items: Item[]; issues: Issue[] } {
  const partner = findPartners(tokens)
  const isText = decide(text, tokens, partner, type)
  const items = join(tokens, partner, isText)
  const deep = tooDeep(items)
  if (deep) return { items: [], issues: [deep] }
  return { items, issues: danglingIssues(tokens, partner, type) }
}

function findPartners(tokens: readonly Token[]): Int32Array {
  const partner = new Int32Array(tokens.length).fill(-1)
  const open: number[] = []
  tokens.forEach((token, index) => {
    if (token.kind === 'open') open.push(index)
    const start = token.kind === 'close' ? open.pop() : undefined
    if (start === undefined) return
    partner[start] = index
    partner[index] = start
  })
  return partner
}

function decide(text: string, tokens: readonly Token[], partner: Int32Array, type: PatternType): boolean[] {
  const tally = tallyUp(text, tokens)
  const isText: boolean[] = []
  tokens.forEach((token, index) => {
    const other = partner[index] ?? -1
    if (token.kind === 'text') isText[index] = true
    else if (token.kind === 'close') isText[index] = other < 0 || isText[other] === true
    else if (token.kind === 'open') {
      isText[index] = other < 0 || isTextPair(tally, { from: index + 1, to: other, inWord: isText[index - 1] === true, type })
    } else isText[index] = false
  })
  return isText
}

function isTextPair(tally: Tally, { from, to, inWord, type }: { from: number; to: number; inWord: boolean; type: PatternType }): boolean {
  const has = (counts: number[]) => (counts[to] ?? 0) > (counts[from] ?? 0)
  const isEmpty = to - from === (has(tally.spaces) ? 1 : 0)
  if (isEmpty) return true
  if (type === 'keyword') return inWord && !has(tally.syntax) && !has(tally.quotes) && !has(tally.spaces)
  return !has(tally.syntax) && (inWord || !has(tally.quotes))
}

function tallyUp(text: string, tokens: readonly Token[]): Tally {
  const tally: Tally = { syntax: [0], quotes: [0], spaces: [0] }
  const add = (counts: number[], yes: boolean) => counts.push((counts[counts.length - 1] ?? 0) + (yes ? 1 : 0))
  for (const token of tokens) {
    add(tally.spaces, token.kind === 'space')
    add(tally.syntax, isSyntax(token))
    add(tally.quotes, isQuoteLike(text, token))
  }
  return tally
}

function isSyntax(token: Token): boolean {
  return (token.kind === 'parameter' && !isBareField(token)) || token.kind === 'content' || token.kind === 'and' || token.kind === 'or' || token.kind === 'not'
}

function isQuoteLike(text: string, token: Token): boolean {
  if (token.kind === 'text') return /["']/.test(text.charAt(token.start))
  return token.kind === 'quoted' || token.kind === 'regexp' || isBareField(token)
}

/** In a word, a field without a value is how code annotates types (`f(file: File)`), not a filter. */
function isBareField(token: Token): boolean {
  return token.kind === 'parameter' && !token.quoted && token.value === ''
}

function join(tokens: readonly Token[], partner: Int32Array, isText: boolean[]): Item[] {
  const items: Item[] = []
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (!token || token.kind === 'space') continue
    if (isText[index]) {
      const last = wordEnd(tokens, partner, isText, index)
      items.push({ kind: 'word', start: token.start, end: tokens[last]?.end ?? token.end })
      index = last
    } else if (token.kind !== 'text') items.push(token as Item)
  }
  return items
}

/** The last token of the word that begins at `index`: a pair that is text takes all between it along. */
function wordEnd(tokens: readonly Token[], partner: Int32Array, isText: boolean[], index: number): number {
  let last = index
  for (;;) {
    const other = partner[last] ?? -1
    if (tokens[last]?.kind === 'open' && other > last) last = other
    if (!isText[last + 1]) return last
    last++
  }
}

function danglingIssues(tokens: readonly Token[], partner: Int32Array, type: PatternType): Issue[] {
  const dangling = tokens.find((token, index) => (token.kind === 'open' || token.kind === 'close') && partner[index] === -1)
  const hasOperators = tokens.some(token => token.kind === 'and' || token.kind === 'or')
  if (!dangling || (!hasOperators && type !== 'keyword')) return []
  const missing = dangling.kind === 'open' ? 'never closed' : 'never opened'
  const message = hasOperators
    ? `This parenthesis is ${missing}, so it is unclear what belongs together. Add its partner, or put the text in quotes as content:"…".`
    : `This parenthesis is ${missing} and is searched for as text. Put the text in quotes to say so.`
  return [{ start: dangling.start, end: dangling.end, message, severity: hasOperators ? 'error' : 'warning' }]
}

function tooDeep(items: readonly Item[]): Issue | undefined {
  let depth = 0
  for (const { kind, start, end } of items) {
    if (kind === 'open') depth++
    if (kind === 'close') depth--
    if (depth > MAX_DEPTH) {
      return { start, end, severity: 'error', message: `Parentheses are nested more than ${MAX_DEPTH} deep. Use fewer groups.` }
    }
  }
  return undefined
}
