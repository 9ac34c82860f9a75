import type { FrozenPlace, FrozenSearch, Ledger } from './contract.ts'
import { marksOn } from './present.ts'
import type { Found } from './run.ts'

/** What one frozen search keeps at most; the ledger and the count still tell of everything. */
const maxPlaces = 2000
const maxTextLength = 1000

export interface Keeper {
  keep(found: Found): void
  freeze(matchCount: number, ledger: Ledger): FrozenSearch
}

/** Collects what a search finds as places that stay readable when the repositories have moved on. */
export function createKeeper(question: Pick<FrozenSearch, 'query' | 'patternType' | 'alert' | 'at'>): Keeper {
  const places: FrozenPlace[] = []
  let truncated = false
  return {
    keep(found) {
      for (const place of placesOf(found)) {
        if (places.length < maxPlaces) places.push(place)
        else truncated = true
      }
    },
    freeze: (matchCount, ledger) => ({ ...question, matchCount, places, truncated, ledger }),
  }
}

function placesOf(found: Found): FrozenPlace[] {
  const repository = found.repository.name
  if (found.kind === 'repo') return [{ repository, rev: 'HEAD', commit: found.repository.head ?? '', path: '', line: null, text: repository, ranges: toPairs(found.ranges) }]
  const { rev, commit, path, content } = found
  const at = { repository, rev, commit, path }
  if (!content) return [{ ...at, line: null, text: path, ranges: toPairs(found.pathRanges) }]
  return content.lines.flatMap((line) => {
    const ranges = marksOn(line, content.ranges)
    return ranges.length > 0 ? [{ ...at, line: line.line + 1, text: line.text.slice(0, maxTextLength), ranges }] : []
  })
}

const toPairs = (ranges: readonly { start: number; end: number }[]) => ranges.map(({ start, end }) => [start, end - start] as [number, number])
