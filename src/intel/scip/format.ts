/** The parts of a SCIP index that are used here, after scip.proto (Sourcegraph, Apache-2.0), with its numbers of fields. */

/** What a `character` of a range counts. An indexer that does not say means what its own strings count. */
export const encodings = ['unspecified', 'utf-8', 'utf-16', 'utf-32'] as const
export type PositionEncoding = (typeof encodings)[number]

export const role = { definition: 0x1, import: 0x2, write: 0x4, read: 0x8, generated: 0x10, test: 0x20, forwardDefinition: 0x40 } as const

/** Lines and columns from 0, in the units of the document; the end is behind the last. */
export interface ScipRange {
  line: number
  column: number
  endLine: number
  endColumn: number
}

export interface ScipOccurrence extends ScipRange {
  symbol: string
  /** A set of `role`s. */
  roles: number
  /** The whole of what is defined or said here, where the indexer tells. */
  enclosing: ScipRange | null
}

/** How one symbol relates to another: a set of `relation`s. */
export interface ScipRelationship {
  symbol: string
  flags: number
}

export const relation = { reference: 1, implementation: 2, typeDefinition: 4, definition: 8 } as const

export interface ScipSymbol {
  symbol: string
  /** Markdown. */
  documentation: string
  relationships: ScipRelationship[]
  /** The number of a `Kind`; 0 when it is not told. */
  kind: number
  displayName: string
  signature: string
  /** Of a local symbol. */
  enclosingSymbol: string
}

export interface ScipDocument {
  /** As it stands in the index: from its root. */
  path: string
  language: string
  encoding: PositionEncoding
  occurrences: ScipOccurrence[]
  symbols: ScipSymbol[]
  /** Occurrences that were left out because their range is none. */
  illFormed: number
}

export interface ScipMetadata {
  tool: string
  version: string
  projectRoot: string
}

/** One top-level field of an index. */
export type ScipPart = { kind: 'metadata'; metadata: ScipMetadata } | { kind: 'document'; document: ScipDocument } | { kind: 'symbol'; symbol: ScipSymbol }

/** Names of `SymbolInformation.Kind`, as they are told to people; by number. */
export const symbolKinds: readonly string[] = [
  '', 'array', 'assertion', 'associated type', 'attribute', 'axiom', 'boolean', 'class', 'constant', 'constructor', 'data family', 'enum', 'enum member', 'event', 'fact', 'field', 'file', 'function',
  'getter', 'grammar', 'instance', 'interface', 'key', 'lang', 'lemma', 'macro', 'method', 'method receiver', 'message', 'module', 'namespace', 'null', 'number', 'object', 'operator', 'package',
  'package object', 'parameter', 'parameter label', 'pattern', 'predicate', 'property', 'protocol', 'quasiquoter', 'self parameter', 'setter', 'signature', 'subscript', 'string', 'struct', 'tactic',
  'theorem', 'this parameter', 'trait', 'type', 'type alias', 'type class', 'type family', 'type parameter', 'union', 'value', 'variable', 'contract', 'error', 'library', 'modifier', 'method',
  'method', 'method', 'method', 'method', 'method', 'accessor', 'delegate', 'method alias', 'singleton class', 'singleton method', 'static data member', 'static event', 'static field', 'static method',
  'static property', 'static variable',
]
