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
  /** The frame that speaks loudest, from 0; null for none. */
  first: number | null
}

export interface FrameIndex {
  /** Path terms of the frames' files, to be asked of the candidates. */
  terms: readonly number[]
  /** `touched` are places in `terms`. */
  of(oid: string, touched: readonly number[]): FrameEvidence
}

export function indexFrames(frames: readonly SuspectFrame[]): FrameIndex {
  const paths = [...new Set(frames.map(({ path }) => path))]
  const firstOf = paths.map((path) => frames.findIndex((frame) => frame.path === path))
  return {
    terms: paths.map(pathTerm),
    of(oid, touched) {
      const files = touched.map((place) => firstOf[place] ?? 0)
      const lines = frames.flatMap(({ broughtBy }, at) => (broughtBy.includes(oid) ? [at] : []))
      return { file: weightOf(files), line: weightOf(lines), first: lines[0] ?? (files.length > 0 ? Math.min(...files) : null) }
    },
  }
}

const weightOf = (frames: readonly number[]) => frames.reduce((sum, at) => sum + 1 / (1 + at), 0)
