import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { fileSymbols, type SymbolPlace } from '../../src/search/contract.ts'
import { reading } from '../app/api.ts'
import type { Here } from './here.ts'
import { pathTo, symbolAt, treeOf, type SymbolNode } from './symbol-tree.ts'

/** What a file defines, and where in it the reader is. */
export interface FileSymbols {
  state: 'waiting' | 'done' | 'no_grammar' | 'failed' | 'missing'
  roots: readonly SymbolNode[]
  /** The symbols around the line that the reader is at, outermost first. */
  path: readonly SymbolNode[]
  /** Takes the line that the reader is at. */
  follow(line: number): void
}

const none: readonly SymbolPlace[] = []

export function useSymbols({ repo, commit }: Here, path: string): FileSymbols {
  const { data, isError } = useQuery({ ...reading(fileSymbols, { query: { repo, rev: commit, path } }), staleTime: Infinity })
  const symbols = data?.symbols ?? none
  const roots = useMemo(() => treeOf(symbols), [symbols])
  // Kept as the symbol, not the line: the page is drawn anew only when the reader comes to another one.
  const [line, setLine] = useState(1)
  const current = useMemo(() => symbolAt(symbols, line), [symbols, line])
  const around = useMemo(() => pathTo(roots, current), [roots, current])
  const follow = useCallback((to: number) => setLine(symbolAt(symbols, to)?.line ?? to), [symbols])
  return { state: isError ? 'failed' : (data?.state ?? 'waiting'), roots, path: around, follow }
}
