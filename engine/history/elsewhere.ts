/** The same line in other files of the mainline. */

import type { Meter } from '../regex/index.ts'
import { ALIVE } from './format.ts'
import type { History } from './history.ts'
import { compileLinePattern, visitEvents } from './matches.ts'
import { RunLines } from './run-lines.ts'

/** A file in which the line stands or stood. `death` is null while it stands. */
export type LineElsewhere = { path: string; birth: number; death: number | null }

/** Fewer characters than this stand everywhere, and tell nothing. */
const MIN_LENGTH = 8

/** The last time that exactly this line came to each other file, newest first. */
export function linesLike(history: History, text: Buffer, { except, limit, meter }: { except: string; limit: number; meter: Meter }): LineElsewhere[] {
  const pattern = text.toString()
  const compiled = compileLinePattern({ kind: 'atom', field: 'content', pattern, regex: false }, { caseSensitive: true })
  if (pattern.trim().length < MIN_LENGTH || !compiled.ok) return []
  const found = new Map<string, LineElsewhere>()
  for (const run of history.runs) {
    const lines = new RunLines(run)
    visitEvents(run, compiled.pattern, { paths: null, meter }, ({ path, line, position, came }) => {
      if (!run.links().has(path) && lines.line(line).equals(text)) note(found, { path: run.nameOf(path), position, came })
    })
  }
  found.delete(except)
  return [...found.values()].filter(({ birth }) => birth !== ALIVE).sort((a, b) => b.birth - a.birth).slice(0, limit)
}

/** Events come in no order: of comings the latest counts, and of goings one that is later than it. */
function note(found: Map<string, LineElsewhere>, { path, position, came }: { path: string; position: number; came: boolean }): void {
  const known = found.get(path) ?? { path, birth: ALIVE, death: null }
  if (came && position > known.birth) found.set(path, { path, birth: position, death: known.death !== null && known.death > position ? known.death : null })
  else if (!came && position > known.birth) found.set(path, { ...known, death: Math.max(known.death ?? 0, position) })
}
