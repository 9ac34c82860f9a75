import type { SymbolKind } from '../../../engine/query/symbol-kinds.ts'
import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import type { AnswerOf } from '../../../syntax/index.ts'
import type { Tree } from '../tree.ts'

export type NamedAt = NonNullable<AnswerOf<'nameAt'>>
export type Binding = NamedAt['binding']
export type Shape = NonNullable<Extract<Binding, { kind: 'member' }>['of']>
export type Receiver = NonNullable<Extract<Binding, { kind: 'member' }>['receiver']>
/** Lines and columns from 0, columns in code points; the end stands behind the last one. */
export type Range = NamedAt['range']

/** Imports that lead to imports, and types of what has a type, are followed so far. */
export const deepest = 8

/** A name where it stands, and what its file says that it means. */
export interface Site {
  tree: Tree
  path: string
  name: string
  range: Range
  /** Where it is the name at a position that was asked about. */
  role?: NamedAt['role']
  binding: Binding
  use?: NamedAt['use']
}

/** What a name means: a definition in some repository. */
export interface Target {
  tree: Tree
  path: string
  range: Range
  name: string
  /** The names of what it stands in, outermost first, with dots. */
  container: string
  /** Null where it was not looked for among the symbols of its file. */
  kind: SymbolKind | null
  /** What it takes, where functions of one name in one file differ in that. */
  takes?: string
  /** One of several of its name in what it stands in. */
  apart?: boolean
  /** Nothing outside of its function can name it. */
  isLocal: boolean
  /** In words, for people. */
  reason: string
}

/** The same for the same definition, at whatever commit: names of a file are told apart by what they stand in, local ones by their place. */
export function keyOfTarget({ tree, path, range, name, container, isLocal, apart, kind, takes }: Target): string {
  const own = isLocal || apart ? `${range.line}:${range.column}` : kind === 'file' ? '' : `${container}.${name}${takes === undefined ? '' : `(${takes})`}`
  return `${tree.repository.id} ${path} ${own}`
}

export const pathOfTarget = ({ container, name }: Pick<Target, 'container' | 'name'>): string => (container === '' ? name : `${container}.${name}`)

export function symbolTarget({ tree, path }: { tree: Tree; path: string }, symbol: CodeSymbol, reason: string): Target {
  const { name, line, column, container, kind } = symbol
  return { tree, path, range: { line, column, endLine: line, endColumn: column + [...name].length }, name, container, kind, isLocal: false, reason }
}

/** A module is defined where its file begins. */
export function moduleTarget({ tree, path }: { tree: Tree; path: string }, name: string, reason: string): Target {
  return { tree, path, range: { line: 0, column: 0, endLine: 0, endColumn: 0 }, name, container: '', kind: 'file', isLocal: false, reason }
}

/** What no type declares is defined where it is written. */
export const ownKey = ({ tree, path, name }: Pick<Site, 'tree' | 'path' | 'name'>, range: Site['range']): Target => ({ tree, path, range, name, container: '', kind: null, isLocal: true, reason: 'a key of the object around it' })

/** What holds members under its name. */
export const typeKinds: ReadonlySet<SymbolKind | null> = new Set(['class', 'interface', 'struct', 'enum', 'module', 'namespace', 'object', 'type-parameter'])
export const functionKinds: ReadonlySet<SymbolKind | null> = new Set(['function', 'method', 'constructor', 'operator'])

export function distinct(targets: readonly Target[]): Target[] {
  return [...new Map(targets.toReversed().map((target) => [`${keyOfTarget(target)} ${target.range.line}:${target.range.column}`, target])).values()].toReversed()
}
