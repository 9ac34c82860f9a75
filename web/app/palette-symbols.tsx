import type { SpotlightActionData } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { fileSymbols, goToSymbol, type SymbolPlace } from '../../src/search/contract.ts'
import { fileHref, parsePlace } from '../repos/links.ts'
import { fullName, hasLetters, linesOfSymbol } from '../repos/symbol-tree.ts'
import { useGo } from '../ui/place-link.tsx'
import { SymbolIcon } from '../ui/symbol-icon.tsx'
import { reading } from './api.ts'
import type { PaletteQuery } from './palette-query.ts'

type FilePlace = { repo: string; rev: string; path: string }
interface Group {
  group: string
  actions: SpotlightActionData[]
}

/** The file that the page shows, if it shows one. */
export function useShownFile(): FilePlace | null {
  const href = useLocation({ select: (location) => location.publicHref })
  return useMemo(() => {
    const place = parsePlace(new URL(href, 'http://here').pathname)
    return place?.view === 'blob' ? place : null
  }, [href])
}

/** So many beside other things; more where only symbols are asked for. */
const few = 8
const many = 50

/** The symbols that fit what is typed, of all repositories or of the file that is shown. */
export function useSymbolGroups({ of, text }: PaletteQuery, file: FilePlace | null): Group[] {
  const everywhere = useEverywhere(of === 'file' ? '' : text, of === 'symbols' ? many : few)
  const here = useOfFile(of === 'file' ? file : null, text)
  return of === 'file' ? here : everywhere
}

function useEverywhere(q: string, limit: number): Group[] {
  const go = useGo()
  const { data } = useQuery({ ...reading(goToSymbol, { query: { q, limit } }), enabled: q !== '', placeholderData: (before) => before })
  if (!data || q === '' || data.symbols.length === 0) return []
  const actions = data.symbols.map(({ repo, path, ...symbol }) => actionOf(symbol, { id: `${repo}/${path}`, where: `${repo} › ${path}`, open: () => go(fileHref({ repo, path, lines: linesOfSymbol(symbol) })) }))
  return [{ group: data.complete ? 'Symbols' : 'Symbols, of the files that are indexed so far', actions }]
}

function useOfFile(file: FilePlace | null, text: string): Group[] {
  const go = useGo()
  const { repo = '', rev = '', path = '' } = file ?? {}
  const { data } = useQuery({ ...reading(fileSymbols, { query: { repo, rev, path } }), enabled: file !== null })
  const symbols = file && data ? data.symbols.filter((symbol) => hasLetters(fullName(symbol), text)) : []
  const actions = symbols.slice(0, many).map((symbol) => actionOf(symbol, { id: path, where: '', open: () => go(fileHref({ repo, rev, path, lines: linesOfSymbol(symbol) })) }))
  return actions.length > 0 ? [{ group: 'Symbols of this file', actions }] : []
}

function actionOf(symbol: SymbolPlace, { id, where, open }: { id: string; where: string; open: () => void }): SpotlightActionData {
  const { name, kind, container, line, column } = symbol
  const description = [container, where === '' ? `line ${line}` : `${where}:${line}`].filter(Boolean).join(' · ')
  return { id: `${id}:${line}:${column}:${name}`, label: name, description, leftSection: <SymbolIcon kind={kind} />, onClick: open }
}
