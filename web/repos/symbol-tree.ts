import type { SymbolPlace } from '../../src/search/contract.ts'
import type { LineRange } from './links.ts'

/** A symbol with those that stand in it, in the order of their positions. */
export interface SymbolNode {
  symbol: SymbolPlace
  children: SymbolNode[]
  parent: SymbolNode | null
}

/**
 * The symbols of a file (in the order of their positions) as a tree by container. Of several containers of one name it is
 * the one around the symbol, else the last one before it: Go's methods stand behind their type. Where there is none, it is
 * at the top.
 */
export function treeOf(symbols: readonly SymbolPlace[]): SymbolNode[] {
  const roots: SymbolNode[] = []
  const byName = new Map<string, SymbolNode[]>()
  const nodes = symbols.map((symbol): SymbolNode => ({ symbol, children: [], parent: null }))
  for (const node of nodes) byName.set(fullName(node.symbol), [...(byName.get(fullName(node.symbol)) ?? []), node])
  for (const node of nodes) {
    node.parent = parentAmong(byName.get(node.symbol.container) ?? [], node)
    ;(node.parent?.children ?? roots).push(node)
  }
  return roots
}

/** Its name, as lines of an address. */
export const linesOfSymbol = ({ name, line, column }: Pick<SymbolPlace, 'name' | 'line' | 'column'>): LineRange => ({ start: line, startColumn: column, end: line, endColumn: column + [...name].length })

export const fullName = ({ name, container }: Pick<SymbolPlace, 'name' | 'container'>): string => (container === '' ? name : `${container}.${name}`)

function parentAmong(candidates: readonly SymbolNode[], { symbol }: SymbolNode): SymbolNode | null {
  const others = candidates.filter((candidate) => candidate.symbol !== symbol && candidate.symbol.container !== symbol.container)
  return others.findLast(({ symbol: { startLine, endLine } }) => startLine <= symbol.line && symbol.line <= endLine) ?? others.findLast(({ symbol: { line } }) => line <= symbol.line) ?? others[0] ?? null
}

/** The innermost symbol whose definition holds a line; null between definitions. */
export function symbolAt(symbols: readonly SymbolPlace[], line: number): SymbolPlace | null {
  let found: SymbolPlace | null = null
  for (const symbol of symbols) {
    if (symbol.startLine <= line && line <= symbol.endLine && (!found || symbol.endLine - symbol.startLine <= found.endLine - found.startLine)) found = symbol
  }
  return found
}

/** From the outermost to the one itself; none for a symbol that is not in the tree. */
export function pathTo(roots: readonly SymbolNode[], symbol: SymbolPlace | null): SymbolNode[] {
  if (!symbol) return []
  const found = find(roots, symbol)
  const path: SymbolNode[] = []
  for (let node = found; node; node = node.parent) path.unshift(node)
  return path
}

function find(nodes: readonly SymbolNode[], symbol: SymbolPlace): SymbolNode | null {
  for (const node of nodes) {
    const found = node.symbol === symbol ? node : find(node.children, symbol)
    if (found) return found
  }
  return null
}

/** Those whose names hold the letters in their order, and what they stand in; all for no letters. */
export function filterTree(nodes: readonly SymbolNode[], letters: string): SymbolNode[] {
  if (letters.trim() === '') return [...nodes]
  return nodes.flatMap((node) => {
    const children = filterTree(node.children, letters)
    return children.length > 0 || hasLetters(node.symbol.name, letters) ? [{ ...node, children }] : []
  })
}

export function hasLetters(name: string, letters: string): boolean {
  const lower = name.toLowerCase()
  let at = 0
  for (const letter of letters.trim().toLowerCase()) {
    at = lower.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
