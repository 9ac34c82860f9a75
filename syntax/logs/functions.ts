import type { SgNode } from '@ast-grep/napi'

/** A function with a name, and the names of its parameters as its callers count them. */
export type NamedFunction = { name: string; parameters: readonly string[]; start: number; end: number }

type Entry = { node: SgNode; start: number; end: number; parent: number; named: NamedFunction | null | undefined }

/** Finds the function that a place of the text is in. */
export class Functions {
  /** In order of their start; `parent` is the number of the one around. */
  private readonly entries: Entry[] = []

  constructor(nodes: readonly SgNode[]) {
    for (const node of nodes) {
      const { start, end } = node.range()
      this.entries.push({ node, start: start.index, end: end.index, parent: this.enclosing(this.entries.length - 1, start.index), named: undefined })
    }
  }

  /** The innermost one with a name; null outside of any. */
  around(index: number): NamedFunction | null {
    for (let at = this.enclosing(this.lastFrom(index), index); at >= 0; at = this.entries[at]?.parent ?? -1) {
      const entry = this.entries[at]
      if (entry === undefined) return null
      if (entry.named === undefined) entry.named = functionOf(entry)
      if (entry.named !== null) return entry.named
    }
    return null
  }

  private enclosing(from: number, index: number): number {
    let at = from
    while (at >= 0 && (this.entries[at]?.end ?? 0) <= index) at = this.entries[at]?.parent ?? -1
    return at
  }

  /** The last that starts at or before the place. */
  private lastFrom(index: number): number {
    let low = 0
    for (let high = this.entries.length; low < high;) {
      const middle = (low + high) >> 1
      if ((this.entries[middle]?.start ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

function functionOf({ node, start, end }: Entry): NamedFunction | null {
  const name = nameOf(node)
  return name === null ? null : { name, parameters: parametersOf(node), start, end }
}

/** That of `const f = () => {}` is its variable's; that of C lies within its declarator. */
function nameOf(node: SgNode): string | null {
  const own = node.field('name') ?? declared(node) ?? node.children().find((child) => child.kind() === 'simple_identifier') ?? null
  if (own !== null) return lastName(own.text())
  const holder = node.parent()
  return holder?.kind() === 'variable_declarator' || holder?.kind() === 'pair' ? lastName((holder.field('name') ?? holder.field('key'))?.text() ?? '') : null
}

const lastName = (text: string) => /[\w$]+(?=[?!]?$)/.exec(text)?.[0] ?? null

/** The name in a declarator, which may be deep: `*(*f)(…)`. */
function declared(node: SgNode): SgNode | null {
  let inner = node.field('declarator')
  for (let depth = 0; inner !== null && depth < 12; depth++) {
    const deeper = inner.field('declarator')
    if (deeper === null) return inner
    inner = deeper
  }
  return null
}

function parametersOf(node: SgNode): string[] {
  const list = listOf(node)
  return list === null ? [] : list.namedChildren().flatMap(parameterNames).filter((name) => name !== 'self' && name !== 'cls')
}

function listOf(node: SgNode): SgNode | null {
  const own = node.field('parameters') ?? node.children().find((child) => child.kind() === 'function_value_parameters')
  if (own) return own
  for (let inner = node.field('declarator'), depth = 0; inner !== null && depth < 12; inner = inner.field('declarator'), depth++) {
    const list = inner.field('parameters')
    if (list !== null) return list
  }
  return null
}

/** Go names several parameters of one type together. */
function parameterNames(parameter: SgNode): string[] {
  const kind = String(parameter.kind())
  if (/comment|self_parameter|parameter_modifiers|receiver/.test(kind)) return []
  const names = parameter.fieldChildren('name').filter((name) => name.isNamed())
  if (names.length > 0) return names.map((name) => name.text())
  const name = parameter.field('pattern') ?? declared(parameter) ?? parameter.find({ rule: { regex: String.raw`^[$@]?[\p{L}_]\w*$` } }) ?? parameter
  return [/[$\w]+/.exec(name.text())?.[0] ?? '']
}
