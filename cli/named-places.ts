import { provenanceOf, type NamedPlace } from '../src/intel/contract.ts'
import { columns } from './table.ts'
import type { Terminal } from './terminal.ts'

/** The outside promise of `def`, `refs` and `hover` with --json. */
export const promised = ({ repo, rev, path, line, column, endLine, endColumn, precise, symbol }: NamedPlace) => ({ repo, rev, path, line, column, endLine, endColumn, precise, symbol })

/** One line a place: where it is, how that is known, and what stands there. */
export function tellPlaces(terminal: Terminal, places: readonly NamedPlace[]): void {
  const rows = places.map((place) => [`${place.repo} ${place.path}:${place.line}:${place.column}`, provenanceOf(place), place.reason, place.text.trim()])
  for (const line of columns(rows)) terminal.print(line)
}
