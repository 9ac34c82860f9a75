import { languageOf } from '../../engine/lang.ts'
import type { Range } from '../../engine/scan/index.ts'
import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { FoundFile, FoundSymbols } from './found.ts'
import { hasGrammar } from './index/symbol-index.ts'
import type { UnitSearch } from './run.ts'
import { failureReasons, symbolsOfBlob } from './told-symbols.ts'

/** Files become the symbols on whose names something was found in them. Those where it was found elsewhere, and paths, become nothing. */
export async function* toSymbols(search: UnitSearch, found: AsyncGenerator<FoundFile>): AsyncGenerator<FoundSymbols> {
  for await (const file of found) {
    const symbols = file.content ? await symbolsNamedIn(search, file, file.content.ranges) : []
    const { repository, rev, commit, path, at } = file
    if (symbols.length > 0) yield { kind: 'symbols', repository, rev, commit, path, at, symbols, isWhole: false }
  }
}

async function symbolsNamedIn({ unit, request, deps }: UnitSearch, { path, at, commit }: FoundFile, ranges: readonly Range[]): Promise<CodeSymbol[]> {
  const language = languageOf(path)
  if (!hasGrammar(language)) return []
  const files = await deps.repos.files(request.viewer, unit.repository, commit, request.signal)
  const outline = await symbolsOfBlob({ oid: files.oid(at), language }, { viewer: request.viewer, repository: unit.repository, signal: request.signal }, deps)
  if (outline.state === 'done') return namedIn(outline.symbols, ranges)
  unit.row.skipped(outline.state === 'missing' ? 'missing' : failureReasons[outline.reason], path)
  return []
}

/** The symbols whose names share a character with one of the ranges. */
export function namedIn(symbols: readonly CodeSymbol[], ranges: readonly Range[]): CodeSymbol[] {
  const byLine = Map.groupBy(symbols, ({ line }) => line)
  const named = new Set(ranges.flatMap(({ start, end }) => {
    const here = start.line === end.line ? (byLine.get(start.line) ?? []) : symbols.filter(({ line }) => line >= start.line && line <= end.line)
    return here.filter(({ line, column, name }) => isBefore({ line, column }, end) && isBefore(start, { line, column: column + [...name].length }))
  }))
  return symbols.filter((symbol) => named.has(symbol))
}

type Point = { line: number; column: number }

const isBefore = (a: Point, b: Point) => a.line < b.line || (a.line === b.line && a.column < b.column)
