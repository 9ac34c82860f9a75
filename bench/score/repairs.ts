/** Track C: a repair → the commits that it names as mended, by the lines that it changes. */

import { execFileSync } from 'node:child_process'
import { blameFor, repairedRuns, type RepairDiff, type RepairedLine } from '../../src/intel/suspects/repaired-lines.ts'
import type { Repair } from './cases.ts'

/** What one way of naming culprits gives over many repairs. */
export interface Named {
  named: number
  right: number
  /** How many there are to be named. */
  truth: number
  /** Repairs of which one was named, at least. */
  hits: number
  cases: number
}

/** By way: which commits it names for a repair. */
export const ways: Readonly<Record<string, (lines: readonly RepairedLine[]) => string[]>> = {
  'plain SZZ: all who brought a line that is taken away': (lines) => [...new Set(lines.flatMap(({ isAdded, broughtBy }) => (isAdded ? [] : [broughtBy])))],
  'the one who brought most of them': (lines) => mostOf(lines.filter(({ isAdded }) => !isAdded)),
  Firebreak: (lines) => blameFor(lines).slice(0, 1).map(({ oid }) => oid),
}

function mostOf(lines: readonly RepairedLine[]): string[] {
  const counts = new Map<string, number>()
  for (const { broughtBy } of lines) counts.set(broughtBy, (counts.get(broughtBy) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 1).map(([oid]) => oid)
}

/** Every way over the same repairs. */
export function nameCulprits(dir: string, repairs: readonly Repair[]): Record<string, Named> {
  const all = Object.fromEntries(Object.keys(ways).map((way) => [way, { named: 0, right: 0, truth: 0, hits: 0, cases: 0 }]))
  for (const repair of repairs) {
    const lines = repairedLines(dir, repair.oid)
    const truth = new Set(repair.culprits.map(({ oid }) => oid))
    for (const [way, name] of Object.entries(ways)) {
      const named = name(lines)
      const right = named.filter((oid) => truth.has(oid)).length
      const sum = all[way]
      if (sum) Object.assign(sum, { named: sum.named + named.length, right: sum.right + right, truth: sum.truth + truth.size, hits: sum.hits + (right > 0 ? 1 : 0), cases: sum.cases + 1 })
    }
  }
  return all
}

const git = (dir: string, args: readonly string[]) => execFileSync('git', [`--git-dir=${dir}`, ...args], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }).toString()

/** As the server reads them: the lines of the runs in the version before, with who brought each. */
function repairedLines(dir: string, oid: string): RepairedLine[] {
  const files = readDiff(git(dir, ['show', '--no-color', '--format=', '-M', '--diff-algorithm=histogram', oid]))
  const runs = repairedRuns(files)
  const texts = new Map(files.map(({ oldPath, hunks }) => [oldPath, new Map(hunks.flatMap(({ lines }) => lines.map(({ oldLine, text }) => [oldLine, text] as const)))]))
  return [...Map.groupBy([...runs.entries()], ([, { path }]) => path)].flatMap(([path, own]) => {
    const broughtBy = blamed(dir, oid, path, [Math.min(...own.map(([, { start }]) => start)), Math.max(...own.map(([, { end }]) => end))])
    return own.flatMap(([run, { start, end, isAdded }]) => Array.from({ length: end - start + 1 }, (_, at) => start + at).flatMap((line) => {
      const by = broughtBy.get(line)
      return by === undefined ? [] : [{ path, run, isAdded, text: texts.get(path)?.get(line) ?? '', broughtBy: by }]
    }))
  })
}

function blamed(dir: string, fix: string, path: string, [from, to]: readonly [number, number]): Map<number, string> {
  try {
    const told = git(dir, ['blame', '--porcelain', '-L', `${from},${to}`, `${fix}^`, '--', path])
    return new Map([...told.matchAll(/^([0-9a-f]{40}) \d+ (\d+)/gm)].map(([, oid = '', line]) => [Number(line), oid]))
  } catch {
    return new Map()
  }
}

function readDiff(text: string): RepairDiff[] {
  return text.split(/^diff --git .*$/m).slice(1).map((part) => {
    const oldPath = /^--- a\/(.*)$/m.exec(part)?.[1] ?? null
    return { oldPath, hunks: part.split(/^(?=@@ -)/m).slice(1).map((hunk) => ({ lines: linesOf(hunk) })) }
  })
}

function linesOf(hunk: string): RepairDiff['hunks'][number]['lines'] {
  const [head = '', ...rest] = hunk.split('\n')
  let old = Number(/^@@ -(\d+)/.exec(head)?.[1] ?? 1)
  return rest.flatMap((line) => {
    const kind = line.startsWith('-') ? 'removed' as const : line.startsWith('+') ? 'added' as const : line.startsWith(' ') ? 'context' as const : null
    return kind === null ? [] : [{ kind, oldLine: kind === 'added' ? null : old++, text: line.slice(1) }]
  })
}
