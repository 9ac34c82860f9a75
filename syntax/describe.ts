import type { SgNode } from '@ast-grep/napi'
import type { CodeSymbol } from '../engine/symbols/symbol.ts'
import { docOf } from './doc.ts'
import { definitionsOf } from './outline.ts'
import type { Source } from './source.ts'

export type Description = Pick<CodeSymbol, 'name' | 'kind' | 'container'> & {
  /** The head of the definition, without its body, on one line; 500 characters at most. */
  signature: string
  /** The comment or docstring, without the marks of comments; 4,000 characters at most, empty if there is none. */
  doc: string
}

/** What is defined under the name at a place, line and column (in code points) from 0; null if no symbol of the outline is named there. */
export function describe(source: Source, at: { line: number; column: number }): Description | null {
  const found = definitionsOf(source).find(({ symbol }) =>
    symbol.line === at.line && symbol.column <= at.column && at.column < symbol.column + [...symbol.name].length)
  if (found === undefined) return null
  const { symbol: { name, kind, container }, node } = found
  return { name, kind, container, signature: signatureOf(source, node, name), doc: docOf(source, node) }
}

const MOST_SIGNATURE = 500

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
