/** What grams a text must have, at least, to hold a match. */

import { SYMBOLS } from './alphabet.ts'
import { gramAt } from './symbols.ts'

/**
 * A condition on the grams of a text. Invariant: whatever matches the expression it was made from satisfies it, and
 * probably quite a bit more does. `grams` and `nodes` are all needed by an `and`, and any one of them by an `or`.
 */
export type GramQuery =
  /** Nothing is known: every text may match. */
  | { kind: 'all' }
  /** No text can match. */
  | { kind: 'none' }
  | { kind: 'and' | 'or'; grams: readonly number[]; nodes: readonly GramQuery[] }

export const ALL: GramQuery = { kind: 'all' }
export const NONE: GramQuery = { kind: 'none' }

/** More grams hardly tell more, and cost time to look up. */
const MAX_GRAMS_OF_AND = 64
/** With more branches nearly every text has one. */
const MAX_BRANCHES_OF_OR = 256
/** Of a whole query. Three numbers with points between them are 100 grams, which is worth while. */
const MAX_GRAMS = 256

/** True if a text with these grams may match. */
export function holds(query: GramQuery, grams: ReadonlySet<number>): boolean {
  switch (query.kind) {
    case 'all':
      return true
    case 'none':
      return false
    case 'and':
      return query.grams.every((gram) => grams.has(gram)) && query.nodes.every((node) => holds(node, grams))
    case 'or':
      return query.grams.some((gram) => grams.has(gram)) || query.nodes.some((node) => holds(node, grams))
  }
}

export function both(one: GramQuery, other: GramQuery): GramQuery {
  if (one.kind === 'all' || other.kind === 'none') return other
  if (other.kind === 'all' || one.kind === 'none') return one
  return join('and', one, other)
}

/** What both branches need is needed in any case, and stands before them. */
export function either(one: GramQuery, other: GramQuery): GramQuery {
  if (one.kind === 'none' || other.kind === 'all') return other
  if (other.kind === 'none' || one.kind === 'all') return one
  const shared = new Set(required(one).filter((gram) => required(other).includes(gram)))
  if (shared.size === 0) return join('or', one, other)
  return both({ kind: 'and', grams: [...shared], nodes: [] }, either(without(one, shared), without(other, shared)))
}

/** Any one of these strings of symbols. What all of them need stands before the choice. */
export function gramsOfAny(strings: Iterable<string>): GramQuery {
  const branches = [...strings].map(gramsOfString)
  if (branches.length === 0) return NONE
  const [first, ...others] = branches
  const shared = new Set([...first].filter((gram) => others.every((branch) => branch.has(gram))))
  return both(allOf([...shared]), anyOf(branches.map((branch) => [...branch].filter((gram) => !shared.has(gram)))))
}

function gramsOfString(symbols: string): Set<number> {
  const grams = new Set<number>()
  for (let at = 0; at + 2 < symbols.length && grams.size < MAX_GRAMS_OF_AND; at++) grams.add(gramAt(symbols, at))
  return grams
}

const allOf = (grams: readonly number[]): GramQuery => (grams.length === 0 ? ALL : { kind: 'and', grams, nodes: [] })

function anyOf(branches: readonly (readonly number[])[]): GramQuery {
  if (branches.some((branch) => branch.length === 0)) return ALL
  const distinct = [...new Map(branches.map((branch) => [branch.join(), branch])).values()]
  if (distinct.length > MAX_BRANCHES_OF_OR) return ALL
  const nodes = distinct.filter((branch) => branch.length > 1).map(allOf)
  return { kind: 'or', grams: distinct.flatMap((branch) => (branch.length === 1 ? branch : [])), nodes }
}

/** The same condition, or a weaker one that has no more grams than `limit`: the parts with few branches tell most. */
export function pruned(query: GramQuery, limit = MAX_GRAMS): GramQuery {
  if (query.kind === 'and') return prunedAnd(query, limit)
  return query.kind === 'or' && sizeOf(query) > limit ? prunedOr(query, limit) : query
}

function prunedAnd(query: Joined, limit: number): GramQuery {
  const grams = query.grams.slice(0, limit)
  const nodes: GramQuery[] = []
  let left = limit - grams.length
  for (const node of distinctNodes(query.nodes).toSorted((one, other) => sizeOf(one) - sizeOf(other))) {
    const kept = pruned(node, left)
    if (kept.kind === 'all') continue
    nodes.push(kept)
    left -= sizeOf(kept)
  }
  if (grams.length === 0 && nodes.length <= 1) return nodes[0] ?? ALL
  return { kind: 'and', grams, nodes }
}

/** No branch may be left out. */
function prunedOr(query: Joined, limit: number): GramQuery {
  const share = Math.floor((limit - query.grams.length) / query.nodes.length)
  if (share < 1) return ALL
  const nodes = query.nodes.map((node) => pruned(node, share))
  return nodes.some(({ kind }) => kind === 'all') ? ALL : { ...query, nodes }
}

function distinctNodes(nodes: readonly GramQuery[]): GramQuery[] {
  return [...new Map(nodes.map((node) => [JSON.stringify(node), node])).values()]
}

function sizeOf(query: GramQuery): number {
  if (query.kind === 'all' || query.kind === 'none') return 0
  return query.nodes.reduce((size, node) => size + sizeOf(node), query.grams.length)
}

type Kind = 'and' | 'or'
type Joined = Extract<GramQuery, { kind: Kind }>

function join(kind: Kind, one: GramQuery, other: GramQuery): GramQuery {
  const parts = [partOf(kind, one), partOf(kind, other)]
  const grams = [...new Set(parts.flatMap((part) => part.grams))]
  const nodes = [...new Set(parts.flatMap((part) => part.nodes))]
  if (kind === 'and') return { kind, grams: grams.slice(0, MAX_GRAMS_OF_AND), nodes: nodes.slice(0, MAX_GRAMS_OF_AND) }
  return grams.length + nodes.length > MAX_BRANCHES_OF_OR ? ALL : { kind, grams, nodes }
}

/** A single gram is the same under `and` and `or`; another kind stays a node of its own. */
function partOf(kind: Kind, query: GramQuery): Pick<Joined, 'grams' | 'nodes'> {
  if (query.kind === 'all' || query.kind === 'none') return { grams: [], nodes: [query] }
  const isSingle = query.grams.length === 1 && query.nodes.length === 0
  return query.kind === kind || isSingle ? query : { grams: [], nodes: [query] }
}

/** Grams that a text must have in any case. */
function required(query: GramQuery): readonly number[] {
  if (query.kind === 'and') return query.grams
  return query.kind === 'or' && query.grams.length === 1 && query.nodes.length === 0 ? query.grams : []
}

function without(query: GramQuery, gone: ReadonlySet<number>): GramQuery {
  if (query.kind === 'all' || query.kind === 'none') return query
  const grams = query.grams.filter((gram) => !gone.has(gram))
  const [only] = query.nodes
  if (grams.length === 0 && query.nodes.length <= 1) return only ?? ALL
  return { ...query, grams }
}

/**
 * The query as text, in the notation of Russ Cox's codesearch: grams are quoted and joined where they overlap, a space is "and",
 * a bar "or", + is `all` and - is `none`. A symbol is shown as the first of its characters, letters in lower case.
 */
export function printGramQuery(query: GramQuery): string {
  switch (query.kind) {
    case 'all':
      return '+'
    case 'none':
      return '-'
    case 'and':
      return [...query.grams.map(printGram), ...query.nodes.map(printNode)].join(' ')
    case 'or':
      return [...query.grams.map(printGram), ...query.nodes.map(printNode)].join('|')
  }
}

const printNode = (node: GramQuery) => `(${printGramQuery(node)})`

const printGram = (gram: number) => `"${[gram >> 12, (gram >> 6) & 63, gram & 63].map((symbol) => NAMES[symbol] ?? '?').join('')}"`

const NAMES = names()

function names(): string[] {
  const shown: string[] = []
  for (let byte = 0xff; byte >= 0; byte--) shown[SYMBOLS[byte]] = byte < 0x80 ? String.fromCharCode(byte).toLowerCase() : `\\${SYMBOLS[byte] - 60}`
  shown[0] = '\\0'
  shown[38] = ' '
  shown[39] = '\\n'
  return shown
}
