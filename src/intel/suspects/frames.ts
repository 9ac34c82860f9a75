import { pathTerm } from '../../../engine/terms/index.ts'

/** A frame of a trace whose place in the code is known, the innermost first among those of our own code. */
export interface SuspectFrame {
  path: string
  /** From 1; null where the trace has none. */
  line: number | null
  function: string | null
  /** Full ids of the commits that brought the line. */
  broughtBy: readonly string[]
}

/** What frames say of a candidate, each from 0 to about 2: the first frame counts whole, the second half, the third a third. */
export interface FrameEvidence {
  file: number
  line: number
  /** Of those who brought lines of frames the last: 1, the one before half, and so on. A fault that is met now came late, so often with the youngest of them. */
  latest: number
  /** The frame that speaks loudest, from 0; null for none. */
  first: number | null
}

export interface FrameIndex {
  /** Path terms of the frames' files, to be asked of the candidates. */
  terms: readonly number[]
  /** `touched` are places in `terms`. */
  of(oid: string, touched: readonly number[]): FrameEvidence
}

export function indexFrames(frames: readonly SuspectFrame[], candidates: readonly { oid: string; time: number }[]): FrameIndex {
  const late = latestFirst(frames, candidates)
  const paths = [...new Set(frames.map(({ path }) => path))]
  const firstOf = paths.map((path) => frames.findIndex((frame) => frame.path === path))
  return {
    terms: paths.map(pathTerm),
    of(oid, touched) {
      const files = touched.map((place) => firstOf[place] ?? 0)
      const lines = frames.flatMap(({ broughtBy }, at) => (broughtBy.includes(oid) ? [at] : []))
      return { file: weightOf(files), line: weightOf(lines), latest: late.has(oid) ? 1 / (1 + (late.get(oid) ?? 0)) : 0, first: lines[0] ?? (files.length > 0 ? Math.min(...files) : null) }
    },
  }
}

const weightOf = (frames: readonly number[]) => frames.reduce((sum, at) => sum + 1 / (1 + at), 0)

/** The candidates that brought lines of frames, by how many of them came later. */
function latestFirst(frames: readonly SuspectFrame[], candidates: readonly { oid: string; time: number }[]): ReadonlyMap<string, number> {
  const brought = new Set(frames.flatMap(({ broughtBy }) => broughtBy))
  const own = brought.size === 0 ? [] : candidates.filter(({ oid }) => brought.has(oid)).sort((a, b) => b.time - a.time)
  return new Map(own.map(({ oid }, at) => [oid, at]))
}
