import type { SgNode } from '@ast-grep/napi'

/** What a name is given: as its value, or behind the one that it has. */
export type Assignment = { value: SgNode; start: number; appends: boolean }

/** Before a name that is given a value, and several names. What follows is bounded, so that no text takes it long. */
const TARGETS = /^(?:(?:let|mut|val|var|const|static|final|def|private|public|protected|internal|override|lateinit|implicit|lazy|#\s{0,8}define)\s{1,8}){0,5}[*&\s]{0,8}((?:[\w$@]{1,80}(?:\.|->|::|,\s)){0,6}[\w$@]{1,80})/

/** What names are given in a text. Only of names that are asked about are the nodes looked at, as most names are of no interest. */
export class Variables {
  private readonly text: string
  private readonly nodes = new Map<string, SgNode[]>()
  private readonly known = new Map<string, Assignment[]>()

  constructor(nodes: readonly SgNode[], text: string) {
    this.text = text
    for (const node of nodes) for (const name of this.targetsOf(node)) listIn(this.nodes, name).push(node)
  }

  add(name: string, assignment: Assignment): void {
    listIn(this.known, name).push(assignment)
  }

  names(): string[] {
    return [...new Set([...this.nodes.keys(), ...this.known.keys()])]
  }

  /** In order of position. */
  of(name: string): readonly Assignment[] {
    const nodes = this.nodes.get(name) ?? []
    this.nodes.delete(name)
    const all = listIn(this.known, name)
    for (const node of nodes) {
      for (const [target, value] of assignedBy(node)) if (target === name) all.push({ value, start: node.range().start.index, appends: appends(node) })
    }
    return nodes.length === 0 ? all : all.sort((a, b) => a.start - b.start)
  }

  private targetsOf(node: SgNode): string[] {
    const { start: { index } } = node.range()
    return TARGETS.exec(this.text.slice(index, index + 200))?.[1]?.split(/,\s/).map(lastOf) ?? []
  }
}

function listIn<Item>(map: Map<string, Item[]>, key: string): Item[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}

const appends = (node: SgNode) => /augmented|compound|operator_assignment/.test(String(node.kind())) || node.children().some((child) => ['+=', '.=', '<<'].includes(String(child.kind())))

/** `a, b = x, y` assigns pairwise; Go puts even single names into lists. */
function assignedBy(node: SgNode): [name: string, value: SgNode][] {
  if (node.kind() === 'binary' && !appends(node)) return []
  const target = node.field('left') ?? node.field('name') ?? node.field('pattern') ?? node.field('declarator') ?? node.namedChildren().find((child) => /variable_declaration|assignable|^name$|^identifier$/.test(String(child.kind()))) ?? null
  const value = node.field('right') ?? node.field('value') ?? node.namedChildren().at(-1) ?? null
  if (target === null || value === null || target.id() === value.id()) return []
  if (value.kind() !== 'expression_list') return named(target, value)
  const targets = target.kind() === 'expression_list' ? target.namedChildren() : [target]
  const values = value.namedChildren()
  return targets.length === values.length ? targets.flatMap((each, at) => named(each, values[at] ?? value)) : []
}

function named(target: SgNode, value: SgNode): [string, SgNode][] {
  const name = /^[*&\s]*((?:[\w$@]+(?:\.|->|::))*[\w$@]+)/.exec(target.text().slice(0, 200))?.[1]
  return name === undefined ? [] : [[lastOf(name), value]]
}

/** `msg` of `this.msg` or `self->msg`. */
export const lastOf = (name: string): string => /[\w$@]+$/.exec(name)?.[0] ?? name
