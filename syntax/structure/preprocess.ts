import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../grammars.ts'
import { expandoOf } from '../grammars.ts'

/**
 * A pattern as ast-grep hands it to a grammar: where `$` is no part of a name, another letter that is one stands in its place in front
 * of a hole's name. Follows `pre_process_pattern` of ast-grep-core.
 */
export function preprocess(grammar: Grammar, pattern: string): string {
  const expando = expandoOf(grammar)
  return pattern.replace(/(\$+)([A-Z_])|\${3}(?!\$)/g, (_, dollars: string | undefined, first: string | undefined) =>
    dollars === undefined ? expando.repeat(3) : expando.repeat(dollars.length) + first)
}

export type HoleKind = 'one' | 'many'

/** Whether a node of a pattern is a hole; undefined for code. Follows `extract_meta_var` of ast-grep-core. */
export function holeOf(grammar: Grammar, text: string): HoleKind | undefined {
  const expando = expandoOf(grammar)
  const many = expando.repeat(3)
  if (text === many) return 'many'
  const name = /^[A-Z_][A-Z0-9_]*$/
  if (text.startsWith(many)) return name.test(text.slice(many.length)) ? 'many' : undefined
  const sigil = text.startsWith(expando.repeat(2)) ? 2 : text.startsWith(expando) ? 1 : 0
  return sigil > 0 && name.test(text.slice(sigil * expando.length)) ? 'one' : undefined
}

/** What a pattern is once the nodes that only wrap it are taken off, as ast-grep does. A `;` that a grammar adds is no part of it. */
export function innermost(root: SgNode): SgNode {
  let node = root
  for (;;) {
    const real = node.children().filter((child) => child.text() !== '')
    const [only] = real
    if (only === undefined || real.length > 1) return node
    node = only
  }
}
