import { provenanceOf, type NamedPlace } from '../src/intel/contract.ts'
import { exit, type ExitCode } from './problem.ts'
import { columns, counted } from './table.ts'
import type { Terminal } from './terminal.ts'

/** The outside promise of `def`, `refs`, `impls`, `typedef` and `hover` with --json. */
export const promised = ({ repo, rev, path, line, column, endLine, endColumn, precise, symbol }: NamedPlace) => ({ repo, rev, path, line, column, endLine, endColumn, precise, symbol })

/** One line a place: where it is, how that is known, and what stands there. */
export function tellPlaces(terminal: Terminal, places: readonly NamedPlace[]): void {
  const rows = places.map((place) => [`${place.repo} ${place.path}:${place.line}:${place.column}`, provenanceOf(place), place.reason, place.text.trim()])
  for (const line of columns(rows)) terminal.print(line)
}

export type Missed = { repo: string; path: string | null; reason: string }

const shown = 20

/** Says what was not looked at, and with which code a command ends for it. */
export function tellMissed(terminal: Terminal, missed: readonly Missed[]): ExitCode {
  if (missed.length === 0) return exit.done
  terminal.note({ text: `Not looked at: ${counted(missed.length, 'place')}`, style: 'yellow' })
  for (const { repo, path, reason } of missed.slice(0, shown)) terminal.note(`  ${repo}${path === null ? '' : ` ${path}`}: ${reason}`)
  return exit.incomplete
}
