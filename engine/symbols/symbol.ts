import type { SymbolKind } from '../query/symbol-kinds.ts'

/** Something that a file defines under a name. */
export type CodeSymbol = {
  name: string
  kind: SymbolKind
  /** The names of what it stands in, outermost first, with dots; empty at the top. */
  container: string
  /** Where the name begins: line from 0, column in code points from 0. */
  line: number
  column: number
  /** The lines of the whole definition, from 0, both included; comments before it are not part of it. */
  startLine: number
  endLine: number
}
