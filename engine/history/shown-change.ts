/** Shows what a commit changed: hunks around the lines that are wanted, with what is marked in them, as much as somebody reads. */

import type { Match } from '../regex/index.ts'
import type { History } from './history.ts'
import { hunksOf, type Hunk, type Sign, type Step } from './hunks.ts'
import { pathOfName } from './input.ts'
import { RunLines } from './run-lines.ts'
import { shownLine, type ShownLine } from './shown-line.ts'
import type { ReadWeave } from './weave-code.ts'

export type ChangedFile = { path: string; created: boolean; deleted: boolean; hunks: ChangedHunk[] }

/**
 * Lines of a file around changes that match. Numbers count from 1. `sign` is ' ' for lines that stand on both sides. The heading is what
 * git shows behind a hunk's numbers: the nearest line before it that does not begin with a blank, a function's head mostly.
 */
export type ChangedHunk = { oldStart: number; newStart: number; heading: Buffer | null; lines: { sign: Sign; text: Buffer; matches: Match[] }[] }

/** `isCut` says that there is more than is here. */
export type ShownChange = { files: ChangedFile[]; isCut: boolean }

/** A file by its numbers, and what of it is shown. */
export type WantedFile = {
  run: number
  path: number
  /** Of a line that came or went. */
  isWanted: (step: Step) => boolean
  /** In bytes of the line, in order. */
  mark: (step: Step, line: Buffer) => Iterable<Match>
}

const MAX_FILES = 20
const MAX_WEAVES = 64
/** More is not shown of one commit; it is checked before each hunk. */
const MAX_SHOWN_BYTES = 64 * 1024

/** What may still be shown of one commit. */
type Budget = { bytes: number; isCut: boolean }

export class ChangeShower {
  private readonly history: History
  private readonly lines: readonly RunLines[]
  /** Commits beside each other mostly change the same files. */
  private readonly weaves = new Map<number, ReadWeave>()

  constructor(history: History) {
    this.history = history
    this.lines = history.runs.map((run) => new RunLines(run))
  }

  show(position: number, wanted: readonly WantedFile[]): ShownChange {
    const budget: Budget = { bytes: MAX_SHOWN_BYTES, isCut: wanted.length > MAX_FILES }
    const files = wanted.slice(0, MAX_FILES).map((file) => this.showFile(file, position, budget))
    return { files, isCut: budget.isCut }
  }

  private showFile({ run, path, isWanted, mark }: WantedFile, position: number, budget: Budget): ChangedFile {
    const lines = this.lines[run]
    const { hunks, stoodBefore, standsAfter } = hunksOf(this.weaveOf(run, path), position, { isWanted, isHeading: (line) => beginsWord(lines.line(line)) })
    const name = pathOfName(this.history.runs[run].nameOf(path))
    return { path: name, created: !stoodBefore, deleted: !standsAfter, hunks: hunks.flatMap((hunk) => showHunk(hunk, { lines, mark, budget }) ?? []) }
  }

  private weaveOf(run: number, path: number): ReadWeave {
    const key = run * 2 ** 32 + path
    const weave = this.weaves.get(key) ?? this.history.runs[run].weave(path)
    if (this.weaves.size >= MAX_WEAVES) this.weaves.clear()
    this.weaves.set(key, weave)
    return weave
  }
}

/** Null once enough is shown of a commit. */
function showHunk({ heading, ...hunk }: Hunk, { lines, mark, budget }: { lines: RunLines; mark: WantedFile['mark']; budget: Budget }): ChangedHunk | null {
  budget.isCut ||= budget.bytes <= 0
  if (budget.bytes <= 0) return null
  const shown = hunk.lines.map((step): ShownLine & { sign: Sign } => {
    const text = lines.line(step.line)
    return { sign: step.sign, ...shownLine(text, mark(step, text)) }
  })
  budget.bytes -= shown.reduce((sum, { text }) => sum + text.length, 0)
  budget.isCut ||= shown.some(({ isCut }) => isCut)
  return { ...hunk, heading: heading === null ? null : shownLine(lines.line(heading), []).text, lines: shown.map(({ sign, text, matches }) => ({ sign, text, matches })) }
}

/** A letter, an underscore or a dollar sign. */
function beginsWord(line: Buffer): boolean {
  const first = line[0] ?? 0
  return (first | 0x20) >= 0x61 && (first | 0x20) <= 0x7a || first === 0x5f || first === 0x24
}
