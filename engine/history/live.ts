/** Files as they are behind the last commit of a run. */

import { ALIVE, GONE } from './format.ts'
import type { LiveFile, LiveFiles } from './run-builder.ts'
import { RunLines } from './run-lines.ts'
import type { Run } from './run.ts'
import type { ReadWeave } from './weave-code.ts'

/** The files that these runs, in the order of the mainline, have left. */
export function liveFiles(runs: readonly Run[]): LiveFiles {
  const newestFirst = runs.toReversed().map((run) => ({ run, lines: new RunLines(run) }))
  return (path) => {
    for (const { run, lines } of newestFirst) {
      const number = run.findPath(path)
      if (number >= 0) return liveFile(run.weave(number), lines)
    }
    return null
  }
}

function liveFile(weave: ReadWeave, lines: RunLines): LiveFile | null {
  const state = weave.states.at(-1)
  if (state === undefined || state.state === GONE) return null
  return {
    ...state,
    lines(visit) {
      for (let item = 0; item < weave.lines.length; item++) {
        if (weave.deaths[item] === ALIVE) visit(lines.line(weave.lines[item]), weave.births[item], weave.unended[item] === 1)
      }
    },
  }
}
