import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../engine/query/symbol-kinds.ts'
import type { CodeSymbol } from '../engine/symbols/symbol.ts'
import { LANGUAGES } from './languages/index.ts'
import type { Definition, LanguageOutline, Scope } from './languages/rule.ts'
import { withoutHeadMacros } from './names/languages/c-macros.ts'
import { positionsOf, type Positions } from './names/positions.ts'
import type { Source } from './source.ts'

/**
 * What a text defines under names, in order of position: all that can be seen from outside of a function, and the functions
 * and types within functions, but no variables of theirs. What the grammar cannot read is passed over.
 */
export function outline(source: Source): CodeSymbol[] {
  return definitionsOf(source).map(({ symbol }) => symbol)
}

/** A symbol, and the node that defines it. */
export type Defined = { symbol: CodeSymbol; node: SgNode }

const known = new WeakMap<Source, readonly Defined[]>()

/** As `outline`, for what asks on about the nodes. They are kept with the source, for the next question about it. */
export function definitionsOf(source: Source): readonly Defined[] {
  const all = known.get(source) ?? collectDefinitions(source)
  known.set(source, all)
  return all
}

function collectDefinitions(source: Source): Defined[] {
  const language = LANGUAGES[source.grammar]
  const collected = new Collected(source.text)
  for (const node of rootOf(source).findAll({ rule: { any: matchersOf(language) } })) {
    const found = collected.foundAt(node)
    const rule = language.rules[String(node.kind())]
    const definition = typeof rule === 'function' ? rule(node, found.within) : rule
    if (definition !== undefined) collected.add(found, definition)
  }
  return collected.all.sort((a, b) => a.symbol.line - b.symbol.line || a.symbol.column - b.symbol.column)
}

function matchersOf({ rules, where = {} }: LanguageOutline) {
  return Object.keys(rules).map((kind) => ({ kind, ...where[kind] }))
}

/** A longer name is no name, and a longer path no help: both come from hostile texts, and copies of them would fill the memory. */
const MOST_LENGTH = 500

/** Only where functions do not run can a variable be seen from outside. */
const LOCAL_IN_BODIES: ReadonlySet<SymbolKind> = new Set<SymbolKind>(['variable', 'constant', 'field', 'property'])

/** A scope with its place: it ends before offset `end`, and what stands in it has the container `path`. */
type OpenScope = Scope & { path: string; end: number; isRest: boolean }

type Range = ReturnType<SgNode['range']>
type Found = { node: SgNode; range: Range; within: OpenScope }
/** `start` is the offset of the name proper. */
type Named = { node: SgNode; range: Range; name: string; start: number }

const FILE: OpenScope = { opens: 'file', kind: undefined, name: '', path: '', end: Infinity, isRest: false }

class Collected {
  readonly all: Defined[] = []
  private readonly text: string
  private readonly positions: Positions
  private readonly scopes: OpenScope[] = []
  /** Containers and names of what is told, for what counts only where nothing else is called so. */
  private readonly seen = new Set<string>()

  constructor(text: string) {
    this.text = text
    this.positions = positionsOf(text)
  }

  /** Nodes are met in the order in which they begin, outer ones first. */
  foundAt(node: SgNode): Found {
    const range = node.range()
    while (this.innermost.end <= range.start.index) this.scopes.pop()
    return { node, range, within: this.innermost }
  }

  add(found: Found, definition: Definition): void {
    // `namespace B;` ends what `namespace A;` opened.
    if (definition.opensRest && found.within.isRest) {
      this.scopes.pop()
      found.within = this.innermost
    }
    const kind = kindIn(definition, found.within)
    const isSymbol = kind !== undefined && !(found.within.opens === 'body' && LOCAL_IN_BODIES.has(kind) && !definition.ofType)
    if (!isSymbol && definition.opens === undefined) return
    const names = kind === undefined ? [] : namesOf(found.node, definition).map((node) => this.named(node))
    if (isSymbol) for (const named of names) this.keep(this.definedBy(found, definition, kind, named), definition.again)
    if (definition.opens !== undefined) this.open(found, definition, names[0]?.name ?? '')
  }

  private definedBy({ node, range, within }: Found, definition: Definition, kind: SymbolKind, named: Named): Defined {
    const container = joined((definition.ofType ? this.typeAround : within).path, definition.owner)
    const { start: first, end: last } = definition.alone ? named.range : range
    const { line, column } = this.positions.span(named.start, named.start)
    const symbol = { name: named.name, kind, container, line, column, startLine: first.line, endLine: lastLine(first, last) }
    return { symbol, node: definition.alone ? named.node : node }
  }

  private keep(defined: Defined, again: Definition['again']): void {
    const { symbol } = defined
    if (symbol.name === '' || symbol.name.length > MOST_LENGTH) return
    const key = `${symbol.container}\n${symbol.name}`
    const last = this.all.at(-1)?.symbol
    if (again === 'grows' && last?.name === symbol.name && last.container === symbol.container) last.endLine = symbol.endLine
    else if (again !== 'ignored' || !this.seen.has(key)) this.all.push(defined)
    this.seen.add(key)
  }

  private open(found: Found, { opens = 'body', owner, kind, opensRest }: Definition, name: string): void {
    const { within, range } = found
    const path = joined(joined(within.path, owner), name)
    this.scopes.push({ opens, kind, name, path, end: opensRest ? within.end : range.end.index, isRest: opensRest ?? false })
  }

  private get innermost(): OpenScope {
    return this.scopes.at(-1) ?? FILE
  }

  private get typeAround(): OpenScope {
    return this.scopes.findLast((scope) => scope.opens === 'type') ?? this.innermost
  }

  /** A name without the quotes or the colon that some languages put at it. */
  private named(node: SgNode): Named {
    const range = node.range()
    const whole = this.text.slice(range.start.index, range.end.index)
    const [, before = '', name = ''] = /^(["'`:]?)(.*?)(?:["'`]|:\s*)?$/s.exec(whole) ?? []
    return { node, range, name, start: range.start.index + before.length }
  }
}

function namesOf(node: SgNode, { name }: Definition): SgNode[] {
  const names = [...name?.(node) ?? node.fieldChildren('name')].filter((one) => one !== null)
  // Some grammars give the field of a list to its commas too.
  return names.length < 2 ? names : names.filter((one) => one.kind() !== ',')
}

/** A node that ends with its line's break ends on that line. */
function lastLine(first: Range['start'], last: Range['end']): number {
  return last.column === 0 && last.line > first.line ? last.line - 1 : last.line
}

function kindIn({ kind }: Definition, { opens }: Scope): SymbolKind | undefined {
  if (opens !== 'type') return kind
  return kind === 'function' ? 'method' : kind === 'variable' ? 'field' : kind
}

function joined(path: string, name: string | undefined): string {
  if (!name || path.length + name.length > MOST_LENGTH) return path
  return path === '' ? name : `${path}.${name}`
}

/** As names are read, so that both find the same definitions. */
function rootOf(source: Source): SgNode {
  return source.grammar === 'c' || source.grammar === 'cpp' ? withoutHeadMacros(source).root : source.root
}
