/** The kinds of symbols, as `select:symbol.KIND` names them; a symbol's kind is stored as its place in this list, so it only grows at its end. */
export const SYMBOL_KINDS = [
  'file', 'module', 'namespace', 'package', 'class', 'method', 'property', 'field', 'constructor', 'enum', 'interface', 'function', 'variable',
  'constant', 'string', 'number', 'boolean', 'array', 'object', 'key', 'null', 'enum-member', 'struct', 'event', 'operator', 'type-parameter',
] as const

export type SymbolKind = (typeof SYMBOL_KINDS)[number]
