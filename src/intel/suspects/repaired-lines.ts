/** A run of lines that a repair replaces, takes away or stands between; in the version before it. */
export interface Repaired {
  path: string
  /** Lines of the version before, from 1, both included. */
  start: number
  end: number
  /** It only adds: these are the lines around what was added, which are less telling. */
  isAdded: boolean
}

/** As a diff tells them: of each file and hunk, in order. */
export interface RepairDiff {
  oldPath: string | null
  hunks: readonly { lines: readonly { kind: 'context' | 'added' | 'removed'; oldLine: number | null; text: string }[] }[]
}

/** A line of such a run, with the commit that brought it. */
export interface RepairedLine {
  path: string
  /** Which run it is of. */
  run: number
  isAdded: boolean
  text: string
  broughtBy: string
}

/** What a repair says of those who brought what it mends. */
export interface Blamed {
  oid: string
  /** The part of the repair that points to it: from 0 to 1. */
  share: number
  lines: number
  /** The files of these lines, the most lines first. */
  paths: string[]
}

/** The runs of lines that a diff changes, in order. Lines that only moved sideways are none. */
export function repairedRuns(files: readonly RepairDiff[]): Repaired[] {
  return files.flatMap(({ oldPath, hunks }) => (oldPath === null ? [] : hunks.flatMap(({ lines }) => runsIn(lines).map((run) => ({ path: oldPath, ...run })))))
}

type Line = RepairDiff['hunks'][number]['lines'][number]
const squeezed = (text: string) => text.replace(/\s+/g, '')

function runsIn(lines: readonly Line[]): Omit<Repaired, 'path'>[] {
  const runs: Omit<Repaired, 'path'>[] = []
  let from = 0
  while (from < lines.length) {
    if (lines[from]?.kind === 'context') {
      from += 1
      continue
    }
    let to = from
    while (to < lines.length && lines[to]?.kind !== 'context') to += 1
    runs.push(...runOf(lines.slice(from, to), { before: lines[from - 1]?.oldLine ?? null, after: lines[to]?.oldLine ?? null }))
    from = to
  }
  return runs
}

/** The lines taken away; where none are, those around. */
function runOf(changed: readonly Line[], { before, after }: { before: number | null; after: number | null }): Omit<Repaired, 'path'>[] {
  const added = new Set(changed.filter(({ kind }) => kind === 'added').map(({ text }) => squeezed(text)))
  const removed = changed.filter(({ kind, text }) => kind === 'removed' && !added.has(squeezed(text))).flatMap(({ oldLine }) => oldLine ?? [])
  if (removed.length > 0) return pieces(removed)
  if (changed.some(({ kind }) => kind === 'removed')) return [] // only its layout changed
  const around = [before, after].flatMap((line) => line ?? [])
  return around.length === 0 ? [] : [{ start: Math.min(...around), end: Math.max(...around), isAdded: true }]
}

/** Lines that stand together. */
function pieces(lines: readonly number[]): Omit<Repaired, 'path'>[] {
  const found: Omit<Repaired, 'path'>[] = []
  for (const line of lines) {
    const last = found.at(-1)
    if (last && last.end === line - 1) last.end = line
    else found.push({ start: line, end: line, isAdded: false })
  }
  return found
}

/** Half of what a line counts that was mended itself. Fitted to the older half of DPDK's repairs, as is that each run counts the same. */
const addedWeight = 0.5

/**
 * Those who brought what a repair mends, the likeliest first. After Śliwerski, Zimmermann and Zeller ("When do changes induce fixes?", 2005),
 * but weighed: each run of lines has one vote, which its lines share; where a repair only adds, the lines around it have half of one; blank
 * lines, brackets and comments have none, nor have documents and tests where the repair touches anything else.
 */
export function blameFor(lines: readonly RepairedLine[]): Blamed[] {
  const telling = orAll(lines, ({ text }) => !isTrivial(text))
  const counted = orAll(telling, ({ path }) => !isAside(path))
  const inRun = new Map<number, number>()
  for (const { run } of counted) inRun.set(run, (inRun.get(run) ?? 0) + 1)
  const votes = new Map<string, { weight: number; lines: number; paths: Map<string, number> }>()
  for (const { broughtBy, run, isAdded, path } of counted) {
    const vote = votes.get(broughtBy) ?? { weight: 0, lines: 0, paths: new Map<string, number>() }
    vote.weight += (isAdded ? addedWeight : 1) / (inRun.get(run) ?? 1)
    vote.lines += 1
    vote.paths.set(path, (vote.paths.get(path) ?? 0) + 1)
    votes.set(broughtBy, vote)
  }
  const total = [...votes.values()].reduce((sum, { weight }) => sum + weight, 0)
  return [...votes]
    .map(([oid, { weight, lines: count, paths }]) => ({ oid, share: weight / total, lines: count, paths: [...paths].toSorted((a, b) => b[1] - a[1]).map(([path]) => path) }))
    .toSorted((a, b) => b.share - a.share || b.lines - a.lines || (a.oid < b.oid ? -1 : 1))
}

/** Those that hold; all of them where none does. */
function orAll<T>(all: readonly T[], holds: (each: T) => boolean): readonly T[] {
  const some = all.filter(holds)
  return some.length > 0 ? some : all
}

const isTrivial = (text: string) => /^[\s\p{P}\p{S}]*$/u.test(text) || /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:if|define|elif|else|endif))|--\s|;;)/.test(text)
const isAside = (path: string) => /(?:^|\/)(?:docs?|tests?|__tests__|spec|testdata|fixtures)\/|[._-](?:test|spec)\.\w+$|\.(?:md|rst|txt|adoc)$/i.test(path)
