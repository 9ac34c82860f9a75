/**
 * How the tokens of a pattern follow each other in every text that it matches, as regular expressions: where no hole stands between two,
 * only white space, punctuation, comments and words of the language do, which ast-grep passes over ("smart" matching). So `if err != nil { return $A }`
 * is looked for as `if`, `err`, `!=`, `nil`, `{`, `return`, and a file that has the same words apart is never parsed.
 */

import type { SgNode } from '@ast-grep/napi'
import { escapeRegex } from '../../engine/regex/index.ts'
import type { Grammar } from '../grammars.ts'
import { holeOf } from './preprocess.ts'
import { commentOf, isWord, wordsOf } from './words.ts'

/** Longer runs are cut, and more of them tell little. */
const MOST_TOKENS = 6
const MOST_SEQUENCES = 4

/** `edge`: nothing that could belong to the same word stands beside it. */
type Token = { text: string; isWord: boolean; edge: { before: boolean; after: boolean } }

/** What a grammar tells apart and what a broken text seldom lacks: what opens and what joins. What closes or ends is often made up by a parser. */
const MARK = /^(?:[([{.:]|[=!]==?|[-=]>|::|&&|\|\||[-+*/%<=!])$/
/** Texts that a tree has no nodes for may stand between these. */
const QUOTES = /["'`#$\\~]/

/**
 * RE2; of each run of tokens one, if it says more than that there is some mark. What a
 * parser made up where code is broken is in no text, so a match must be held against them too.
 */
export function sequencesOf(grammar: Grammar, pattern: SgNode): string[] {
  const runs = runsOf(grammar, pattern).flatMap(cut).filter(isTelling)
  return runs.slice(0, MOST_SEQUENCES).map((run) => expressionOf(grammar, run))
}

/** A word alone says no more than its text, unless nothing of a word may stand beside it. */
function isTelling(run: readonly Token[]): boolean {
  const [first] = run
  return run.some(({ isWord }) => isWord) && (run.length > 1 || (first !== undefined && first.edge.before && first.edge.after && /^\w+$/.test(first.text)))
}

function cut(run: readonly Token[]): Token[][] {
  const parts: Token[][] = []
  for (let at = 0; at < run.length; at += MOST_TOKENS) parts.push(run.slice(at, at + MOST_TOKENS))
  return parts
}

/** Tokens with no hole between them. */
function runsOf(grammar: Grammar, pattern: SgNode): Token[][] {
  const runs: Token[][] = [[]]
  const text = pattern.getRoot().root().text()
  let end = pattern.range().start.index
  const stop = () => void runs.push([])

  function visit(node: SgNode): void {
    const { start, end: last } = node.range()
    if (/\S/.test(text.slice(end, start.index))) stop()
    end = Math.max(end, start.index)
    const children = node.children()
    if (holeOf(grammar, node.text()) !== undefined || /comment/.test(String(node.kind()))) stop()
    else if (children.length === 0) take(node)
    else children.forEach((child, at) => isFirm(children, at, child) ? visit(child) : void (end = child.range().end.index))
    if (/\S/.test(text.slice(end, last.index)) && children.length > 0) stop()
    end = last.index
  }

  /** What follows an ellipsis and has no name may be missing along with what the ellipsis stands for. */
  function isFirm(siblings: readonly SgNode[], at: number, child: SgNode): boolean {
    const ellipsis = siblings.findIndex((sibling) => holeOf(grammar, sibling.text()) === 'many')
    return ellipsis < 0 || at <= ellipsis || child.isNamed()
  }

  function take(leaf: SgNode): void {
    const token = tokenOf(grammar, leaf, text)
    if (token) runs.at(-1)?.push(token)
    else if (QUOTES.test(leaf.text()) || (leaf.isNamed() && /\w|\s/.test(leaf.text()))) stop()
  }

  visit(pattern)
  return runs.filter((run) => run.length > 0)
}

/** Null for one that need not stand in the text as it is written here. */
function tokenOf(grammar: Grammar, leaf: SgNode, text: string): Token | null {
  const own = leaf.text()
  if (!leaf.isNamed() && MARK.test(own)) return { text: own, isWord: false, edge: { before: false, after: false } }
  if (leaf.isNamed() ? !/^\w[^\r\n]*\w$|^\w$/.test(own) || QUOTES.test(own) : !isWord(grammar, own)) return null
  const { start, end } = leaf.range()
  const apart = (char: string | undefined) => char === undefined || /[^\w\\]/.test(char)
  return { text: own, isWord: true, edge: { before: apart(text[start.index - 1]), after: leaf.isNamed() && apart(text[end.index]) } }
}

function expressionOf(grammar: Grammar, run: readonly Token[]): string {
  const [first, last] = [run[0], run.at(-1)]
  // A name may follow a number without a space: `1if` is two tokens.
  const before = first?.edge.before ? String.raw`\b(?:[0-9]\w*)?` : ''
  return `(?-i:${before}${run.map(({ text }) => escapeRegex(text)).join(between(grammar))}${last?.edge.after ? String.raw`\b` : ''})`
}

/** What may stand between two tokens. */
export function between(grammar: Grammar): string {
  const words = wordsOf(grammar).join('|')
  return String.raw`(?:\W|(?:${grammar === 'php' ? `(?i:${words})` : words})\b|${commentOf(grammar)})*`
}
