/** Track B: the lines of a trace in a repair's message → the commit that it names, among all before. */

import { execFileSync } from 'node:child_process'
import { createFeatures } from '../../src/intel/suspects/features.ts'
import type { SuspectFrame } from '../../src/intel/suspects/frames.ts'
import { scoreOf, traceWeights } from '../../src/intel/suspects/model.ts'
import { readSignal } from '../../src/intel/suspects/signal.ts'
import { parseTraces } from '../../src/intel/traces/traces.ts'
import type { Repair } from './cases.ts'
import { commitsIn, type Corpus } from './corpus.ts'
import type { Example } from './fit.ts'

/** What stands in a text without being a trace: a place of a compiler's message. */
const noTrace = 'places'
const maxFrames = 6

export interface Crash {
  repair: Repair
  /** Nothing but the lines of the traces. */
  text: string
  /** Those whose file is found in the repository, as they stand in the trace. */
  frames: SuspectFrame[]
}

/** Null where the repair tells no trace that leads into the repository. */
export function crashOf({ dir }: Corpus, repair: Repair): Crash | null {
  const traces = parseTraces(repair.symptom).traces.filter(({ format }) => format !== noTrace)
  const frames = traces.flatMap(({ exceptions }) => exceptions).flatMap((exception) => exception.frames).filter(({ file }) => file !== null)
  if (frames.length === 0) return null
  const paths = git(dir, ['ls-tree', '-r', '--name-only', `${repair.oid}^`]).split('\n')
  const found = frames.flatMap(({ file, line, function: name }) => {
    const path = pathOf(file ?? '', paths)
    return path === null ? [] : [{ path, line: line ?? null, function: name ?? null }]
  }).slice(0, maxFrames)
  if (found.length === 0) return null
  return { repair, text: traces.map(({ start, end }) => repair.symptom.slice(start, end)).join('\n'), frames: found.map((frame) => ({ ...frame, broughtBy: blamed(dir, repair.oid, frame) })) }
}

/** The only file with the longest common end. */
function pathOf(file: string, paths: readonly string[]): string | null {
  const parts = file.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  for (let from = 0; from < parts.length; from++) {
    const end = parts.slice(from).join('/')
    const fitting = paths.filter((path) => path === end || path.endsWith(`/${end}`))
    if (fitting.length > 0) return fitting.length === 1 ? (fitting[0] ?? null) : null
  }
  return null
}

function blamed(dir: string, fix: string, { path, line }: Pick<SuspectFrame, 'path' | 'line'>): string[] {
  if (line === null) return []
  try {
    return [git(dir, ['blame', '--porcelain', '-L', `${line},${line}`, `${fix}^`, '--', path]).slice(0, 40)]
  } catch {
    return [] // the file has fewer lines then: the trace is of another version
  }
}

const git = (dir: string, args: readonly string[]) => execFileSync('git', [`--git-dir=${dir}`, ...args], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }).toString()

export function crashExample(corpus: Corpus, { repair: { time, culprits }, text, frames }: Crash): Example {
  const candidates = commitsIn(corpus, 0, time)
  const features = createFeatures({ signal: readSignal(text), frames, candidates, at: time })
  corpus.terms.visit(candidates.map(({ oid }) => oid), (index, vector) => features.hits.add(index, vector))
  return { values: candidates.map((_none, at) => features.of(at).values), culprits: culprits.map((culprit) => candidates.indexOf(culprit)).filter((at) => at >= 0) }
}

/** The rank of a culprit where each frame's blame is named in turn: what Sentry does with the first. */
export function rankByBlame({ repair, frames }: Crash): number {
  const order = [...new Set(frames.flatMap(({ broughtBy }) => broughtBy))]
  const rank = order.findIndex((oid) => repair.culprits.some((culprit) => culprit.oid === oid))
  return rank < 0 ? Infinity : rank + 1
}

/** With the score that Firebreak gives each candidate. */
export const scoredCrash = ({ values, culprits }: Example) => ({ scores: Float64Array.from(values, (each) => scoreOf(each, traceWeights)), culprits })

const seenCrashes = new Set<string>()

/** A repository that was split off from another has the same history until then: a repair is given out once. */
export function newCrashes(corpus: Corpus, repairs: readonly Repair[]): Crash[] {
  const crashes = repairs.filter(({ oid }) => !seenCrashes.has(oid)).flatMap((repair) => crashOf(corpus, repair) ?? [])
  for (const { repair } of crashes) seenCrashes.add(repair.oid)
  return crashes
}
