import type { SgNode } from '@ast-grep/napi'
import type { NameRules, ScopeKind } from './rules.ts'

/**
 * A node with what is above it. Nodes know their parents only by a walk from the root, so that asking from every name would
 * take quadratic time in a deep tree; places are made downwards, once each, and only on the ways to names.
 */
export class Place {
  readonly node: SgNode
  readonly kind: string
  readonly parent: Place | null
  /** The innermost scope that it stands in; its own, where it opens one, is `opens`. */
  readonly scope: Scope
  readonly opens: Scope | null
  readonly start: number
  readonly end: number
  private readonly rules: NameRules
  private children: (SgNode | Place)[] | undefined
  private ends: number[] = []

  constructor({ node, parent, scope, rules }: { node: SgNode; parent: Place | null; scope: Scope | null; rules: NameRules }) {
    this.node = node
    this.kind = String(node.kind())
    this.parent = parent
    this.rules = rules
    const { start, end } = node.range()
    this.start = start.index
    this.end = end.index
    const kind = parent === null ? 'file' : scopeKind(rules, this)
    const isBodyOfNamespace = kind === 'block' && parent?.opens?.kind === 'namespace'
    this.opens = kind === undefined || isBodyOfNamespace ? null : new Scope({ kind, place: this, parent: scope })
    this.scope = scope ?? this.opens ?? new Scope({ kind: 'file', place: this, parent: null })
  }

  /** As a name; a text without its quotes. */
  get name(): string {
    const text = this.node.text()
    return this.kind === 'string' && /^["']/.test(text) ? text.slice(1, -1) : text
  }

  /** Whether this stands in a field of its parent. */
  in(field: string): boolean {
    const id = this.node.id()
    return this.parent?.node.fieldChildren(field).some((node) => node.id() === id) ?? false
  }

  inOneOf(fields: string | readonly string[]): boolean {
    return typeof fields === 'string' ? this.in(fields) : fields.some((field) => this.in(field))
  }

  /** The child that ends last of those that begin at or before `index` and end behind it. */
  childAt(index: number): Place | null {
    const children = (this.children ??= this.node.children())
    let low = 0
    for (let high = children.length; low < high;) {
      const middle = (low + high) >> 1
      if (this.endOf(children, middle) <= index) low = middle + 1
      else high = middle
    }
    const child = children[low]
    if (child === undefined) return null
    const place = child instanceof Place ? child : this.enter(child)
    children[low] = place
    return place.start <= index ? place : null
  }

  private endOf(children: readonly (SgNode | Place)[], at: number): number {
    const child = children[at]
    if (child === undefined) return 0
    return (this.ends[at] ??= child instanceof Place ? child.end : child.range().end.index)
  }

  private enter(node: SgNode): Place {
    const inner = this.opens ?? this.scope
    const outside = own(this.rules.outside ?? {}, this.kind)
    const id = node.id()
    const isOutside = outside?.some((field) => this.node.fieldChildren(field).some((part) => part.id() === id))
    const scope = !isOutside ? inner : this.opens !== null ? this.scope : inner.owner.parent ?? inner
    return new Place({ node, parent: this, scope, rules: this.rules })
  }
}

function scopeKind({ scopes }: NameRules, { node, kind, parent }: Place): ScopeKind | undefined {
  const opened = own(scopes, kind)
  return typeof opened === 'function' ? opened(node, parent) : opened
}

/** Where definitions hold. */
export class Scope {
  readonly kind: ScopeKind
  readonly place: Place
  readonly parent: Scope | null
  /** The innermost function, namespace or file that this is, or is in. */
  readonly owner: Scope
  /** Set by `containerOf`. */
  container: string | undefined

  constructor({ kind, place, parent }: { kind: ScopeKind; place: Place; parent: Scope | null }) {
    this.kind = kind
    this.place = place
    this.parent = parent
    this.owner = ['function', 'namespace', 'file'].includes(kind) || parent === null ? this : parent.owner
  }
}

/** The places of one tree. Looking from left to right costs what a single walk does, however deep the tree. */
export class Places {
  readonly root: Place
  private readonly identifiers: ReadonlySet<string>
  private readonly quoted: NameRules['quoted']
  private current: Place

  constructor(root: SgNode, rules: NameRules) {
    this.quoted = rules.quoted
    this.root = new Place({ node: root, parent: null, scope: null, rules })
    this.identifiers = new Set(rules.identifiers)
    this.current = this.root
  }

  isName(place: Place): boolean {
    return this.identifiers.has(place.kind) || (this.quoted?.(place) ?? false)
  }

  /** The name that stands at an index, or the innermost node that does. */
  at(index: number): Place {
    let place = this.current
    while (place.parent !== null && !(place.start <= index && index < place.end)) place = place.parent
    while (place.parent !== null && this.isName(place.parent)) place = place.parent
    for (let child: Place | null = place; child !== null; child = this.isName(place) ? null : place.childAt(index)) place = child
    this.current = place
    return place
  }

  /** The place of a node of the tree. */
  of(node: SgNode): Place {
    const { start, end } = node.range()
    const kind = node.kind()
    let place = this.at(start.index)
    while (place.parent !== null && (place.end < end.index || (place.kind !== kind && place.parent.start === start.index))) place = place.parent
    return place
  }
}

/** A table's own entry: kinds come from grammars, which may call one `constructor`. */
export function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
