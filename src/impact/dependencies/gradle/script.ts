import { tokensOf, type Token } from './tokens.ts'

/** A line of a script, which may go on over several: `implementation('a:b:1') { … }`. */
export interface Statement {
  items: Item[]
  line: number
}

export type Item = Token | Block

/** What stands in braces. */
export interface Block {
  kind: 'block'
  statements: Statement[]
}

/** Deeper ones are made to take long. */
const maxDepth = 100

interface Open {
  block: Block
  statement: Statement | null
  /** How many parentheses and brackets are open. */
  depth: number
}

const openings = new Set(['(', '['])
const closings = new Set([')', ']'])
/** A line that ends or starts with one of them goes on. */
const goesOn = new Set([',', '=', '+', '+=', '.', '?.', ':', '(', '[', '?:', '->', '&&', '||'])
const continues = new Set(['.', '?.', '?:', '+', '&&', '||'])

/** Never fails: what closes nothing is passed over. */
export function readScript(source: string): Statement[] {
  const root: Open = { block: { kind: 'block', statements: [] }, statement: null, depth: 0 }
  const open = [root]
  let tooDeep = 0
  let last: Token | null = null
  for (const token of tokensOf(source.replace(/^\ufeff/, ''))) {
    const at = open.at(-1) ?? root
    const mark = token.kind === 'mark' ? token.text : ''
    if (mark === ';' || endsBefore(token, last, at)) at.statement = null
    last = token
    if (mark === '{' && (tooDeep > 0 || open.length >= maxDepth)) tooDeep++
    else if (mark === '}' && tooDeep > 0) tooDeep--
    else if (tooDeep > 0 || mark === ';') continue
    else if (mark === '{') open.push(openBlock(at, token.line))
    else if (mark !== '}') addToken(at, token, mark)
    else if (open.length > 1) open.pop()
  }
  return root.block.statements
}

/** Whether a statement ends with the line before. */
function endsBefore({ kind, text, isFirst }: Token, last: Token | null, { depth }: Open): boolean {
  const mark = kind === 'mark' ? text : ''
  return isFirst && depth === 0 && !(last?.kind === 'mark' && goesOn.has(last.text)) && !continues.has(mark) && mark !== '{'
}

function openBlock(at: Open, line: number): Open {
  const block: Block = { kind: 'block', statements: [] }
  add(at, block, line)
  return { block, statement: null, depth: 0 }
}

function addToken(at: Open, token: Token, mark: string): void {
  if (mark === '->' && startsWithNames(at)) {
    at.block.statements.pop()
    at.statement = null
    return
  }
  if (openings.has(mark)) at.depth++
  if (closings.has(mark)) at.depth = Math.max(0, at.depth - 1)
  add(at, token, token.line)
}

/** What a block is given stands before its first statement, as in `{ name, value -> … }`. */
function startsWithNames({ block, statement, depth }: Open): boolean {
  return depth === 0 && block.statements.length === 1 && statement !== null && statement.items.every((item) => isWord(item) || isMark(item, ',') || isMark(item, ':'))
}

function add(open: Open, item: Item, line: number): void {
  if (open.statement === null) open.block.statements.push((open.statement = { items: [], line }))
  open.statement.items.push(item)
}

export const isMark = (item: Item | undefined, text: string): boolean => item?.kind === 'mark' && item.text === text
export const isWord = (item: Item | undefined): item is Token => item?.kind === 'word'
export const isText = (item: Item | undefined): item is Token => item?.kind === 'text'
export const isBlock = (item: Item | undefined): item is Block => item?.kind === 'block'

/** What stands between commas that are in no brackets. */
export function splitAtCommas(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [[]]
  let depth = 0
  for (const item of items) {
    if (item.kind === 'mark' && openings.has(item.text)) depth++
    if (item.kind === 'mark' && closings.has(item.text)) depth--
    if (depth === 0 && isMark(item, ',')) parts.push([])
    else parts.at(-1)?.push(item)
  }
  return parts.filter((part) => part.length > 0)
}

/** What stands in the brackets that begin the list, and what stands behind them; null where it begins with none. */
export function bracketed(items: readonly Item[]): { inner: Item[]; rest: Item[] } | null {
  const [first] = items
  if (first?.kind !== 'mark' || !openings.has(first.text)) return null
  let depth = 0
  for (const [at, item] of items.entries()) {
    if (item.kind === 'mark' && openings.has(item.text)) depth++
    if (item.kind === 'mark' && closings.has(item.text) && --depth === 0) return { inner: items.slice(1, at), rest: items.slice(at + 1) }
  }
  return { inner: items.slice(1), rest: [] }
}

/** The name that items spell: `versions.kotlin`, `versions['kotlin']`, `libs.versions.kotlin.get()`; null where they are more than that. */
export function nameIn(items: readonly Item[]): string | null {
  const parts: string[] = []
  for (let at = 0; at < items.length; at++) {
    const item = items[at]
    if (isWord(item) && (at === 0 || isDot(items[at - 1]))) parts.push(item.text)
    else if (isDot(item) && isWord(items[at + 1])) continue
    else if ((isMark(item, '(') && isMark(items[at + 1], ')')) || (isMark(item, '!') && isMark(items[at + 1], '!'))) at++
    else if (isIndex(items, at)) {
      parts.push(textAt(items, at + 1))
      at += 2
    } else if (isWord(item) && item.text === 'as') break
    else return null
  }
  const named = parts.slice(parts.findIndex((part) => !carriers.has(part))).filter((part) => !readers.has(part))
  return parts.every((part) => carriers.has(part)) ? null : named.join('.')
}

/** A text alone in brackets. */
function isIndex(items: readonly Item[], at: number): boolean {
  const [open, text, close] = items.slice(at, at + 3)
  return (isMark(open, '[') || isMark(open, '(')) && isText(text) && (isMark(close, ']') || isMark(close, ')'))
}

const textAt = (items: readonly Item[], at: number) => {
  const item = items[at]
  return isText(item) ? item.text : ''
}

const isDot = (item: Item | undefined) => isMark(item, '.') || isMark(item, '?.')
/** They hold what is set in a script, and are left out where it is used. */
const carriers = new Set(['project', 'rootProject', 'parent', 'ext', 'extra', 'properties', 'property', 'findProperty', 'getProperty', 'this', 'providers', 'gradleProperty', 'settings'])
const readers = new Set(['get', 'getOrNull', 'orNull', 'toString', 'asProvider', 'getOrElse'])
