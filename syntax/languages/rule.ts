/** How a language's tree tells what is defined: one rule for each kind of node that defines something, or that what is defined stands in. */

import type { Rule as Where, SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'

export type LanguageOutline = {
  /** By kind of node, as the grammar's node-types.json names them. */
  rules: Record<string, Rule>
  /** Of some kinds only those nodes, where most are of no interest: sorted out by ast-grep, before they cost anything. */
  where?: Record<string, Where>
}

export type Rule = Definition | ((node: SgNode, within: Scope) => Definition | undefined)

export type Definition = {
  /** Without a kind the node defines nothing by itself, but may be where others stand. */
  kind?: SymbolKind
  /** The nodes of the names; by default those in the field `name`. */
  name?: (node: SgNode) => Iterable<SgNode | null>
  /** Stands between the container and the name, as the receiver of a Go method does; with dots. */
  owner?: string
  opens?: Opens
  /** What it opens reaches to the end of what the node itself stands in, as `namespace A;` does. */
  opensRest?: true
  /** Belongs to the type around the function in which it stands, as `self.x = 1` does. */
  ofType?: true
  /** A name that is defined again in the same container counts once; or, right behind the first, it is one more clause of a function, which grows. */
  again?: 'ignored' | 'grows'
  /** The node holds many definitions, each of which is its name only. */
  alone?: true
}

/** In a body, variables are local and not in the outline; in a type, functions are methods and variables are fields. */
export type Opens = 'type' | 'namespace' | 'body'

/** What a node stands in, the innermost. */
export type Scope = {
  opens: Opens | 'file'
  kind: SymbolKind | undefined
  /** Empty if it has none. */
  name: string
}

/** Names in another field than `name`. */
export const inField = (field: string) => (node: SgNode): SgNode[] => node.fieldChildren(field)

/** The name is the first child of one of these kinds. */
export const firstOf = (...kinds: string[]) => (node: SgNode): (SgNode | null)[] => [childOf(node, ...kinds)]

/** The first child of one of these kinds, words of the language among them. */
export function childOf(node: SgNode, ...kinds: string[]): SgNode | null {
  return node.children().find((child) => kinds.includes(String(child.kind()))) ?? null
}

/** All nodes of a kind below a node, in order; of patterns, which are short. */
export function below(node: SgNode | null, ...kinds: string[]): SgNode[] {
  return node === null ? [] : kinds.includes(String(node.kind())) ? [node] : node.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
}

/** A path as languages write it, `a::b`, `a\b`, `a:b`, with dots. */
export function dotted(path: string): string {
  return path.replace(/\s+/g, '').split(/::|[:\\.]/).filter(Boolean).join('.')
}

/** By the convention of many languages. */
export function isConstantName(name: string): boolean {
  return /^_*[A-Z][A-Z0-9_]*$/.test(name)
}
