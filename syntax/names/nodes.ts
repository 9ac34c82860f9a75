/** Small questions about nodes that several languages ask. */

import type { SgNode } from '@ast-grep/napi'
import type { Place } from './places.ts'
import type { Named, TypeSource } from './rules.ts'

export function nameIn(node: SgNode): string | null {
  return node.field('name')?.text() ?? null
}

export function ownName({ node }: Place): SgNode | null {
  return node.field('name')
}

export function hasToken(node: SgNode, token: string): boolean {
  return node.children().some((child) => !child.isNamed() && child.text() === token)
}

/** Of `a, b = x, y`, what the name `at` is given; of `a, b = f()`, the call for the first. */
export function numberedPart(names: readonly SgNode[], at: SgNode, values: SgNode | null): SgNode | null {
  const parts = values?.namedChildren() ?? []
  const number = names.findIndex((name) => name.id() === at.id())
  return names.length === parts.length || number === 0 ? parts[number] ?? null : null
}

/** The last name in a type: of `a.b.C<D>`, its `C`. */
export function leafOf(node: SgNode | null): SgNode | null {
  let leaf = node
  for (let depth = 0; leaf !== null && depth < 16; depth++) {
    const inner = leaf.field('name') ?? leaf.field('type')
    if (inner === null) return leaf.isLeaf() ? leaf : null
    leaf = inner
  }
  return null
}

export function typeSource(name: SgNode | null): TypeSource | null {
  return name && { name, is: 'type' }
}

/** What tells the type of a value that is a name or a call. */
export function valueSource(named: Named | null): TypeSource | null {
  return named && { name: named.name, is: named.called ? 'call' : 'value' }
}

export function childOf(node: SgNode | null, kind: string): SgNode | null {
  return node?.children().find((part) => part.kind() === kind) ?? null
}

/** A type by its name alone: `java.util.List<String>` is `List`. */
export function plainType(text: string): string {
  let plain = text.replace(/@[\w.]+(\([^()]*\))?|\s+/g, '')
  for (let before = ''; before !== plain;) {
    before = plain
    plain = plain.replace(/<[^<>]*>/g, '')
  }
  return plain.slice(Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(':')) + 1)
}
