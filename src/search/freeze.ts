import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { Alert, FrozenPlace, FrozenSearch, Ledger } from './contract.ts'
import type { Found } from './found.ts'
import { markedLines, type MarkedLine } from './present.ts'

/** What one frozen search keeps at most; the ledger and the count still tell of everything. */
const maxPlaces = 2000
/** In code points. */
const maxTextLength = 1000
const beforeMatch = 200

export interface Keeper {
  keep(found: Found): void
  freeze(answer: { matchCount: number; ledger: Ledger; alert: Alert | null }): FrozenSearch
}

/** Collects what a search finds as places that stay readable when the repositories have moved on. */
export function createKeeper(question: Pick<FrozenSearch, 'query' | 'patternType' | 'at'>): Keeper {
  const places: FrozenPlace[] = []
  let truncated = false
  return {
    keep(found) {
      if (places.length >= maxPlaces) truncated = true
      else places.push(...placesOf(found))
      if (places.length > maxPlaces) truncated = true
      places.splice(maxPlaces)
    },
    freeze: (answer) => ({ ...question, ...answer, places, truncated }),
  }
}

function placesOf(found: Found): FrozenPlace[] {
  if (found.kind === 'owner') return []
  const repository = found.repository.name
  if (found.kind === 'repo') return [{ repository, rev: 'HEAD', commit: found.repository.head ?? '', path: '', line: null, text: repository, ranges: toPairs(found.ranges) }]
  if (found.kind === 'commit') return [{ repository, rev: found.rev, commit: found.change.oid, path: '', line: null, text: found.change.subject.slice(0, maxTextLength), ranges: [] }]
  const { rev, commit, path } = found
  const at = { repository, rev, commit, path }
  if (found.kind === 'symbols') return found.symbols.map((symbol) => ({ ...at, line: symbol.line + 1, ...named(symbol) }))
  const { content } = found
  if (!content) return [{ ...at, line: null, text: path, ranges: toPairs(found.pathRanges) }]
  return markedLines(content).map((marked) => ({ ...at, line: marked.line.line + 1, ...around(marked) }))
}

/** A symbol by its name and what it stands in. */
function named({ container, name }: CodeSymbol): Pick<FrozenPlace, 'text' | 'ranges'> {
  const before = container === '' ? '' : `${container}.`
  return { text: `${before}${name}`, ranges: [[[...before].length, [...name].length]] }
}

/** The part of a long line around its first match. */
function around({ line, marks }: MarkedLine): Pick<FrozenPlace, 'text' | 'ranges'> {
  if (line.text.length <= maxTextLength) return { text: line.text, ranges: marks }
  const characters = [...line.text]
  const from = Math.max(0, Math.min((marks[0]?.[0] ?? 0) - beforeMatch, characters.length - maxTextLength))
  const text = characters.slice(from, from + maxTextLength).join('')
  const ranges = marks.flatMap(([start, length]) => {
    const end = Math.min(start - from + length, maxTextLength)
    return end > start - from ? [[start - from, end - (start - from)] as [number, number]] : []
  })
  return { text, ranges }
}

const toPairs = (ranges: readonly { start: number; end: number }[]) => ranges.map(({ start, end }) => [start, end - start] as [number, number])
