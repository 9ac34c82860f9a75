import type { SgNode } from '@ast-grep/napi'
import type { CodeSymbol } from '../engine/symbols/symbol.ts'
import { docOf } from './doc.ts'
import { positionsOf } from './names/positions.ts'
import { definitionsOf, type Defined } from './outline.ts'
import type { Source } from './source.ts'

export type Description = Pick<CodeSymbol, 'name' | 'kind' | 'container'> & {
  /** The head of the definition, without its body, on one line; 500 characters at most. */
  signature: string
  /** The comment or docstring, without the marks of comments; 4,000 characters at most, empty if there is none. */
  doc: string
}

type At = { line: number; column: number }

/**
 * What is defined under the name at a place, line and column (in code points) from 0: a symbol of the outline, else what stands there
 * is taken for a local variable or a parameter. Null if no name stands there.
 */
export function describe(source: Source, at: At): Description | null {
  const all = definitionsOf(source)
  const found = all.find(({ symbol }) => symbol.line === at.line && symbol.column <= at.column && at.column < symbol.column + [...symbol.name].length)
  if (found === undefined) return describeLocal(source, at, all)
  const { symbol: { name, kind, container }, node } = found
  return { name, kind, container, signature: signatureOf(source, node, name), doc: docOf(source, node) }
}

function describeLocal(source: Source, at: At, all: readonly Defined[]): Description | null {
  const index = positionsOf(source.text).indexOf(at)
  const name = index === null ? null : leafAt(source.root, index)
  if (name === null || !/identifier|name/.test(String(name.kind())) || !/^[$@]?[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name.text())) return null
  const statement = statementOf(name)
  const around = all.findLast(({ symbol: { startLine, endLine, line } }) => startLine <= at.line && at.line <= endLine && line <= at.line)?.symbol
  const container = around === undefined ? '' : [around.container, around.name].filter(Boolean).join('.')
  return { name: name.text(), kind: 'variable', container, signature: signatureOf(source, statement, name.text()), doc: docOf(source, statement) }
}

function leafAt(root: SgNode, index: number): SgNode | null {
  let node: SgNode | undefined = root
  while (node !== undefined && !node.isLeaf()) {
    node = node.children().find((child) => {
      const { start, end } = child.range()
      return start.index <= index && index < end.index
    })
  }
  return node ?? null
}

/** The parameter or the statement that a name belongs to. */
function statementOf(name: SgNode): SgNode {
  let node = name
  for (let around = name.parent(); around !== null && !isParameter(node) && !HOLDS_STATEMENTS.test(String(around.kind())); around = around.parent()) {
    node = around
  }
  return node
}

function isParameter(node: SgNode): boolean {
  return /(^|_)parameter(_declaration)?$/.test(String(node.kind()))
}

const MOST_SIGNATURE = 500
const HOLDS_STATEMENTS = /parameters$|parameter_list$|^(program|source|source_file|module|translation_unit|compilation_unit|chunk|statement_list)$|^(block|statements|(body|compound)_statement|.*_(body|block))$/

function signatureOf({ text }: Source, node: SgNode, name: string): string {
  const { start, end } = node.range()
  const body = bodyOf(node, 2)?.range()
  const head = text.slice(startOfStatement(text, start.index), body?.start.index ?? end.index)
  // `typedef struct { … } Name` is named behind its body.
  const whole = body === undefined || head.includes(name) ? head : `${head} { … } ${text.slice(body.end.index, end.index)}`
  return withoutOpening(whole.slice(0, 4 * MOST_SIGNATURE)).slice(0, MOST_SIGNATURE)
}

/** Words such as `export const` belong to a statement that the definition is only a part of; another statement on the line does not. */
function startOfStatement(text: string, start: number): number {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  return /^[\w\s@.]*$/.test(before) && before.length < 100 ? start - before.trimStart().length : start
}

/** By the names that grammars give to what holds statements or members; the first stands where a grammar has no node for it. */
const BODY = /^(\{|block|statements|(body|compound)_statement|.*_(body|block)|(enumerator|(?!ordered_)(.*_)?(declaration|variant))_list)$/

/** The node of the body; that of a value, as in `f = () => {}`, is not the node's own, but `depth` nodes below it. */
function bodyOf(node: SgNode, depth: number): SgNode | null {
  const own = node.field('body') ?? node.field('computed_value') ?? node.children().find((child) => BODY.test(String(child.kind()))) ?? null
  // The types of a tuple in Rust.
  if (own?.kind() === 'ordered_field_declaration_list') return null
  if (own !== null || depth === 0) return own
  for (const field of ['value', 'right', 'type', 'declarator']) {
    const inner = node.field(field)
    const body = inner && bodyOf(inner, depth - 1)
    if (body) return body
  }
  return null
}

/** On one line, and without what only leads over to a body. */
function withoutOpening(head: string): string {
  return head.replace(/\s+/g, ' ').trim().replace(/(,? do:.*|\s*(\{|:|=>|=|;|,|\bdo|\bend|\bwhere))+$/, '').trim()
}
