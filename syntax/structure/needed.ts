/**
 * Texts that a file must contain for a structure to be found in it, so that an index can choose the files that are parsed.
 * Invariant: whatever matches contains them. So only what ast-grep compares letter by letter counts: names, numbers, texts, and the
 * words of the language; never punctuation or white space.
 */

import type { SgNode } from '@ast-grep/napi'
import type { PatternAtom, PatternNode } from '../../engine/pattern.ts'
import type { Grammar } from '../grammars.ts'
import { parseSource } from '../source.ts'
import { holeOf, innermost, preprocess } from './preprocess.ts'
import { isRecord, type Json, type StructureRule } from './rule.ts'
import { isWord } from './words.ts'

/** A condition on the text of a file; null where every file may match. */
export type Needed = PatternNode | null

/** More texts than these narrow nothing further, nor do shorter ones beside them. */
const MAX_TEXTS = 8
const TELLING_LENGTH = 3

function mostTelling(texts: readonly string[]): string[] {
  const all = longestFirst(texts)
  return all.filter((text, at) => at === 0 || text.length >= TELLING_LENGTH).slice(0, MAX_TEXTS)
}

/** Of all the leaves of a pattern. */
export function neededOfNode(grammar: Grammar, node: SgNode, strictness: Json | undefined = 'smart'): Needed {
  if (strictness === 'signature') return null // compares kinds only
  const leaves = leavesOf(grammar, node)
  const texts = leaves.filter((leaf) => leaf.isNamed() || ((strictness === 'smart' || strictness === 'cst') && isWord(grammar, leaf.text())))
  return allOf(mostTelling(texts.flatMap((leaf) => longestLine(leaf.text()))).map(textAtom))
}

/** Those that must stand in the code. What follows an ellipsis and has no name may be missing along with what the ellipsis stands for. */
function leavesOf(grammar: Grammar, node: SgNode): SgNode[] {
  if (holeOf(grammar, node.text()) !== undefined || /comment/.test(String(node.kind()))) return []
  const children = node.children()
  if (children.length === 0) return [node]
  const ellipsis = children.findIndex((child) => holeOf(grammar, child.text()) === 'many')
  const firm = children.filter((child, at) => ellipsis < 0 || at < ellipsis || child.isNamed())
  return firm.flatMap((child) => leavesOf(grammar, child))
}

function longestLine(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return longestFirst(lines).filter((line) => /\w/.test(line) || line.length > 2).slice(0, 1)
}

const longestFirst = (texts: readonly string[]) => [...new Set(texts)].sort((a, b) => b.length - a.length)

const sequenceAtom = (pattern: string): PatternAtom => ({ kind: 'atom', field: 'content', pattern, regex: true, silent: true })

/** Of a pattern: its texts, and how its tokens follow each other. */
export function neededOfTokens(grammar: Grammar, node: SgNode, sequences: readonly string[]): Needed {
  return allOf([neededOfNode(grammar, node), ...sequences.map(sequenceAtom)])
}

const textAtom = (text: string): PatternAtom => ({ kind: 'atom', field: 'content', pattern: text, regex: false, silent: true })

/** Of a rule object: a node around, beside or in the one that is looked for stands in the same file. */
export function neededOfRule(grammar: Grammar, rule: StructureRule): Needed {
  const relations = ['inside', 'has', 'precedes', 'follows'].map((key) => rule[key])
  return allOf([
    ...('pattern' in rule ? [neededOfPattern(grammar, rule['pattern'] ?? null)] : []),
    ...('regex' in rule ? [neededOfRegex(rule['regex'] ?? null)] : []),
    ...[...relations, ...listOf(rule['all'])].map((part) => isRecord(part) ? neededOfRule(grammar, part) : null),
    ...('any' in rule ? [anyOf(listOf(rule['any']).map((part) => isRecord(part) ? neededOfRule(grammar, part) : null))] : []),
  ])
}

const listOf = (value: Json | undefined): Json[] => Array.isArray(value) ? value : []

function neededOfPattern(grammar: Grammar, pattern: Json): Needed {
  if (typeof pattern === 'string') return neededOfNode(grammar, innermost(parseSource(grammar, preprocess(grammar, pattern)).root))
  if (!isRecord(pattern) || typeof pattern['context'] !== 'string') return null
  const { root } = parseSource(grammar, preprocess(grammar, pattern['context']))
  const selector = pattern['selector']
  const node = typeof selector === 'string' ? root.find({ rule: { kind: selector } }) : innermost(root)
  return node ? neededOfNode(grammar, node, pattern['strictness']) : null
}

/** Only of plain words, which match themselves, wherever in the node they stand. */
function neededOfRegex(regex: Json): Needed {
  const [, word] = typeof regex === 'string' ? /^\^?(\w{2,})\$?$/.exec(regex) ?? [] : []
  return word === undefined ? null : textAtom(word)
}

export function allOf(parts: readonly Needed[]): Needed {
  const nodes = distinct(parts.filter((part) => part !== null).flatMap((part) => part.kind === 'and' ? part.nodes : [part]))
  return nodes.length > 1 ? { kind: 'and', nodes } : nodes[0] ?? null
}

/** Nothing is needed by all once nothing is needed by one. */
export function anyOf(parts: readonly Needed[]): Needed {
  const needed = parts.filter((part) => part !== null)
  if (needed.length < parts.length) return null
  const nodes = distinct(needed.flatMap((part) => part.kind === 'or' ? part.nodes : [part]))
  return nodes.length > 1 ? { kind: 'or', nodes } : nodes[0] ?? null
}

function distinct(nodes: readonly PatternNode[]): PatternNode[] {
  return [...new Map(nodes.map((node) => [JSON.stringify(node), node])).values()]
}
